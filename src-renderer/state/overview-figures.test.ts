import { describe, expect, it } from 'vitest';

import type { OverviewStats } from '#contract/overview-stats.ts';
import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import { OverviewFigures } from './overview-figures.svelte.ts';
import { sampleStats } from './sample-history.ts';

function asking() {
  const asked: { timeframe: OverviewTimeframe; answer: (stats: OverviewStats) => void; fail: () => void }[] = [];
  const figures = new OverviewFigures(
    {
      overview: (timeframe) =>
        new Promise((answer, reject) => asked.push({ timeframe, answer, fail: () => reject(new Error('no')) })),
    },
    '7d',
  );
  return { figures, asked };
}

describe('OverviewFigures', () => {
  it('shows the answer to the last question, whichever comes first', async () => {
    const { figures, asked } = asking();
    const first = figures.refresh();
    const second = figures.choose('1d');
    asked[1]?.answer(sampleStats({ timeframe: '1d' }));
    asked[0]?.answer(sampleStats({ timeframe: '7d' }));
    await Promise.all([first, second]);
    expect(asked.map(({ timeframe }) => timeframe)).toEqual(['7d', '1d']);
    expect(figures.stats?.timeframe).toBe('1d');
  });

  it('keeps what was shown until the new figures are here, and says that they are behind', async () => {
    const { figures, asked } = asking();
    const first = figures.refresh();
    asked[0]?.answer(sampleStats());
    await first;
    const second = figures.choose('30d');
    expect([figures.stats?.timeframe, figures.isBehind]).toEqual(['7d', true]);
    asked[1]?.fail();
    await second;
    expect(figures.error).toEqual(new Error('no'));
    expect(figures.stats).not.toBeNull();
    const third = figures.refresh();
    asked[2]?.answer(sampleStats({ timeframe: '30d' }));
    await third;
    expect([figures.error, figures.isBehind]).toEqual([null, false]);
  });
});
