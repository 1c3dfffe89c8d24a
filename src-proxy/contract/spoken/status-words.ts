import type { AccountSummary } from '../account.ts';
import type { SpokenWords } from './spoken-words.ts';

type Reasoned = Pick<AccountSummary, 'status' | 'deactivationReason'>;
type Said = SpokenWords['said'];

/** Why an account is not active; where nothing is known, the engine's own words. @param said `null` for English */
export function statusReason(
  account: Reasoned & Pick<AccountSummary, 'statusReason'>,
  said: Said | null,
): string | null {
  return account.statusReason === null ? null : (spokenStatus(account, said) ?? account.statusReason);
}

/** The same by the codes alone; `null` in English and for an account that is active. */
export function spokenStatus({ status, deactivationReason: reason }: Reasoned, said: Said | null): string | null {
  if (said === null) return null;
  const loss = (): string =>
    said[`loss.${reason ?? ''}`] ?? said['status.refused']?.replace('{reason}', () => reason ?? '–') ?? '';
  switch (status) {
    case 'active':
      return null;
    case 'paused':
      return (reason === null ? said['status.paused'] : said['status.paused_lost']?.replace('{loss}', loss)) ?? null;
    case 'rate_limited':
      return said['status.rate_limited'] ?? null;
    case 'quota_exceeded':
      return said[reason === 'usage_not_included' ? 'status.no_codex' : 'status.quota_exceeded'] ?? null;
    default:
      return loss();
  }
}
