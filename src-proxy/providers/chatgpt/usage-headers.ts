import type { AdditionalLimit, UsageSample, UsageWindow } from '../../storage/store.ts';
import { byLength, toCredits, toSample, toWindow } from './usage-windows.ts';

/**
 * What the response headers say of usage, on every answer, a 429 too: `x-codex-primary-used-percent` and its like for
 * the account itself, and the same under another id, with `x-<id>-limit-name`, for each further limit.
 */

const ownId = 'codex';
const usedPercent = /^x-(.+)-(?:primary|secondary)-used-percent$/;

/** @param rawHeaders name, value, name, value, …; `null` when none of them is about usage. */
export function usageOfHeaders(rawHeaders: readonly string[], nowMs: number): UsageSample | null {
  const values = new Map<string, string>();
  const ids = new Set<string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (!name.startsWith('x-') || values.has(name)) continue;
    values.set(name, rawHeaders[index + 1] ?? '');
    const id = usedPercent.exec(name)?.[1];
    if (id !== undefined && id !== ownId) ids.add(id);
  }
  const number = (name: string): number | null => {
    const text = values.get(name)?.trim() ?? '';
    const value = Number(text);
    return text !== '' && Number.isFinite(value) ? value : null;
  };
  const window = (id: string, slot: 'primary' | 'secondary'): UsageWindow | null => {
    const used = number(`x-${id}-${slot}-used-percent`);
    if (used === null) return null;
    const payload = {
      used_percent: used,
      window_minutes: number(`x-${id}-${slot}-window-minutes`),
      reset_at: number(`x-${id}-${slot}-reset-at`),
      reset_after_seconds: number(`x-${id}-${slot}-reset-after-seconds`),
    };
    return toWindow(payload, nowMs);
  };
  const windowsOf = (id: string): (UsageWindow | null)[] => [window(id, 'primary'), window(id, 'secondary')];
  const additional = [...ids].flatMap((id): AdditionalLimit[] => {
    const windows = windowsOf(id);
    if (windows.every((found) => found === null)) return [];
    const limitName = values.get(`x-${id}-limit-name`)?.trim() || id;
    // The usage report calls the same feature `codex_bengalfox`.
    return [{ limitName, meteredFeature: id.replaceAll('-', '_'), ...byLength(windows) }];
  });
  const truth = (name: string): boolean | null => {
    const text = values.get(name)?.toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : null;
  };
  const credits = toCredits({
    has_credits: truth('x-codex-credits-has-credits'),
    unlimited: truth('x-codex-credits-unlimited'),
    balance: values.get('x-codex-credits-balance') || null,
  });
  return toSample(windowsOf(ownId), credits, nowMs, additional.length === 0 ? {} : { additional });
}
