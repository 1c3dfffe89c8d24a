import type { AdditionalLimit, UsageSample } from '../storage/store.ts';

/** Headers and events name only some windows; what they leave out is not thereby unknown. */
export function mergeSample(before: UsageSample | null, sample: UsageSample): UsageSample {
  if (before === null) return sample;
  const additional = mergeLimits(before.additional, sample.additional);
  return {
    atMs: sample.atMs,
    primary: sample.primary ?? before.primary,
    secondary: sample.secondary ?? before.secondary,
    monthly: sample.monthly ?? before.monthly,
    credits: sample.credits ?? before.credits,
    ...(additional && { additional }),
    ...resetCreditsOf(before, sample),
  };
}

/**
 * A report names every window that there is: one that it leaves out has gone, as when the plan changed. A report that
 * names none does not speak of windows.
 */
export function replaceSample(before: UsageSample | null, report: UsageSample): UsageSample {
  if (before === null) return report;
  const windows = [report.primary, report.secondary, report.monthly].some((window) => window !== null)
    ? report
    : before;
  const additional = report.additional ?? before.additional;
  return {
    atMs: report.atMs,
    primary: windows.primary,
    secondary: windows.secondary,
    monthly: windows.monthly,
    credits: report.credits ?? before.credits,
    ...(additional && { additional }),
    ...resetCreditsOf(before, report),
  };
}

function mergeLimits(
  before: readonly AdditionalLimit[] | undefined,
  found: readonly AdditionalLimit[] | undefined,
): readonly AdditionalLimit[] | undefined {
  if (before === undefined || found === undefined) return found ?? before;
  const keys = new Set(found.map(keyOf));
  return [...before.filter((limit) => !keys.has(keyOf(limit))), ...found];
}

function keyOf({ meteredFeature, limitName }: AdditionalLimit): string {
  return meteredFeature ?? limitName;
}

/** A usage report counts resets and tells no dates; a date that we were told stands while the count does. */
function resetCreditsOf(before: UsageSample, { resetCredits }: UsageSample): Pick<UsageSample, 'resetCredits'> {
  const known = before.resetCredits;
  const found = resetCredits ?? known;
  if (found === undefined) return {};
  const stands = known !== undefined && found.nearestExpiresAtMs === null && known.available === found.available;
  return { resetCredits: stands ? known : found };
}
