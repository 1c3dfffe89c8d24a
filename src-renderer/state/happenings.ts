import type { AccountSummary } from '#contract/account.ts';
import type { LiveEvent } from '#contract/events.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

/** Something that an owner would want to know of and may not have seen. */
export type Happening =
  | { readonly kind: 'needs-sign-in'; readonly accountId: string }
  | { readonly kind: 'back'; readonly accountId: string }
  | { readonly kind: 'moved'; readonly accountId: string; readonly requestId: string; readonly toAccountId: string };

const quietMs = 60 * 60_000;
const ownMs = 15_000;

/**
 * Reads happenings out of live events: an account needs its owner, one is back from its limit, a request was moved to
 * another account and answered there. Each at most once per account and hour, and none that follows from what the person
 * just did here.
 */
export class HappeningWatch {
  readonly #statuses = new Map<string, AccountSummary['status']>();
  readonly #toldAtMs = new Map<string, number>();
  readonly #ownAtMs = new Map<string, number>();

  /** The person has just asked for a change of this account. */
  own(accountId: string, nowMs: number): void {
    this.#ownAtMs.set(accountId, nowMs);
  }

  read(event: LiveEvent, nowMs: number): Happening[] {
    return this.#in(event).filter((happening) => this.#isNews(happening, nowMs));
  }

  #in(event: LiveEvent): Happening[] {
    switch (event.type) {
      // After the first one it is a connection that was lost meanwhile: what changed then was seen by nobody either.
      case 'snapshot':
        return event.accounts.flatMap((account) => this.#ofAccount(account));
      case 'account':
        return this.#ofAccount(event.account);
      case 'account-removed':
        this.#statuses.delete(event.accountId);
        return [];
      case 'request':
        return ofRequest(event.request);
      default:
        return [];
    }
  }

  #ofAccount({ accountId, status }: AccountSummary): Happening[] {
    const before = this.#statuses.get(accountId);
    this.#statuses.set(accountId, status);
    if (before === undefined || before === status) return [];
    if (status === 'reauth_required' || status === 'deactivated') return [{ kind: 'needs-sign-in', accountId }];
    const wasLimited = before === 'rate_limited' || before === 'quota_exceeded';
    return wasLimited && status === 'active' ? [{ kind: 'back', accountId }] : [];
  }

  #isNews({ kind, accountId }: Happening, nowMs: number): boolean {
    const ownAtMs = this.#ownAtMs.get(accountId);
    if (ownAtMs !== undefined && nowMs - ownAtMs < ownMs) return false;
    const key = `${kind} ${accountId}`;
    const toldAtMs = this.#toldAtMs.get(key);
    if (toldAtMs !== undefined && nowMs - toldAtMs < quietMs) return false;
    this.#toldAtMs.set(key, nowMs);
    return true;
  }
}

/** An answer that another account gave than the one that was tried first. */
function ofRequest(request: RequestLogEntry): Happening[] {
  const first = request.attempts[0]?.accountId;
  const { accountId, requestId, status } = request;
  if (status !== 'success' || first === undefined || accountId === null || first === accountId) return [];
  return [{ kind: 'moved', accountId: first, requestId, toAccountId: accountId }];
}

/** The account that a call of the dashboard's API changes; `null` where it changes none. */
export function accountChangedBy(path: string, method: string): string | null {
  if (method === 'GET') return null;
  const id = /^\/api\/accounts\/([^/?]+)/.exec(path)?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}
