import type { UsageTrend } from '#contract/forecast.ts';

type WindowName = UsageTrend['points'][number]['window'];
export type TrendPoint = { readonly atMs: number; readonly usedPercent: number };

/** One window over time, cut where it began anew. */
export interface TrendLine {
  readonly window: WindowName;
  readonly stretches: readonly (readonly TrendPoint[])[];
  readonly resetsMs: readonly number[];
}

/** A figure that goes down a little is the upstream rounding, and no reset. */
const leastDropPercent = 2;
/** So much is drawn per stretch; a line of thousands of points looks no different. */
const columns = 240;
const drawn = ['primary', 'secondary', 'monthly'] as const;

/** The windows that there are points of, each as lines from reset to reset. Points come oldest first. */
export function trendLines(points: UsageTrend['points']): TrendLine[] {
  return drawn.flatMap((window) => {
    const own = points.filter((point) => point.window === window);
    return own.length === 0 ? [] : [{ window, ...cutAtResets(own) }];
  });
}

function cutAtResets(points: UsageTrend['points']): Pick<TrendLine, 'stretches' | 'resetsMs'> {
  const stretches: TrendPoint[][] = [];
  const resetsMs: number[] = [];
  let current: TrendPoint[] = [];
  let endsMs: number | null = null;
  for (const { at, usedPercent, resetsAt } of points) {
    const atMs = Date.parse(at);
    const last = current.at(-1);
    const isOver = endsMs !== null && endsMs <= atMs;
    if (last !== undefined && (isOver || last.usedPercent - usedPercent >= leastDropPercent)) {
      // Where the end was not told, or the window was emptied before it, the drop is all that shows it.
      const resetMs = isOver && endsMs !== null && endsMs > last.atMs ? endsMs : atMs;
      if (resetMs > last.atMs && isOver) current.push({ atMs: resetMs, usedPercent: last.usedPercent });
      stretches.push(current);
      resetsMs.push(resetMs);
      current = [];
    }
    current.push({ atMs, usedPercent });
    endsMs = resetsAt === null ? null : Date.parse(resetsAt);
  }
  stretches.push(current);
  return { stretches, resetsMs };
}

/** Of each of the columns of the picture its highest point and its last: what an eye would see of all of them. */
export function thinned(points: readonly TrendPoint[], fromMs: number, untilMs: number): TrendPoint[] {
  if (points.length <= columns) return [...points];
  const columnOf = (atMs: number) => Math.floor(((atMs - fromMs) / (untilMs - fromMs)) * columns);
  const byColumn = new Map<number, TrendPoint[]>();
  for (const point of points) {
    const column = columnOf(point.atMs);
    byColumn.set(column, [...(byColumn.get(column) ?? []), point]);
  }
  return [...byColumn.values()].flatMap((inColumn) => {
    const highest = inColumn.reduce((top, point) => (point.usedPercent > top.usedPercent ? point : top));
    const last = inColumn.at(-1) ?? highest;
    return highest === last ? [last] : [highest, last];
  });
}

/** One day of the table behind the picture: how far each window was used at most, and how often it began anew. */
export interface TrendDay {
  readonly startMs: number;
  readonly windows: Readonly<Partial<Record<WindowName, { readonly highestPercent: number; readonly resets: number }>>>;
}

/** By the reader's calendar, oldest day first; days without a figure are left out. */
export function trendDays(lines: readonly TrendLine[], dayOf: (atMs: number) => string): TrendDay[] {
  const days = new Map<string, { startMs: number; windows: Partial<Record<WindowName, Mutable>> }>();
  const figuresOf = (atMs: number, window: WindowName): Mutable => {
    const key = dayOf(atMs);
    const day = days.get(key) ?? { startMs: atMs, windows: {} };
    day.startMs = Math.min(day.startMs, atMs);
    days.set(key, day);
    return (day.windows[window] ??= { highestPercent: 0, resets: 0 });
  };
  for (const { window, stretches, resetsMs } of lines) {
    for (const { atMs, usedPercent } of stretches.flat()) {
      const figures = figuresOf(atMs, window);
      figures.highestPercent = Math.max(figures.highestPercent, usedPercent);
    }
    for (const atMs of resetsMs) figuresOf(atMs, window).resets += 1;
  }
  return [...days.values()].sort((one, other) => one.startMs - other.startMs);
}

interface Mutable {
  highestPercent: number;
  resets: number;
}
