import { describe, expect, it } from 'vitest';

import { openTestStore, silentLogger, tempFolder } from '../storage/records.fixture.ts';
import { Conversations } from './conversations.ts';

const dayMs = 86_400_000;

async function setUp() {
  const store = await openTestStore(tempFolder());
  const written: string[] = [];
  let time = 1_750_000_000_000;
  const recording = new Proxy(store, {
    get: (target, name, receiver) =>
      name === 'saveSticky'
        ? async ({ key, accountId }: { key: string; accountId: string }) => void written.push(`${key}:${accountId}`)
        : Reflect.get(target, name, receiver),
  });
  const clock = { nowMs: () => time, sleep: () => new Promise<never>(() => undefined) };
  const conversations = new Conversations({ store: recording, clock, logger: silentLogger });
  return { conversations, written, pass: (ms: number) => (time += ms) };
}

describe('Conversations', () => {
  it('live where they were first served, written once a day at most', async () => {
    const { conversations, written, pass } = await setUp();
    expect(conversations.homeOf('k')).toBeNull();
    conversations.noteServed('k', 'a', true);
    conversations.noteServed('k', 'a', true);
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['a', ['k:a']]);
    pass(dayMs + 1);
    conversations.noteServed('k', 'a', true);
    await conversations.flush();
    await conversations.flush();
    expect(written).toEqual(['k:a', 'k:a']);
  });

  it('come home after a rest, and move when told to settle', async () => {
    const { conversations, written } = await setUp();
    conversations.noteServed('k', 'a', true);
    await conversations.flush();
    conversations.noteServed('k', 'b', false);
    expect([conversations.homeOf('k'), conversations.wasServedByAnother('k', 'a')]).toEqual(['a', true]);
    conversations.noteServed('k', 'b', true);
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['b', ['k:a', 'k:b']]);
  });

  it('without a key are nobody’s', async () => {
    const { conversations, written } = await setUp();
    conversations.noteServed(null, 'a', true);
    expect([
      conversations.homeOf(null),
      conversations.wasServedByAnother(null, 'a'),
      conversations.mayHoldForeignContent(null, 'a'),
      written,
    ]).toEqual([null, null, false, []]);
  });

  it('know whose each sealed blob is after a move there and back', async () => {
    const { conversations } = await setUp();
    conversations.noteServed('k', 'a', true);
    expect(conversations.mayHoldForeignContent('k', 'a')).toBe(false);
    expect(conversations.mayHoldForeignContent('k', 'b')).toBe(true);
    const foreign = conversations.claimBlobs('k', ['from-a']);
    expect([foreign('b')('from-a'), foreign('a')('from-a')]).toEqual([true, false]);
    conversations.noteServed('k', 'b', true);
    const later = conversations.claimBlobs('k', ['from-a', 'from-b']);
    expect(['from-a', 'from-b'].map(later('a'))).toEqual([false, true]);
    expect(['from-a', 'from-b'].map(later('b'))).toEqual([true, false]);
  });

  it('believe the upstream when it refuses a blob', async () => {
    const { conversations } = await setUp();
    conversations.noteServed('k', 'a', true);
    conversations.disownBlobs('k', ['x']);
    expect(conversations.claimBlobs('k', ['x'])('a')('x')).toBe(true);
  });

  it('of a removed account have no home, and never write one that does not exist', async () => {
    const { conversations, written } = await setUp();
    conversations.noteServed('k', 'a', true);
    await conversations.flush();
    conversations.forgetAccount('a');
    expect(conversations.homeOf('k')).toBeNull();
    expect(conversations.mayHoldForeignContent('k', 'b')).toBe(true);
    conversations.noteServed('k', 'b', false);
    await conversations.flush();
    expect([conversations.homeOf('k'), written]).toEqual(['b', ['k:a', 'k:b']]);
  });
});
