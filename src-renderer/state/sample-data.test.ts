import { expect, it } from 'vitest';

import { accountSummarySchema } from '#contract/account.ts';
import { engineStateSchema } from '#contract/events.ts';
import { requestLogEntrySchema } from '#contract/request-log.ts';

import { sampleAccount, sampleEngine, sampleRequest } from './sample-data.ts';

it('the data that the other tests stand on is true to the contract', () => {
  expect(accountSummarySchema.parse(sampleAccount())).toEqual(sampleAccount());
  expect(requestLogEntrySchema.parse(sampleRequest())).toEqual(sampleRequest());
  expect(engineStateSchema.parse(sampleEngine())).toEqual(sampleEngine());
});
