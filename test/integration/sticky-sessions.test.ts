import { describe, expect, it } from 'vitest';

import { stickyPageSchema, type StickyPage } from '../../src-proxy/contract/affinity.ts';
import { auditPageSchema } from '../../src-proxy/contract/audit.ts';
import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { errorOf, eventsFrom, open, type Answer } from './http-client.ts';
import { hello, startStage, turnBody, type Stage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const roundRobin = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };
const jsonHeaders = { 'content-type': 'application/json' };

async function stickies(stage: Stage, query = ''): Promise<StickyPage> {
  return stickyPageSchema.parse((await stage.call(`/api/sticky-sessions${query}`)).json);
}
const unpin = (stage: Stage, kind: string, key: string): Promise<Answer> =>
  stage.call(`/api/sticky-sessions/${kind}/${encodeURIComponent(key)}`, { method: 'DELETE' });
const purge = (stage: Stage, body: unknown): Promise<Answer> =>
  stage.call('/api/sticky-sessions/purge', { method: 'POST', headers: jsonHeaders, body: JSON.stringify(body) });
const byCacheKey = (stage: Stage, key: string): Promise<Answer> =>
  stage.turn({ body: turnBody([hello], { prompt_cache_key: key }) });
const audited = async (stage: Stage) =>
  auditPageSchema
    .parse((await stage.call('/api/audit-logs')).json)
    .entries.map(({ action, target, actor, detail }) => ({ action, target, actor, detail }));

describe('where conversations live can be seen (balancing 4.6)', () => {
  it('with kind, account, and when each ends; filtered, and in pages', async () => {
    await using stage = await startStage({ environment: roundRobin });
    await stage.turn({ session: 'session/1 %' });
    await byCacheKey(stage, 'cache-1');
    await stage.turn({ session: 'session-2' });
    const page = await stickies(stage);
    expect(page).toMatchObject({ total: 3, hasMore: false, nextCursor: null });
    expect(page.entries.map(({ key, kind }) => [key, kind])).toEqual([
      ['session-2', 'codex_session'],
      ['cache-1', 'prompt_cache'],
      ['session/1 %', 'codex_session'],
    ]);
    for (const entry of page.entries) {
      const days = (Date.parse(entry.expiresAt) - Date.parse(entry.updatedAt)) / 86_400_000;
      expect([entry.isStale, days]).toEqual([false, entry.kind === 'codex_session' ? 30 : 1 / 48]);
      expect(entry.displayName).toMatch(/@example\.test$/);
    }
    const first = await stickies(stage, '?limit=2');
    expect([first.entries.length, first.total, first.hasMore]).toEqual([2, 3, true]);
    const rest = await stickies(stage, `?limit=2&cursor=${encodeURIComponent(String(first.nextCursor))}`);
    expect([...first.entries, ...rest.entries]).toEqual(page.entries);
    expect((await stickies(stage, '?kind=prompt_cache')).entries.map(({ key }) => key)).toEqual(['cache-1']);
    expect((await stickies(stage, '?query=SESSION')).total).toBe(2);
    const { accountId } = page.entries[0] ?? { accountId: '' };
    const own = page.entries.filter((entry) => entry.accountId === accountId);
    expect((await stickies(stage, `?accountId=${accountId}`)).entries).toEqual(own);
    for (const query of ['?kind=x', '?limit=0', '?cursor=x', '?nonsense=1'])
      expect((await stage.call(`/api/sticky-sessions${query}`)).status).toBe(422);
  });

  it('and are there after a restart', async () => {
    await using stage = await startStage({ vault: 'file' });
    await stage.turn({ session: 'c-1' });
    await byCacheKey(stage, 'k-1');
    const { entries } = await stickies(stage);
    await stage.restart();
    expect((await stickies(stage)).entries).toEqual(entries);
  });
});

describe('letting go', () => {
  it('of one moves its next request, is audited, and is so after a restart too (pains row 4)', async () => {
    await using stage = await startStage({ environment: roundRobin, vault: 'file' });
    await stage.turn({ session: 'c/1' });
    await stage.turn({ session: 'c/1' });
    expect((await unpin(stage, 'prompt_cache', 'c/1')).status).toBe(404);
    expect((await unpin(stage, 'codex_session', 'c/1')).status).toBe(200);
    const again = await unpin(stage, 'codex_session', 'c/1');
    expect([again.status, errorOf(again).code]).toEqual([404, 'sticky_session_not_found']);
    expect((await stickies(stage)).total).toBe(0);
    await stage.restart();
    expect((await stickies(stage)).total).toBe(0);
    await stage.turn();
    await stage.turn({ session: 'c/1' });
    const [home, , , elsewhere] = stage.served();
    expect(elsewhere).not.toBe(home);
    expect(await audited(stage)).toEqual([
      {
        action: 'affinity.unpin',
        target: 'c/1',
        actor: 'dashboard',
        detail: { kind: 'codex_session', account: `${String(home)}@example.test` },
      },
    ]);
  });

  it('of all of an account, or of what is stale; nothing else', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ environment: roundRobin, clock });
    await byCacheKey(stage, 'old');
    clock.skip(1_801_000);
    for (const key of ['k-1', 'k-2', 'k-3']) await byCacheKey(stage, key);
    expect((await stickies(stage)).entries.map(({ key, isStale }) => [key, isStale])).toContainEqual(['old', true]);
    expect((await purge(stage, { staleOnly: true })).json).toEqual({ purged: 1 });
    const { entries } = await stickies(stage);
    expect(entries.map(({ key }) => key)).toEqual(['k-3', 'k-2', 'k-1']);
    const { accountId } = stage.summary('acc-a');
    const own = entries.filter((entry) => entry.accountId === accountId).length;
    expect((await purge(stage, { accountId })).json).toEqual({ purged: own });
    expect((await stickies(stage)).total).toBe(3 - own);
    for (const body of [{}, { staleOnly: false }, { accountId: '' }, { staleOnly: true, accountId }])
      expect((await purge(stage, body)).status).toBe(422);
    expect((await audited(stage)).map(({ action, target }) => [action, target])).toEqual([
      ['affinity.purge', accountId],
      ['affinity.purge', null],
    ]);
  });

  it('needs a person at this machine', async () => {
    await using stage = await startStage();
    await stage.turn({ session: 'c-1' });
    const asked = { method: 'DELETE', headers: { origin: 'http://evil.test' } };
    expect((await stage.call('/api/sticky-sessions/codex_session/c-1', asked)).status).toBe(403);
    expect((await stickies(stage)).total).toBe(1);
  });
});

describe('a lifetime', () => {
  it.each([
    ['prompt_cache', 1_800_000],
    ['codex_session', 30 * 86_400_000],
  ] as const)('of %s ends %d ms after the last use', async (kind, lifetimeMs) => {
    const clock = createShiftedClock();
    await using stage = await startStage({ environment: roundRobin, clock });
    const turn = () => (kind === 'prompt_cache' ? byCacheKey(stage, 'k') : stage.turn({ session: 'k' }));
    await turn();
    clock.skip(lifetimeMs - 60_000);
    await stage.turn();
    await turn();
    clock.skip(lifetimeMs - 60_000);
    await turn();
    clock.skip(lifetimeMs + 1000);
    await turn();
    const [home, , second, third, last] = stage.served();
    expect([second, third]).toEqual([home, home]);
    expect(last).not.toBe(home);
  });
});

describe('what a move cost (desktop-peers row 5)', () => {
  it('a temporary failover returns after recovery; the log shows who moved, where from, and the cold tokens', async () => {
    await using stage = await startStage();
    const usage = (cachedTokens: number) => ({ usage: { inputTokens: 1000, cachedTokens } });
    const soon = Math.floor(Date.now() / 1000) + 120;
    stage.account('acc-a').script([ok('1', usage(0)), ok('2', usage(900)), usageLimit({ resetsAt: soon })]);
    stage.account('acc-b').script([ok('3', usage(100)), ok('4', usage(950))]);
    for (let count = 0; count < 4; count += 1) await stage.turn({ session: 'c-1' });
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    stage.account('acc-a').script([ok('5', usage(300)), ok('6', usage(990))]);
    for (let count = 0; count < 2; count += 1) await stage.turn({ session: 'c-1' });
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a', 'acc-b', 'acc-b', 'acc-a', 'acc-a']);
    const [a, b] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    const rows = (await stage.requestLog()).toReversed();
    expect(
      rows.map(({ accountId, affinity, movedFrom, coldTokens }) => [accountId, affinity?.bound, movedFrom, coldTokens]),
    ).toEqual([
      [a, 'new', null, null],
      [a, 'stayed', null, null],
      [b, 'moved', a, 900],
      [b, 'stayed', null, null],
      [a, 'returned', b, 700],
      [a, 'stayed', null, null],
    ]);
    expect(new Set(rows.map(({ affinity }) => affinity?.keyHash)).size).toBe(1);
    expect(rows[0]?.affinity).toMatchObject({ kind: 'codex_session', keyHash: expect.stringMatching(/^[0-9a-f]{8}$/) });
    const [home] = (await stickies(stage)).entries;
    expect(home?.accountId).toBe(a);
  });

  it('an answer that the client broke off has its place all the same', async () => {
    await using stage = await startStage({ environment: roundRobin });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c', { hold })]);
    stage.account('acc-b').script([ok('a b c', { hold })]);
    const leaving = new AbortController();
    const logged = stage.nextEvent(({ type }) => type === 'request');
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      body: turnBody(),
      headers: { ...jsonHeaders, 'session-id': 'c-1' },
      signal: leaving.signal,
    });
    await eventsFrom(response).next();
    leaving.abort();
    await logged;
    hold.open();
    const [row] = await stage.requestLog();
    expect([row?.status, row?.affinity?.bound]).toEqual(['cancelled', 'new']);
    await stage.turn();
    await stage.turn({ session: 'c-1' });
    const [first, , third] = stage.served();
    expect(third).toBe(first);
  });

  it('a limit of hours moves it for good; a request without a conversation has no place', async () => {
    await using stage = await startStage();
    await stage.turn({ session: 'c-1' });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 7200 })]);
    await stage.turn({ session: 'c-1' });
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    await stage.turn({ session: 'c-1' });
    await stage.turn();
    expect(stage.served().slice(2)).toEqual(['acc-b', 'acc-b', expect.any(String)]);
    const [free] = await stage.requestLog();
    expect([free?.affinity, free?.movedFrom, free?.coldTokens]).toEqual([null, null, null]);
  });
});

describe('an account that is removed while it answers', () => {
  it('is nobody’s place', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('one two three', { hold })]);
    const running = stage.turn({ session: 'c-1' });
    await stage.upstream.waitForRequest(({ method }) => method === 'POST');
    const { accountId } = stage.summary('acc-a');
    await stage.call(`/api/accounts/${accountId}`, { method: 'DELETE' });
    hold.open();
    expect((await running).status).toBe(200);
    const { json } = await stage.call('/api/sticky-sessions');
    expect(stickyPageSchema.parse(json).entries).toEqual([]);
    await stage.turn({ session: 'c-1' });
    expect(stickyPageSchema.parse((await stage.call('/api/sticky-sessions')).json).entries).toMatchObject([
      { key: 'c-1', accountId: stage.summary('acc-b').accountId },
    ]);
  });
});
