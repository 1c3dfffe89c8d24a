import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { maskEmails } from '../../src-proxy/contract/mask-emails.ts';
import type { AttemptRecord, RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { PoolWork } from './account-work.ts';

/**
 * For somebody who shares the screen. Addresses are hidden where they come in, before a line is cut to its length: half an
 * address would not be known for one. Ids stay what they are, because they are sent back and never shown.
 */
export function accountWithoutEmails(account: AccountSummary): AccountSummary {
  const { verdict } = account;
  const { upstream, suggestion } = verdict;
  return {
    ...account,
    displayName: maskEmails(account.displayName),
    statusReason: masked(account.statusReason),
    verdict: {
      ...verdict,
      upstream: { ...upstream, text: maskEmails(upstream.text) },
      suggestion: masked(suggestion),
    },
  };
}

export function requestWithoutEmails(request: RequestLogEntry): RequestLogEntry {
  const { refusedDecision } = request;
  return {
    ...request,
    errorMessage: masked(request.errorMessage),
    attempts: request.attempts.map((attempt) => ({ ...attempt, decision: decisionWithoutEmails(attempt.decision) })),
    refusedDecision: refusedDecision === null ? null : decisionWithoutEmails(refusedDecision),
  };
}

export function workWithoutEmails({ accounts, isRefreshingAll }: PoolWork): PoolWork {
  const hidden = [...accounts].map(([accountId, work]) => {
    const { last } = work;
    if (last === null) return [accountId, work] as const;
    const text: typeof last.text = (speech) => maskEmails(last.text(speech));
    return [accountId, { ...work, last: { ...last, text } }] as const;
  });
  return { accounts: new Map(hidden), isRefreshingAll };
}

function decisionWithoutEmails(decision: AttemptRecord['decision']): AttemptRecord['decision'] {
  return {
    ...decision,
    reason: maskEmails(decision.reason),
    candidates: decision.candidates.map((candidate) => ({ ...candidate, detail: maskEmails(candidate.detail) })),
  };
}

function masked(text: string | null): string | null {
  return text === null ? null : maskEmails(text);
}
