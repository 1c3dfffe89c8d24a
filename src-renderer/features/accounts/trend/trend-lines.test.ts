import { describe, expect, it } from 'vitest';

import { sampleUsagePoint } from '../../../state/sample-history.ts';
import { thinned, trendDays, trendLines } from './trend-lines.ts';

const at = (hour: number, day = 1) => new Date(Date.UTC(2026, 0, day, hour)).toISOString();
const ms = (hour: number, day = 1) => Date.parse(at(hour, day));
const point = (hour: number, usedPercent: number, resetsAt: string | null = null) =>
  sampleUsagePoint({ at: at(hour), usedPercent, resetsAt });

describe('trendLines', () => {
  it('draws the windows that there are, and nothing of those that there are not', () => {
    expect(trendLines([])).toEqual([]);
    expect(trendLines([point(1, 5), sampleUsagePoint({ window: 'secondary' })]).map(({ window }) => window)).toEqual([
      'primary',
      'secondary',
    ]);
  });

  it('holds the level until the reset that was told, and begins anew behind it', () => {
    const [line] = trendLines([point(1, 30, at(5)), point(3, 60, at(5)), point(6, 4, at(11))]);
    expect(line?.resetsMs).toEqual([ms(5)]);
    expect(line?.stretches).toEqual([
      [
        { atMs: ms(1), usedPercent: 30 },
        { atMs: ms(3), usedPercent: 60 },
        { atMs: ms(5), usedPercent: 60 },
      ],
      [{ atMs: ms(6), usedPercent: 4 }],
    ]);
  });

  it('sees a reset that came early, and one of which nobody told', () => {
    const [early] = trendLines([point(1, 80, at(5)), point(2, 0, at(7))]);
    expect(early?.resetsMs).toEqual([ms(2)]);
    const [untold] = trendLines([point(1, 80), point(2, 10)]);
    expect(untold?.stretches.map((stretch) => stretch.length)).toEqual([1, 1]);
  });

  it('takes a rounding for no reset', () => {
    const [line] = trendLines([point(1, 40, at(9)), point(2, 39, at(9)), point(3, 41, at(9))]);
    expect(line?.resetsMs).toEqual([]);
    expect(line?.stretches).toHaveLength(1);
  });
});

describe('thinned', () => {
  it('keeps the highest and the last, and leaves few alone', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ atMs: index, usedPercent: index === 2500 ? 99 : 1 }));
    const kept = thinned(many, 0, 5000);
    expect(kept.length).toBeLessThanOrEqual(480);
    expect(kept.some(({ usedPercent }) => usedPercent === 99)).toBe(true);
    expect(kept.at(-1)).toEqual({ atMs: 4999, usedPercent: 1 });
    expect(thinned(many.slice(0, 5), 0, 5000)).toHaveLength(5);
  });
});

describe('trendDays', () => {
  it('says of each day how far each window was used, and how often it began anew', () => {
    const lines = trendLines([
      point(1, 30, at(5)),
      point(6, 10, at(11)),
      sampleUsagePoint({ at: at(2), window: 'secondary', usedPercent: 12 }),
      sampleUsagePoint({ at: at(2, 2), window: 'secondary', usedPercent: 20 }),
    ]);
    expect(trendDays(lines, (atMs) => new Date(atMs).toISOString().slice(0, 10))).toEqual([
      {
        startMs: ms(1),
        windows: { primary: { highestPercent: 30, resets: 1 }, secondary: { highestPercent: 12, resets: 0 } },
      },
      { startMs: ms(2, 2), windows: { secondary: { highestPercent: 20, resets: 0 } } },
    ]);
  });
});
