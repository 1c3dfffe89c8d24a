import type { Request, Response } from 'express';

import type { LiveEvent, LiveSnapshot } from '../contract/events.ts';
import type { LiveEvents } from '../observe/live-events.ts';

const heartbeatMs = 15_000;
/** A tab that does not read is let go; it connects again and gets a snapshot. */
const maxUnreadBytes = 4 * 1024 * 1024;

/** `GET /api/events`: a snapshot, then what changes. `onLook` hears of whoever opens it. */
export function streamEvents(
  events: LiveEvents,
  snapshot: () => LiveSnapshot,
  onLook: () => void,
): (request: Request, response: Response) => void {
  return (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const send = (event: LiveEvent): void => {
      if (response.writableLength > maxUnreadBytes) response.destroy();
      else response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    };
    send(snapshot());
    const unsubscribe = events.subscribe(send);
    onLook();
    const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
    response.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
  };
}
