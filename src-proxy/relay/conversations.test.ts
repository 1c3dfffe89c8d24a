import { describe, expect, it } from 'vitest';

import type { AffinityKind } from '../contract/affinity.ts';
import type { StickyRecord } from '../storage/store.ts';
import { openTestStore, silentLogger, tempFolder } from '../storage/records.fixture.ts';
import { Conversations, type Served } from './conversations.ts';
import { Owners } from './owners.ts';

const dayMs = 86_400_000;
const startMs = 1_750_000_000_000;

async function setUp(stickies: readonly StickyRecord[] = []) {
  const store = await openTestStore(tempFolder());
  const written: string[] = [];
  const saved: StickyRecord[] = [];
  const removed: string[] = [];
  let time = startMs;
  const recording = new Proxy(store, {
    get: (target, name, receiver) => {
      if (name === 'initial') return { ...store.initial, stickies };
      if (name === 'saveSticky')
        return async (record: StickyRecord) => {
          saved.push(record);
          written.push(`${record.key}:${record.accountId}`);
        };
      if (name === 'deleteStickies') return async (keys: string[]) => void removed.push(...keys);
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
  const clock = { nowMs: () => time, sleep: () => new Promise<never>(() => undefined) };
  const settings = { promptCacheAffinityMaxAge: 1800 };
  const sealed = new Owners({ store: recording, clock, logger: silentLogger });
  const conversations = new Conversations({
    store: recording,
    sealed,
    clock,
    logger: silentLogger,
    settings: () => settings,
  });
  const serve = (key: string | null, accountId: string, more: Partial<Served> = {}) =>
    conversations.noteServed(key, {
      kind: 'codex_session',
      accountId,
      settle: true,
      beganAtMs: time,
      uncachedTokens: null,
      ...more,
    });
  return {
    conversations,
    serve,
    settings,
    written,
    saved,
    removed,
    pass: (ms: number) => (time += ms),
    now: () => time,
  };
}

describe('Conversations', () => {
  it('live where they were first served, written once a day at most', async () => {
    const { conversations, serve, written, pass } = await setUp();
    expect(conversations.homeOf('k')).toBeNull();
    serve('k', 'a');
    serve('k', 'a');
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['a', ['k:a']]);
    pass(dayMs + 1);
    serve('k', 'a');
    await conversations.flush();
    await conversations.flush();
    expect(written).toEqual(['k:a', 'k:a']);
  });

  it('come home after a rest, and move when told to settle', async () => {
    const { conversations, serve, written } = await setUp();
    serve('k', 'a');
    await conversations.flush();
    serve('k', 'b', { settle: false });
    expect([conversations.homeOf('k'), conversations.wasServedByAnother('k', 'a')]).toEqual(['a', true]);
    serve('k', 'b');
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['b', ['k:a', 'k:b']]);
  });

  it('know after a start who answered last, and whose history is of two', async () => {
    const first = await setUp();
    first.serve('k', 'a');
    first.serve('k', 'b', { settle: false });
    first.conversations.claimBlobs('k', ['sealed by b']);
    await first.conversations.flush();
    expect(first.saved.at(-1)).toMatchObject({ accountId: 'a', servedBy: 'b', hasMoved: true });
    first.serve('one', 'a');
    await first.conversations.flush();
    expect(first.saved.at(-1)).toMatchObject({ key: 'one', servedBy: 'a', hasMoved: false });

    const { conversations } = await setUp(first.saved.slice(-2));
    expect([conversations.homeOf('k'), conversations.servedBy('k')]).toEqual(['a', 'b']);
    expect(conversations.mayHoldForeignContent('k', 'b')).toBe(true);
    expect(conversations.mayHoldForeignContent('one', 'a')).toBe(false);
  });

  it('without a key are nobody’s', async () => {
    const { conversations, serve, written } = await setUp();
    expect(serve(null, 'a')).toEqual({ bound: 'none', movedFrom: null, coldTokens: null });
    expect([
      conversations.homeOf(null),
      conversations.wasServedByAnother(null, 'a'),
      conversations.mayHoldForeignContent(null, 'a'),
      written,
    ]).toEqual([null, null, false, []]);
  });

  it('know whose each sealed blob is after a move there and back', async () => {
    const { conversations, serve } = await setUp();
    serve('k', 'a');
    expect(conversations.mayHoldForeignContent('k', 'a')).toBe(false);
    expect(conversations.mayHoldForeignContent('k', 'b')).toBe(true);
    const foreign = conversations.claimBlobs('k', ['from-a']);
    expect([foreign('b')('from-a'), foreign('a')('from-a')]).toEqual([true, false]);
    serve('k', 'b');
    const later = conversations.claimBlobs('k', ['from-a', 'from-b']);
    expect(['from-a', 'from-b'].map(later('a'))).toEqual([false, true]);
    expect(['from-a', 'from-b'].map(later('b'))).toEqual([true, false]);
  });

  it('believe the upstream when it refuses a blob', async () => {
    const { conversations, serve } = await setUp();
    serve('k', 'a');
    conversations.disownBlobs('k', ['x']);
    expect(conversations.claimBlobs('k', ['x'])('a')('x')).toBe(true);
  });

  it('of a removed account have no home, and never write one that does not exist', async () => {
    const { conversations, serve, written } = await setUp();
    serve('k', 'a');
    await conversations.flush();
    conversations.forgetAccount('a');
    expect(conversations.homeOf('k')).toBeNull();
    expect(conversations.mayHoldForeignContent('k', 'b')).toBe(true);
    serve('k', 'b', { settle: false });
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['b', ['k:a', 'k:b']]);
  });

  it('of a removed account stay with whoever served them meanwhile', async () => {
    const { conversations, serve, written } = await setUp();
    serve('k', 'a');
    serve('k', 'b', { settle: false });
    conversations.forgetAccount('a');
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['b', ['k:b']]);
  });
});

describe('what a request meant for its conversation’s place', () => {
  it('new, stayed, moved while its account is away, returned; and the cost of each move, told once', async () => {
    const { serve } = await setUp();
    const told = (uncachedTokens: number | null) => ({ settle: false, uncachedTokens });
    expect(serve('k', 'a', told(900))).toEqual({ bound: 'new', movedFrom: null, coldTokens: null });
    expect(serve('k', 'a', told(10))).toEqual({ bound: 'stayed', movedFrom: null, coldTokens: null });
    expect(serve('k', 'b', told(800))).toEqual({ bound: 'moved', movedFrom: 'a', coldTokens: 800 });
    expect(serve('k', 'b', told(20))).toEqual({ bound: 'stayed', movedFrom: null, coldTokens: null });
    expect(serve('k', 'a', told(null))).toEqual({ bound: 'returned', movedFrom: 'b', coldTokens: null });
    expect(serve('k', 'a', told(700))).toEqual({ bound: 'stayed', movedFrom: null, coldTokens: 700 });
    expect(serve('k', 'a', told(700))).toEqual({ bound: 'stayed', movedFrom: null, coldTokens: null });
  });
});

describe('a place', () => {
  it.each<[AffinityKind, number]>([
    ['codex_session', 30 * dayMs],
    ['prompt_cache', 1_800_000],
  ])('of %s lasts %d ms since its last use', async (kind, lifetimeMs) => {
    const { conversations, serve, removed, pass } = await setUp();
    serve('k', 'a', { kind });
    pass(lifetimeMs - 1);
    expect(conversations.homeOf('k')).toBe('a');
    pass(lifetimeMs - 1);
    expect(conversations.homeOf('k')).toBe('a');
    pass(lifetimeMs);
    expect([conversations.homeOf('k'), removed]).toEqual([null, ['k']]);
    // Whose answers it has had is still known, so that its sealed content does not cross.
    expect(conversations.wasServedByAnother('k', 'b')).toBe(true);
    expect(serve('k', 'b', { kind })).toMatchObject({ bound: 'moved', movedFrom: 'a' });
  });

  it('past its lifetime goes with a sweep, at start too, and a shorter setting counts at once', async () => {
    const place = { accountId: 'a', servedBy: 'a', hasMoved: false };
    const record = { ...place, key: 'old', createdAtMs: 1, updatedAtMs: startMs - 1_000_000 };
    const { conversations, settings, removed, pass } = await setUp([
      { ...record, kind: 'prompt_cache' },
      { ...record, key: 'session', kind: 'codex_session' },
      { ...record, key: 'gone', kind: 'prompt_cache', updatedAtMs: startMs - 1_800_000 },
    ]);
    expect([removed, conversations.places().map(({ key }) => key)]).toEqual([
      ['gone'],
      ['session', 'old'].toReversed(),
    ]);
    settings.promptCacheAffinityMaxAge = 60;
    conversations.forgetStale();
    pass(29 * dayMs);
    conversations.forgetStale();
    expect([removed, conversations.places().map(({ key }) => key)]).toEqual([['gone', 'old'], ['session']]);
  });

  it('known by its cache key becomes a session’s once a header names it, and stays one', async () => {
    const { conversations, serve } = await setUp();
    const kind = () => conversations.places()[0]?.kind;
    serve('k', 'a', { kind: 'prompt_cache' });
    expect(kind()).toBe('prompt_cache');
    serve('k', 'a');
    serve('k', 'a', { kind: 'prompt_cache' });
    expect(kind()).toBe('codex_session');
  });

  it('that was given up is not taken again by what began before', async () => {
    const { conversations, serve, removed, pass, now } = await setUp();
    serve('k', 'a');
    const beganAtMs = now();
    pass(1000);
    expect((await conversations.unpin(({ key }) => key === 'k')).map(({ accountId }) => accountId)).toEqual(['a']);
    serve('k', 'a', { beganAtMs });
    expect([conversations.homeOf('k'), removed]).toEqual([null, ['k']]);
    serve('k', 'b');
    expect(conversations.homeOf('k')).toBe('b');
  });

  it('of a cache key is written often enough that a crash costs a part of its lifetime', async () => {
    const { conversations, serve, written, pass } = await setUp();
    for (let minute = 0; minute < 30; minute += 1) {
      serve('k', 'a', { kind: 'prompt_cache' });
      await conversations.flush();
      pass(60_000);
    }
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(written.length).toBeLessThanOrEqual(5);
  });
});
