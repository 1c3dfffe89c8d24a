const units = [
  { name: 'day', ms: 86_400_000, from: 1.5 * 86_400_000 },
  { name: 'hour', ms: 3_600_000, from: 1.5 * 3_600_000 },
  { name: 'minute', ms: 60_000, from: 90_000 },
  { name: 'second', ms: 1000, from: 0 },
] as const;

/** A length of time as a person says it, such as `3 hours`: one unit, rounded, at least one second. */
export function durationWords(lengthMs: number): string {
  const { name, ms } = units.find(({ from }) => lengthMs >= from) ?? units[3];
  const count = Math.max(1, Math.round(lengthMs / ms));
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** A usage window as a person calls it, such as `5-hour window`. */
export function windowName(windowMinutes: number): string {
  if (windowMinutes === 7 * 1440) return 'weekly window';
  if (windowMinutes >= 28 * 1440 && windowMinutes <= 31 * 1440) return 'monthly window';
  if (windowMinutes % 1440 === 0) return `${windowMinutes / 1440}-day window`;
  return windowMinutes % 60 === 0 ? `${windowMinutes / 60}-hour window` : `${windowMinutes}-minute window`;
}

/** A span no finer than the words for it, so that what holds it does not change with every millisecond. */
export function coarseMs(ms: number): number {
  const stepMs = ms < 120_000 ? 1_000 : 60_000;
  return Math.ceil(ms / stepMs) * stepMs;
}
