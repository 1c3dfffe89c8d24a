/** Without summer time, nine hours or less apart all around the earth. */
const places = ['Asia/Tokyo', 'Asia/Dubai', 'Africa/Lagos', 'America/Sao_Paulo', 'Pacific/Honolulu'] as const;

/**
 * A place where it is between 6 and 15 o'clock, so that "in an hour" is of the same day whenever the tests run. Times near
 * midnight are the formatter's own tests.
 */
export function morningZone(nowMs: number): string {
  const found = places.find((timeZone) => {
    const hour = Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(nowMs));
    return hour >= 6 && hour < 15;
  });
  if (!found) throw new Error(`It is morning nowhere at ${new Date(nowMs).toISOString()}.`);
  return found;
}
