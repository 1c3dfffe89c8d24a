/** Days in a time zone. All offsets since 2020 are whole quarters of an hour, and so are the moments they change. */

const dayMs = 86_400_000;
const quarterMs = 900_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export interface ZoneDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly fromMs: number;
  /** When the next one begins. */
  readonly toMs: number;
}

/** The days from one date on; a date that the zone left out is a day of no length. */
export function zoneDays(timeZone: string, start: string, count: number): ZoneDay[] {
  const firstMs = Date.parse(start);
  const beginnings = Array.from({ length: count + 1 }, (_, index) => beginningOf(timeZone, firstMs + index * dayMs));
  return Array.from({ length: count }, (_, index) => ({
    date: dateAfter(start, index),
    fromMs: beginnings[index] ?? 0,
    toMs: beginnings[index + 1] ?? 0,
  }));
}

export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** The first moment at which the zone's clocks show the given midnight or a later time; clocks may leave midnight out. */
function beginningOf(timeZone: string, midnightAsUtcMs: number): number {
  // Most days have one offset around their beginning.
  const guess = midnightAsUtcMs - offsetMs(timeZone, midnightAsUtcMs);
  if (
    offsetMs(timeZone, guess) === midnightAsUtcMs - guess &&
    offsetMs(timeZone, guess - quarterMs) === midnightAsUtcMs - guess
  )
    return guess;
  let before = midnightAsUtcMs - dayMs;
  let reached = midnightAsUtcMs + dayMs;
  while (reached - before > quarterMs) {
    const middle = before + Math.floor((reached - before) / 2 / quarterMs) * quarterMs;
    if (middle + offsetMs(timeZone, middle) >= midnightAsUtcMs) reached = middle;
    else before = middle;
  }
  return reached;
}

/** What the zone's clocks show, less UTC. */
function offsetMs(timeZone: string, atMs: number): number {
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  formats.set(timeZone, format);
  const text = format.format(atMs);
  // "2/3/2026 GMT+05:45", "2/3/2026 GMT"
  const found = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text);
  if (found?.[1] === undefined) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === '-' ? -minutes : minutes) * 60_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
}
