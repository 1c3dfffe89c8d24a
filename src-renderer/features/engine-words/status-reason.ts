import type { AccountSummary } from '#contract/account.ts';

import { engineWords } from '../../i18n/messages.ts';

type Reasoned = Pick<AccountSummary, 'status' | 'deactivationReason'>;

/** Why an account is not active, in the language of the page; in English, and where nothing is known, the engine's words. */
export function statusReason(account: Reasoned & Pick<AccountSummary, 'statusReason'>): string | null {
  if (account.statusReason === null) return null;
  return spokenStatus(account) ?? account.statusReason;
}

/** The same by the codes alone; `null` in English and for an account that is active. */
export function spokenStatus({ status, deactivationReason: reason }: Reasoned): string | null {
  const said = engineWords?.said;
  if (said === undefined) return null;
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
