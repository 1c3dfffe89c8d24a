/** Calendar dates are `YYYY-MM-DD`, as somewhere on earth has them. Everything here is pure. */

export const presets = ['today', '7d', '30d', 'month', 'last-month', 'custom'] as const;
export type Preset = (typeof presets)[number];

export interface Period {
  readonly start: string;
  /** The last day, which belongs to it. */
  readonly end: string;
}

/** Reports know nothing of before. */
export const earliestDate = '2020-01-01';
export const longestPeriodDays = 366;
const dayMs = 86_400_000;

/** The date of a moment on the calendar of a time zone. */
export function dateIn(timeZone: string, atMs: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** So many days later on the calendar; clocks that change do not matter to it. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Both ends counted. */
export function daysIn({ start, end }: Period): number {
  return Math.round((Date.parse(end) - Date.parse(start)) / dayMs) + 1;
}

export function periodOf(preset: Exclude<Preset, 'custom'>, today: string): Period {
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (preset) {
    case 'today':
      return { start: today, end: today };
    case '7d':
      return { start: dateAfter(today, -6), end: today };
    case '30d':
      return { start: dateAfter(today, -29), end: today };
    case 'month':
      return { start: firstOfMonth, end: today };
    case 'last-month': {
      const end = dateAfter(firstOfMonth, -1);
      return { start: `${end.slice(0, 8)}01`, end };
    }
  }
}

export type PeriodProblem = 'incomplete' | 'order' | 'early' | 'long';

/** Why the engine would refuse two dates; `null` where it would not. */
export function periodProblem(period: Period): PeriodProblem | null {
  if (!isDate(period.start) || !isDate(period.end)) return 'incomplete';
  if (period.start > period.end) return 'order';
  if (period.start < earliestDate) return 'early';
  return daysIn(period) > longestPeriodDays ? 'long' : null;
}

export function isDate(text: string): boolean {
  // JavaScript takes the 30th of February for the 2nd of March.
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dateAfter(text, 0) === text;
}

/** A moment that has this date on the calendar of who looks, for a formatter that writes moments. */
export function momentOn(date: string): number {
  return new Date(`${date}T12:00:00`).getTime();
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
