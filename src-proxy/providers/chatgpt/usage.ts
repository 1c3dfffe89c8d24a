import { z } from 'zod';

import type { AdditionalLimit, UsageSample, UsageWindow } from '../../storage/store.ts';
import { byLength, creditsPayload, toCredits, toSample, toWindow, windowPayload } from './usage-windows.ts';

/** What is left of an account's allowance: the answer of `GET /wham/usage`, and `codex.rate_limits` events. */

const limitsPayload = z.looseObject({
  primary_window: windowPayload.nullish().catch(null),
  secondary_window: windowPayload.nullish().catch(null),
});
const additionalPayload = z.looseObject({
  limit_name: z.string().min(1),
  metered_feature: z.string().nullish().catch(null),
  rate_limit: limitsPayload.nullish().catch(null),
});
const usagePayload = z.looseObject({
  plan_type: z.string().nullish(),
  workspace_id: z.string().nullish().catch(null),
  rate_limit: limitsPayload.nullish(),
  credits: creditsPayload.nullish().catch(null),
  rate_limit_reset_credits: z.looseObject({ available_count: z.number().int().nonnegative() }).nullish().catch(null),
  additional_rate_limits: z.array(z.unknown()).nullish().catch(undefined),
});
const rateLimitsEvent = z.looseObject({
  rate_limits: z
    .looseObject({ primary: windowPayload.nullish().catch(null), secondary: windowPayload.nullish().catch(null) })
    .nullish(),
  credits: creditsPayload.nullish().catch(null),
  metered_limit_name: z.string().nullish().catch(null),
  limit_name: z.string().nullish().catch(null),
});

type LimitsPayload = z.output<typeof limitsPayload> | null | undefined;

function windowsOf(limits: LimitsPayload, nowMs: number): (UsageWindow | null)[] {
  return [toWindow(limits?.primary_window, nowMs), toWindow(limits?.secondary_window, nowMs)];
}

function toAdditional(given: readonly unknown[], nowMs: number): AdditionalLimit[] {
  return given.flatMap((one) => {
    const read = additionalPayload.safeParse(one);
    if (!read.success) return [];
    const { limit_name: limitName, metered_feature: meteredFeature, rate_limit: limits } = read.data;
    return [{ limitName, meteredFeature: meteredFeature ?? null, ...byLength(windowsOf(limits, nowMs)) }];
  });
}

/** The answer of `GET /wham/usage`. `null` when it is not of the known shape. */
export function usageOfPayload(
  payload: unknown,
  nowMs: number,
): { planType: string | null; workspaceId: string | null; sample: UsageSample | null } | null {
  const parsed = usagePayload.safeParse(payload);
  if (!parsed.success) return null;
  const { rate_limit: limits, credits, plan_type: planType, workspace_id: workspaceId } = parsed.data;
  const { additional_rate_limits: additional, rate_limit_reset_credits: resets } = parsed.data;
  const more = {
    // `null` says that there are none; a missing member says nothing.
    ...(additional === undefined ? {} : { additional: toAdditional(additional ?? [], nowMs) }),
    ...(resets == null ? {} : { resetCredits: { available: resets.available_count, nearestExpiresAtMs: null } }),
  };
  return {
    planType: planType ?? null,
    workspaceId: workspaceId ?? null,
    sample: toSample(windowsOf(limits, nowMs), toCredits(credits), nowMs, more),
  };
}

/** The account's own limits go by this name, or by none. */
const ownLimit = 'codex';

/** The data of a `codex.rate_limits` event: of the account's own limits, or of the one that it names. */
export function usageOfEvent(payload: unknown, nowMs: number): UsageSample | null {
  const parsed = rateLimitsEvent.safeParse(payload);
  if (!parsed.success) return null;
  const { rate_limits: limits, credits, metered_limit_name: metered, limit_name: named } = parsed.data;
  const windows = [toWindow(limits?.primary, nowMs), toWindow(limits?.secondary, nowMs)];
  const feature = (metered ?? named ?? ownLimit).toLowerCase().replaceAll('-', '_');
  if (feature === ownLimit) return toSample(windows, toCredits(credits), nowMs);
  const limit = { limitName: named ?? feature, meteredFeature: feature, ...byLength(windows) };
  return windows.every((window) => window === null)
    ? null
    : toSample([], toCredits(credits), nowMs, { additional: [limit] });
}

/** What an answer has told in several such events, each of them of one limit; the last word on each counts. */
export function toldTogether(before: UsageSample | null, event: UsageSample): UsageSample {
  if (before === null) return event;
  const { additional: told = [] } = event;
  const anew = new Set(told.map(({ meteredFeature }) => meteredFeature));
  const kept = (before.additional ?? []).filter(({ meteredFeature }) => !anew.has(meteredFeature));
  return { ...(told.length === 0 ? event : before), additional: [...kept, ...told] };
}
