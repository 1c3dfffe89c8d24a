const firstMs = 500;
const ceilingMs = 15_000;

/**
 * How long to wait before the n-th attempt (from 1) to get the event stream back. Doubles up to a ceiling; the random
 * half keeps several open tabs from knocking at the same instant.
 */
export function reconnectDelayMs(attempt: number, random: () => number): number {
  const fullMs = Math.min(ceilingMs, firstMs * 2 ** (attempt - 1));
  return Math.round(fullMs / 2 + (fullMs / 2) * random());
}
