import { describe, expect, it } from 'vitest';

import { LiveState, requestsKept } from './live-state.svelte.ts';
import { sampleAccount, sampleEngine, sampleRequest } from './sample-data.ts';

function liveWith(ids: readonly number[] = []): LiveState {
  const live = new LiveState();
  const requests = ids.map((id) => sampleRequest({ id }));
  live.apply({ type: 'snapshot', engine: sampleEngine(), accounts: [sampleAccount()], requests });
  return live;
}

const ids = (live: LiveState) => live.requests.map((request) => request.id);

describe('LiveState', () => {
  it('takes the snapshot, then the changes', () => {
    const live = liveWith([2, 1]);
    live.apply({ type: 'account', account: sampleAccount({ accountId: 'a2' }) });
    live.apply({ type: 'account', account: sampleAccount({ status: 'paused' }) });
    live.apply({ type: 'request', request: sampleRequest({ id: 3 }) });
    live.apply({ type: 'engine', engine: sampleEngine({ activeRequests: 4 }) });
    expect(live.accounts.map((account) => [account.accountId, account.status])).toEqual([
      ['a1', 'paused'],
      ['a2', 'active'],
    ]);
    expect(ids(live)).toEqual([3, 2, 1]);
    expect(live.engine?.activeRequests).toBe(4);
    live.apply({ type: 'account-removed', accountId: 'a1' });
    expect(live.accounts.map((account) => account.accountId)).toEqual(['a2']);
  });

  it('a second snapshot replaces everything', () => {
    const live = liveWith([9, 8]);
    live.apply({ type: 'snapshot', engine: sampleEngine(), accounts: [], requests: [sampleRequest({ id: 10 })] });
    expect(live.accounts).toEqual([]);
    expect(ids(live)).toEqual([10]);
  });

  it('keeps each request once, and no more than the bound', () => {
    const live = liveWith([1]);
    for (let id = 1; id <= requestsKept + 50; id += 1) live.apply({ type: 'request', request: sampleRequest({ id }) });
    expect(live.requests).toHaveLength(requestsKept);
    expect(live.requests[0]?.id).toBe(requestsKept + 50);
    expect(new Set(ids(live)).size).toBe(requestsKept);
  });

  it('notices that the engine was updated behind an open tab', () => {
    const live = liveWith();
    expect(live.isOutdated).toBe(false);
    live.apply({ type: 'snapshot', engine: sampleEngine({ version: '0.2.0' }), accounts: [], requests: [] });
    expect(live.isOutdated).toBe(true);
  });

  it('tells its listeners after the change is in, until they leave', () => {
    const live = liveWith();
    const seen: number[] = [];
    const leave = live.subscribe(() => seen.push(live.requests.length));
    live.apply({ type: 'request', request: sampleRequest({ id: 1 }) });
    leave();
    live.apply({ type: 'request', request: sampleRequest({ id: 2 }) });
    expect(seen).toEqual([1]);
  });
});
