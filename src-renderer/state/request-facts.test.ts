import { describe, expect, it } from 'vitest';

import type { RequestLogOptions } from '#contract/request-log.ts';

import { RequestFacts } from './request-facts.svelte.ts';

const options: RequestLogOptions = {
  accountIds: [],
  models: ['gpt-5.5'],
  apiKeys: [{ id: 'k1', name: 'Laptop' }],
  clients: [],
  sourceIds: [],
  statuses: ['success'],
  errorCodes: [],
};

function factsWith(failing: readonly string[] = []) {
  const asked: string[] = [];
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return failing.includes(what) ? Promise.reject(new Error('gone')) : Promise.resolve(value);
  };
  const facts = new RequestFacts({
    requestLogOptions: () => answer('options', options),
    prices: () => answer('prices', []),
    sources: () => answer('sources', []),
  });
  return { facts, asked };
}

describe('RequestFacts', () => {
  it('knows keys by the names that they had, and says where it knows none', async () => {
    const { facts } = factsWith();
    expect([facts.keyName('k1'), facts.sourceName('s1')]).toEqual([null, null]);
    await facts.load({ isGuest: false });
    expect([facts.keyName('k1'), facts.keyName('k2'), facts.sources]).toEqual(['Laptop', null, []]);
  });

  it('does not ask for sources on behalf of a guest', async () => {
    const { facts, asked } = factsWith();
    await facts.load({ isGuest: true });
    expect(asked).not.toContain('sources');
    expect(facts.sources).toBeNull();
  });

  it('does with less where something cannot be had, and can ask again for the choices', async () => {
    const failing = ['options', 'prices', 'sources'];
    const { facts } = factsWith(failing);
    await facts.load({ isGuest: false });
    expect([facts.options, facts.optionsError]).toEqual([null, new Error('gone')]);
    failing.length = 0;
    await facts.loadOptions();
    expect([facts.options, facts.optionsError]).toEqual([options, null]);
  });
});
