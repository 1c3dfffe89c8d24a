import { Refusal } from '../contract/refusal.ts';
import type { OfferedReset, ResetCreditReport } from '../providers/provider.ts';

/** Whether it can still be spent, by its own word. */
export function isSpendable({ status }: Pick<OfferedReset, 'status'>): boolean {
  return status === 'available' || status === 'unknown';
}

/**
 * The reset that goes first: the one that expires soonest, unless its owner named one. `null` leaves the choice to the
 * upstream, where it counts resets and lists none. Pure.
 * @throws Refusal `reset_not_available`
 */
export function resetToSpend(
  label: string,
  { available, credits }: Pick<Extract<ResetCreditReport, { kind: 'listed' }>, 'available' | 'credits'>,
  wantedId: string | null,
  nowMs: number,
): string | null {
  const spendable = credits
    .filter((credit) => isSpendable(credit) && (credit.expiresAtMs ?? Infinity) > nowMs)
    .toSorted((a, b) => (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity));
  if (wantedId !== null) {
    if (spendable.some(({ id }) => id === wantedId)) return wantedId;
    throw new Refusal(
      'reset_not_available',
      `That reset of ${label} cannot be spent any more. Look at the list again.`,
    );
  }
  const first = spendable[0]?.id ?? null;
  if (available === 0 || (first === null && credits.length > 0))
    throw new Refusal('reset_not_available', `${label} has no reset to spend.`);
  return first;
}
