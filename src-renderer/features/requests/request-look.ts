import type { RequestLogEntry } from '#contract/request-log.ts';

import { messages } from '../../i18n/messages.ts';
import { decisionReason } from './decision-words.ts';
import { sentenceOf } from './reason-text.ts';

const looks = {
  success: { tone: 'good', icon: 'check' },
  error: { tone: 'bad', icon: 'cross' },
  cancelled: { tone: 'idle', icon: 'gone' },
} as const;

/** The status badge: what the client saw, in shape, colour and word. */
export function requestLook(request: Pick<RequestLogEntry, 'status'>) {
  return { ...looks[request.status], text: messages.requests.status[request.status] };
}

/** That more than one account was tried, where it was so: it is what the client did not notice. */
export function triesText(request: Pick<RequestLogEntry, 'attempts' | 'status'>): string | null {
  const tries = request.attempts.length;
  if (tries < 2) return null;
  return request.status === 'success' ? messages.requests.moved(tries - 1) : messages.requests.tries(tries);
}

/** Why the request went where it went in the end, or why nobody took it; empty where nothing was decided. */
export function whyText(request: Pick<RequestLogEntry, 'attempts' | 'refusedDecision'>): string {
  const decision = request.refusedDecision ?? request.attempts.at(-1)?.decision;
  return decision == null ? '' : sentenceOf(decisionReason(decision));
}
