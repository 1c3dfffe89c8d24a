import { describe, expect, it } from 'vitest';

import type { StickySession } from '#contract/affinity.ts';

import { sampleSticky } from './sample-balancing.ts';
import { StickyList } from './sticky-list.svelte.ts';

/** An engine that pages by index, and refuses to unpin while `refuses`. */
function engineWith(start: StickySession[]) {
  const engine = { entries: start, refuses: false };
  const api: ConstructorParameters<typeof StickyList>[0] = {
    stickySessions: ({ limit, cursor, kind, query }) => {
      const fitting = engine.entries.filter(
        (entry) => (kind === null || entry.kind === kind) && entry.key.includes(query),
      );
      const from = Number(cursor ?? 0);
      const next = from + limit;
      const hasMore = next < fitting.length;
      return Promise.resolve({
        entries: fitting.slice(from, next),
        total: fitting.length,
        hasMore,
        nextCursor: hasMore ? String(next) : null,
      });
    },
    unpin: (kind, key) => {
      if (engine.refuses) return Promise.reject(new Error('away'));
      engine.entries = engine.entries.filter((entry) => entry.kind !== kind || entry.key !== key);
      return Promise.resolve();
    },
    purgeSticky: () => {
      const kept = engine.entries.filter((entry) => !entry.isStale);
      const purged = engine.entries.length - kept.length;
      engine.entries = kept;
      return Promise.resolve({ purged });
    },
  };
  return { engine, list: new StickyList(api) };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => sampleSticky({ key: `thread-${index}` }));

describe('StickyList', () => {
  it('pages to the end', async () => {
    const { list } = engineWith(many(120));
    await list.reload();
    expect(list.entries).toHaveLength(50);
    await list.loadMore();
    await list.loadMore();
    expect(list.entries).toHaveLength(120);
    expect(list.hasMore).toBe(false);
    await list.reload();
    expect(list.entries).toHaveLength(120);
  });

  it('filters', async () => {
    const { list } = engineWith([...many(3), sampleSticky({ key: 'cache', kind: 'prompt_cache' })]);
    await list.setFilter({ kind: 'prompt_cache', accountId: null, query: '' });
    expect(list.entries.map(({ key }) => key)).toEqual(['cache']);
    expect(list.isFiltered).toBe(true);
  });

  it('a row that is let go of leaves at once, and comes back when the engine did not agree', async () => {
    const { list, engine } = engineWith(many(2));
    await list.reload();
    const [first] = list.entries;
    if (!first) throw new Error('no entry');
    engine.refuses = true;
    const refused = list.unpin(first);
    expect(list.entries).toHaveLength(1);
    expect(list.total).toBe(1);
    expect(await refused).toBe(false);
    expect(list.entries).toHaveLength(2);
    expect(list.error).toBeInstanceOf(Error);

    engine.refuses = false;
    expect(await list.unpin(first)).toBe(true);
    expect(engine.entries.map(({ key }) => key)).toEqual(['thread-1']);
  });

  it('an answer that was on its way does not bring back what was let go of', async () => {
    const { list } = engineWith(many(2));
    await list.reload();
    const late = list.reload();
    const [first] = list.entries;
    if (first) await list.unpin(first);
    await late;
    expect(list.entries.map(({ key }) => key)).toEqual(['thread-1']);
    expect(list.phase).toBe('ready');
  });

  it('forgets the expired and tells how many', async () => {
    const { list } = engineWith([...many(1), sampleSticky({ key: 'old', isStale: true })]);
    await list.reload();
    expect(await list.purgeStale()).toBe(1);
    expect(list.entries.map(({ key }) => key)).toEqual(['thread-0']);
  });
});
