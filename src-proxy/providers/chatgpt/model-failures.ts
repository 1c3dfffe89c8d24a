import type { LimitBeside, UpstreamFailure } from '../provider.ts';
import type { UsageSample, UsageWindow } from '../../storage/store.ts';
import { headerReader } from './response-headers.ts';
import { usageOfHeaders } from './usage-headers.ts';

/**
 * Refusals that may be about the model rather than the account. A limit of one model comes in the words of the account's
 * own, `usage_limit_reached`: only the head of the answer tells them apart, by `x-codex-active-limit` and by the windows.
 */

/** What the codes of a refusal are that speaks of the model, or of nothing in particular. */
const modelCodes: ReadonlySet<string> = new Set([
  'http_404',
  'http_406',
  'not_found',
  'not_found_error',
  'model_not_found',
  'model_not_supported',
  'unsupported_model',
]);
const modelWords = /\bmodel\b|requested entity was not found/i;

/**
 * The failure of an attempt, with what its answer's head and status say of the model.
 * @param toldBefore what the answer's own events said of its limits: it counts where no head does, as in most frames
 */
export function ofModel(
  failure: UpstreamFailure,
  rawHeaders: readonly string[],
  nowMs: number,
  toldBefore: UsageSample | null = null,
): UpstreamFailure {
  if (failure.class === 'request') return isAboutModel(failure) ? { ...failure, class: 'model_absent' } : failure;
  if (failure.class !== 'rate_limit' && failure.class !== 'quota') return failure;
  // This one is about the plan.
  if (failure.code === 'usage_not_included') return failure;
  const limitsBeside = limitsIn(rawHeaders, nowMs, toldBefore);
  return limitsBeside.length === 0 ? failure : { ...failure, limitsBeside };
}

function isAboutModel({ statusCode, code, message }: UpstreamFailure): boolean {
  return (statusCode === 404 || statusCode === 406) && (modelCodes.has(code) || modelWords.test(message));
}

function limitsIn(rawHeaders: readonly string[], nowMs: number, toldBefore: UsageSample | null): LimitBeside[] {
  const sample = usageOfHeaders(rawHeaders, nowMs) ?? toldBefore;
  if (sample?.additional === undefined) return [];
  const active = headerReader(rawHeaders)('x-codex-active-limit')?.trim().toLowerCase().replaceAll('-', '_') ?? null;
  const ownHasRoom = fullOf(sample, nowMs).length === 0;
  return sample.additional.flatMap((limit): LimitBeside[] => {
    const { limitName, meteredFeature } = limit;
    const isNamed = active !== null && (active === meteredFeature || active === limitName.toLowerCase());
    const full = fullOf(limit, nowMs);
    if (!isNamed && (full.length === 0 || !ownHasRoom)) return [];
    const resets = full.flatMap(({ resetAtMs }) => resetAtMs ?? []);
    return [{ limitName, meteredFeature, resetsAtMs: resets.length === 0 ? null : Math.max(...resets), isNamed }];
  });
}

function fullOf(
  { primary, secondary, monthly }: Pick<UsageSample, 'primary' | 'secondary' | 'monthly'>,
  nowMs: number,
): UsageWindow[] {
  return [primary, secondary, monthly]
    .filter((window) => window !== null)
    .filter(({ usedPercent, resetAtMs }) => usedPercent >= 100 && (resetAtMs === null || resetAtMs > nowMs));
}
