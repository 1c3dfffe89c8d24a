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

/** Pure. `null` for what is none of a guest's business: sign-ins under way. */
export function eventForGuests(event: LiveEvent): LiveEvent | null {
  switch (event.type) {
    case 'request':
      return { ...event, request: requestForGuests(event.request) };
    case 'snapshot':
      return { ...event, requests: event.requests.map(requestForGuests) };
    case 'login':
      return null;
    default:
      return event;
  }
}
