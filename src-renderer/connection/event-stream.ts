import { EventSourceParserStream } from 'eventsource-parser/stream';

import type { LiveEvent } from '#contract/events.ts';

import { reconnectDelayMs } from './back-off.ts';

export type ConnectionState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'live' }
  | { readonly phase: 'reconnecting'; readonly attempt: number };

export interface EventStreamOptions {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Resolves after `ms`, earlier when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onState: (state: ConnectionState) => void;
}

/**
 * Follows `GET /api/events` until the signal aborts. Each connection begins with a snapshot, so whatever was missed in
 * between is made good without a cursor. Only a snapshot counts as connected: a proxy's empty 200 does not.
 */
export async function followEvents(options: EventStreamOptions): Promise<void> {
  let attempt = 0;
  options.onState({ phase: 'connecting' });
  while (!options.signal.aborted) {
    const wasLive = await readOnce(options).catch((error: unknown) => {
      if (!options.signal.aborted) console.info('The event stream broke off.', error);
      return false;
    });
    if (options.signal.aborted) return;
    attempt = wasLive ? 1 : attempt + 1;
    options.onState({ phase: 'reconnecting', attempt });
    await options.sleep(reconnectDelayMs(attempt, options.random), options.signal);
  }
}

async function readOnce(options: EventStreamOptions): Promise<boolean> {
  const response = await options.fetch(options.url, {
    headers: { accept: 'text/event-stream' },
    cache: 'no-store',
    signal: options.signal,
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`The engine answered ${response.status} to the request for events.`);
  }
  let live = false;
  const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  const reader = messages.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const event = eventOf(next.value.data);
      if (!event) continue;
      if (event.type === 'snapshot' && !live) {
        live = true;
        options.onState({ phase: 'live' });
      }
      options.onEvent(event);
    }
  } catch (error) {
    if (!live) throw error;
    if (!options.signal.aborted) console.info('The event stream broke off.', error);
  }
  return live;
}

const knownTypes: Record<LiveEvent['type'], true> = {
  snapshot: true,
  engine: true,
  account: true,
  'account-removed': true,
  request: true,
  login: true,
  settings: true,
  'api-keys': true,
  prices: true,
  sources: true,
  clients: true,
};

/** A newer engine may send events that this page does not know; those are passed over. */
function eventOf(data: string): LiveEvent | null {
  try {
    const event = JSON.parse(data) as LiveEvent | null;
    if (event !== null && Object.hasOwn(knownTypes, event.type)) return event;
    console.info('An event of an unknown kind was passed over.');
  } catch (error) {
    console.warn('An event was not JSON.', error);
  }
  return null;
}

/** The browser's own waiting, for `EventStreamOptions.sleep`. */
export function sleepMs(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
