const unpaid: ReadonlySet<string> = new Set(['free', 'guest', 'free_workspace']);

/** What is made of a plan that was reported. */
export type PlanVerdict = 'same' | 'changed' | 'doubted';

export interface ReportedPlan {
  readonly stored: string;
  readonly reported: string;
  /** The report says which workspace it is about. */
  readonly namesWorkspace: boolean;
  /** The plan that the last report named, where it was doubted. */
  readonly doubted: string | null;
}

/**
 * A paid account that is suddenly free, in a report that names no workspace, may be the person's other workspace, or a
 * moment's mistake: it is believed when it is said twice in a row. Everything else is believed at once.
 */
export function planVerdict({ stored, reported, namesWorkspace, doubted }: ReportedPlan): PlanVerdict {
  if (stored === reported) return 'same';
  const isDowngrade = unpaid.has(reported) && !unpaid.has(stored) && stored !== 'unknown';
  return isDowngrade && !namesWorkspace && doubted !== reported ? 'doubted' : 'changed';
}
