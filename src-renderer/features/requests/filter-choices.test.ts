import { describe, expect, it } from 'vitest';

import type { RequestLogOptions } from '#contract/request-log.ts';

import { filterChoices } from './filter-choices.ts';

const options: RequestLogOptions = {
  accountIds: ['a1', 'a2'],
  models: [],
  apiKeys: [{ id: 'k1', name: 'Laptop' }],
  clients: ['codex_cli_rs'],
  sourceIds: [],
  statuses: ['success', 'error'],
  errorCodes: [],
};

describe('filterChoices', () => {
  it('offers what the log holds and, where that tells requests apart, those without any', () => {
    expect(filterChoices('accountId', options, [])).toEqual(['a1', 'a2', '']);
    expect(filterChoices('apiKeyId', options, [])).toEqual(['k1', '']);
    expect(filterChoices('status', options, [])).toEqual(['success', 'error']);
    expect(filterChoices('model', options, [])).toEqual([]);
  });

  it('keeps what is chosen though the log does not hold it, so that it can be taken back', () => {
    expect(filterChoices('accountId', options, ['gone', 'a1'])).toEqual(['a1', 'a2', 'gone', '']);
    expect(filterChoices('sourceId', options, [''])).toEqual(['']);
    expect(filterChoices('client', null, ['curl'])).toEqual(['curl', '']);
  });
});
