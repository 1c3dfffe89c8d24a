import type { RequestRow } from './request-row.ts';

/** What is summed of requests, in the order of the columns. Counts are requests or tokens, `_ms` are whole milliseconds. */
export const figureColumns = [
  'requests',
  'errors',
  'cancelled',
  'input_tokens',
  'cached_input_tokens',
  /** The input of those requests whose cached part is known. */
  'told_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  /** Requests whose reasoning tokens are known. */
  'reasoning_told',
  'total_tokens',
  'cost_microusd',
  /** Requests whose tokens are known and whose price is not. */
  'unpriced',
  'moves',
  'cold_tokens',
  'latency_ms',
  'queue_ms',
  /** Output of the requests of which it is known how long they generated, and that time. */
  'generated_tokens',
  'generating_ms',
  'first_event_0',
  'first_event_1',
  'first_event_2',
  'first_event_3',
  'first_event_4',
  'first_event_5',
  'first_event_6',
  'first_event_7',
  'first_event_8',
  'first_event_9',
] as const;
export type FigureColumn = (typeof figureColumns)[number];
/** One number per column. */
export type FigureSums = number[];

/** Upper ends of the bins of the time to the first event; the last bin has none. */
export const firstEventBoundsMs = [125, 250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000] as const;
const firstBin = figureColumns.indexOf('first_event_0');

/** What clients asked for; opening a connection and warming it are neither, nor is what Evenkeel asks by itself. */
export const countedKinds: ReadonlySet<string> = new Set([
  'responses',
  'compact',
  'embeddings',
  'images',
  'transcribe',
]);

/** No request has more of anything. An upstream that says so must not make the sums overflow. */
const mostOfAnything = 1e12;

export const noFigures = (): FigureSums => figureColumns.map(() => 0);

/** What one row of the log adds to its groups. */
export function figuresOfRow(row: FigureSource): FigureSums {
  const first = row.latency_first_event_ms;
  const generates = first !== null && row.output_tokens !== null && row.status === 'success';
  const bins = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  if (first !== null) bins[binOf(first)] = 1;
  return [
    1,
    row.status === 'error' ? 1 : 0,
    row.status === 'cancelled' ? 1 : 0,
    counted(row.input_tokens),
    counted(row.cached_input_tokens),
    row.cached_input_tokens === null ? 0 : counted(row.input_tokens),
    counted(row.output_tokens),
    counted(row.reasoning_tokens),
    row.reasoning_tokens === null ? 0 : 1,
    counted(row.total_tokens),
    counted(row.cost_microusd),
    row.cost_microusd === null && row.total_tokens !== null ? 1 : 0,
    row.moved_from === null ? 0 : 1,
    counted(row.cold_tokens),
    counted(row.latency_ms),
    counted(row.latency_queue_ms),
    generates ? counted(row.output_tokens) : 0,
    generates ? counted(row.latency_ms - first) : 0,
    ...bins,
  ];
}

/** The columns of the log that the sums are made of. */
export type FigureSource = Pick<
  RequestRow,
  | 'status'
  | 'input_tokens'
  | 'cached_input_tokens'
  | 'output_tokens'
  | 'reasoning_tokens'
  | 'total_tokens'
  | 'cost_microusd'
  | 'moved_from'
  | 'cold_tokens'
  | 'latency_ms'
  | 'latency_first_event_ms'
  | 'latency_queue_ms'
>;

/** `null` where no request had a first event. Within a bin the requests count as evenly spread. */
export function medianFirstEventMs(sums: FigureSums): number | null {
  const bins = sums.slice(firstBin);
  const half = bins.reduce((total, count) => total + count, 0) / 2;
  if (half === 0) return null;
  let before = 0;
  for (const [index, count] of bins.entries()) {
    if (before + count >= half) {
      const low = firstEventBoundsMs[index - 1] ?? 0;
      const high = firstEventBoundsMs[index] ?? low * 2;
      return Math.round(low + ((half - before) / count) * (high - low));
    }
    before += count;
  }
  return null;
}

/** Adds in place; with a `sign` of -1 takes away. */
export function addTo(sums: FigureSums, more: readonly (number | null)[], sign = 1): void {
  for (let index = 0; index < more.length; index += 1) sums[index] = (sums[index] ?? 0) + sign * (more[index] ?? 0);
}

function binOf(ms: number): number {
  const found = firstEventBoundsMs.findIndex((bound) => ms < bound);
  return found < 0 ? firstEventBoundsMs.length : found;
}

function counted(value: number | null): number {
  return value === null ? 0 : Math.min(Math.max(Math.round(value), 0), mostOfAnything);
}
