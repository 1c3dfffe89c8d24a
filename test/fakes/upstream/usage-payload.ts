export interface WindowUsage {
  readonly usedPercent: number;
  readonly windowSeconds: number;
  /** Seconds since the epoch. */
  readonly resetAt: number;
}

/** What `/wham/usage` says of one account. */
export interface AccountUsage {
  readonly primary: WindowUsage | null;
  readonly secondary: WindowUsage | null;
  readonly credits?: { readonly has_credits: boolean; readonly unlimited: boolean; readonly balance: string | null };
  /** Limits of single features, by the feature's name. */
  readonly additional?: Readonly<Record<string, WindowUsage>>;
}

/** The same windows with nothing used. */
export function unusedOf(usage: AccountUsage): AccountUsage {
  const unused = (window: WindowUsage | null): WindowUsage | null => window && { ...window, usedPercent: 0 };
  return { ...usage, primary: unused(usage.primary), secondary: unused(usage.secondary) };
}

export function usualUsageOf(primaryUsedPercent = 10, secondaryUsedPercent = 20): AccountUsage {
  const nowSeconds = Math.floor(Date.now() / 1000);
  return {
    primary: { usedPercent: primaryUsedPercent, windowSeconds: 18_000, resetAt: nowSeconds + 9_000 },
    secondary: { usedPercent: secondaryUsedPercent, windowSeconds: 604_800, resetAt: nowSeconds + 302_400 },
  };
}

/** What goes beside windows and credits. */
export interface ReportedBeside {
  readonly workspaceId: string | null;
  readonly availableResets: number;
}

export function usagePayload(
  plan: string,
  usage: AccountUsage,
  { workspaceId, availableResets }: ReportedBeside = { workspaceId: null, availableResets: 0 },
): Record<string, unknown> {
  const exhausted = [usage.primary, usage.secondary].some((window) => window !== null && window.usedPercent >= 100);
  return {
    plan_type: plan,
    workspace_id: workspaceId,
    rate_limit: {
      allowed: !exhausted,
      limit_reached: exhausted,
      primary_window: wireWindow(usage.primary),
      secondary_window: wireWindow(usage.secondary),
    },
    additional_rate_limits:
      usage.additional === undefined
        ? null
        : Object.entries(usage.additional).map(([feature, window]) => ({
            limit_name: feature,
            metered_feature: `codex_${feature}`,
            rate_limit: { primary_window: wireWindow(window), secondary_window: null },
          })),
    rate_limit_reset_credits: { available_count: availableResets },
    credits: usage.credits ?? { has_credits: false, unlimited: false, balance: null },
    rate_limit_reached_type: exhausted ? { type: 'rate_limit_reached' } : null,
  };
}

function wireWindow(window: WindowUsage | null): Record<string, unknown> | null {
  if (!window) return null;
  return {
    used_percent: window.usedPercent,
    limit_window_seconds: window.windowSeconds,
    reset_after_seconds: Math.max(0, window.resetAt - Math.floor(Date.now() / 1000)),
    reset_at: window.resetAt,
  };
}
