import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { RecordedRequest } from './recorded-request.ts';
import type { RawEvent, StreamOptions } from './steps.ts';

export function encodeEvent({ event, data }: RawEvent): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export interface EventStream {
  /** Sends the head alone and waits until it has left. */
  begin(): Promise<void>;
  send(events: readonly RawEvent[], options: StreamOptions): Promise<void>;
  end(): void;
  /** Cuts the connection in the middle of the body. */
  cut(): void;
}

/** Writes server-sent events at the pace and in the pieces that a step asks for, minding back-pressure. */
export function openEventStream(
  recorded: RecordedRequest,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): EventStream {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });

  async function write(bytes: Buffer): Promise<void> {
    if (gone.signal.aborted) return;
    recorded.noteSent(bytes);
    if (!response.write(bytes)) await unlessGone(once(response, 'drain', { signal: gone.signal }));
  }

  /** A client that left ends every wait; that is a normal end of a stream here. */
  async function unlessGone(waiting: Promise<unknown>): Promise<void> {
    try {
      await waiting;
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  }

  return {
    async begin() {
      response.flushHeaders();
      // The callback of an empty write comes after everything before it was handed to the system.
      await new Promise<void>((resolve) => response.socket?.write('', () => resolve()) ?? resolve());
    },
    async send(events, { pace = 0, chunking = 'event', hold, holdAfterEvents }) {
      if (chunking === 'whole' && !hold) return await write(Buffer.concat(events.map(encodeEvent)));
      const holdBefore = holdAfterEvents ?? Math.floor(events.length / 2);
      for (const [index, event] of events.entries()) {
        if (gone.signal.aborted) return;
        if (hold && index === holdBefore) await unlessGone(Promise.race([hold.opened, once(response, 'close')]));
        if (pace > 0 && index > 0) await unlessGone(wait(pace, undefined, { signal: gone.signal }));
        const bytes = encodeEvent(event);
        if (chunking === 'byte') for (let at = 0; at < bytes.length; at += 1) await write(bytes.subarray(at, at + 1));
        else await write(bytes);
      }
    },
    end() {
      if (!gone.signal.aborted) response.end();
    },
    cut() {
      recorded.cutByUs = true;
      response.socket?.destroy();
    },
  };
}
