import type { Refusal } from '../contract/refusal.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
import type { TokenUsage } from '../providers/provider.ts';
import type { ClientStalled } from './reading-watch.ts';

/** How a request ended, as the client saw it. */
export interface TripEnd {
  readonly status: RequestLogEntry['status'];
  readonly statusCode: number | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly usage: TokenUsage | null;
}

export function cancelled(statusCode: number | null, usage: TripEnd['usage']): TripEnd {
  return {
    status: 'cancelled',
    statusCode,
    errorCode: 'client_closed',
    errorMessage: 'The client left before the answer was complete.',
    usage,
  };
}

/** The client is there and takes nothing: it was let go. */
export function stalled({ message }: ClientStalled, statusCode: number | null, usage: TripEnd['usage']): TripEnd {
  return { status: 'cancelled', statusCode, errorCode: 'client_stalled', errorMessage: message, usage };
}

/** A connection stands; nothing was asked yet. */
export function connected(statusCode: number): TripEnd {
  return { status: 'success', statusCode, errorCode: null, errorMessage: null, usage: null };
}

export function refused(refusal: Refusal): TripEnd {
  const { status, code, message } = refusal;
  return { status: 'error', statusCode: status, errorCode: code, errorMessage: message, usage: null };
}
