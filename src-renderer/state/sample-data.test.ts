import { expect, it } from 'vitest';

import { accountSummarySchema } from '#contract/account.ts';
import { stickySessionSchema } from '#contract/affinity.ts';
import { conversationSummarySchema } from '#contract/conversations.ts';
import { engineStateSchema } from '#contract/events.ts';
import { poolForecastSchema } from '#contract/forecast.ts';
import { requestLogEntrySchema } from '#contract/request-log.ts';

import { sampleConversation, sampleForecast, sampleSticky } from './sample-balancing.ts';
import { sampleAccount, sampleEngine, sampleRequest } from './sample-data.ts';

it('the data that the other tests stand on is true to the contract', () => {
  expect(accountSummarySchema.parse(sampleAccount())).toEqual(sampleAccount());
  expect(requestLogEntrySchema.parse(sampleRequest())).toEqual(sampleRequest());
  expect(engineStateSchema.parse(sampleEngine())).toEqual(sampleEngine());
  expect(poolForecastSchema.parse(sampleForecast())).toEqual(sampleForecast());
  expect(stickySessionSchema.parse(sampleSticky())).toEqual(sampleSticky());
  expect(conversationSummarySchema.parse(sampleConversation())).toEqual(sampleConversation());
});
