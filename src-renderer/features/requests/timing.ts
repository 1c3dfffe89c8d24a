import type { RequestLogEntry } from '#contract/request-log.ts';

/** What a request spent its time on, in the order in which it did. */
export const timingParts = ['queue', 'attempts', 'firstEvent', 'stream'] as const;
export type TimingPart = (typeof timingParts)[number];
export type Timing = Readonly<Record<TimingPart, number>>;

/**
 * Pure. Milliseconds of each part; together they are the whole. `attempts` are the tries that came to nothing,
 * `firstEvent` the last one until the upstream said something, `stream` what came after.
 */
export function timingOf(
  request: Pick<RequestLogEntry, 'latencyMs' | 'latencyFirstEventMs' | 'latencyQueueMs' | 'attempts'>,
): Timing {
  const totalMs = Math.max(0, request.latencyMs);
  const headMs = Math.min(totalMs, Math.max(0, request.latencyFirstEventMs ?? totalMs));
  const queue = Math.min(headMs, Math.max(0, request.latencyQueueMs));
  const failedMs = request.attempts.slice(0, -1).reduce((sum, { latencyMs }) => sum + Math.max(0, latencyMs), 0);
  const attempts = Math.min(headMs - queue, failedMs);
  return { queue, attempts, firstEvent: headMs - queue - attempts, stream: totalMs - headMs };
}
