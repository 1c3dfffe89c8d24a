/** The lines of a value axis: from 0 up to the first round number that nothing exceeds. */
export interface Scale {
  readonly top: number;
  /** Ascending, 0 and `top` among them. */
  readonly ticks: readonly number[];
}

/**
 * Round steps of 1, 2 or 5 times a power of ten. Pure.
 * @param lines how many above 0 there should be, about
 * @param leastStep 1 for what comes in whole numbers
 */
export function scaleFor(most: number, { lines = 4, leastStep = 0 } = {}): Scale {
  if (!(most > 0) || !Number.isFinite(most)) return { top: 1, ticks: [0, 1] };
  const step = Math.max(leastStep, roundStep(most / lines));
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_one, index) => index * step) };
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return digit * power;
}

export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** Values on top of one another, the first at the bottom. Pure. */
export function stacked(values: readonly (number | null)[]): Segment[] {
  let from = 0;
  return values.map((value) => {
    const segment = { from, to: from + (value ?? 0) };
    from = segment.to;
    return segment;
  });
}

/** Which of many marks are written, when one needs so much room: the first, and then evenly. Pure. */
export function labelled(count: number, widthPx: number, roomPx: number): number[] {
  if (count === 0) return [];
  const fitting = Math.max(1, Math.floor(widthPx / roomPx));
  const every = Math.ceil(count / fitting);
  return Array.from({ length: Math.ceil(count / every) }, (_one, index) => index * every);
}

/** Points that follow one another without a gap; where a value is unknown a line ends. Pure. */
export function runsOf<Point>(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [];
  let open: Point[] | null = null;
  for (const point of points) {
    if (point === null) open = null;
    else if (open === null) runs.push((open = [point]));
    else open.push(point);
  }
  return runs;
}
