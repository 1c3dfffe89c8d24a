import type { AccountSummary } from '../contract/account.ts';
import type { LiveEvent } from '../contract/events.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';

/** Pure. A request as guests see it: not where it came from, and not what was said of its failure. */
export function requestForGuests(entry: RequestLogEntry): RequestLogEntry {
  return {
    ...entry,
    clientIp: null,
    errorMessage: null,
    upstreamError: null,
    attempts: entry.attempts.map((attempt) => ({ ...attempt, rawError: null })),
  };
}

/** Pure. An account as guests see it: not what the upstream said of it, and not the way out that it takes. */
export function accountForGuests(summary: AccountSummary): AccountSummary {
  const { lastError } = summary;
  return {
    ...summary,
    upstreamProxy: null,
    lastError: lastError && { ...lastError, message: 'Only the owner sees what was said.' },
  };
}

/** Pure. `null` for what is none of a guest's business: sign-ins under way. */
export function eventForGuests(event: LiveEvent): LiveEvent | null {
  switch (event.type) {
    case 'request':
      return { ...event, request: requestForGuests(event.request) };
    case 'snapshot':
      return {
        ...event,
        accounts: event.accounts.map(accountForGuests),
        requests: event.requests.map(requestForGuests),
      };
    case 'account':
      return { ...event, account: accountForGuests(event.account) };
    case 'login':
      return null;
    default:
      return event;
  }
}
