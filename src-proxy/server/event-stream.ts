import type { Request, Response } from 'express';

import type { LiveEvent, LiveSnapshot } from '../contract/events.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import { eventForGuests } from './guest-view.ts';
import { isGuest, visitorOf } from './visitor-of.ts';

const heartbeatMs = 15_000;
/** A tab that does not read is let go; it connects again and gets a snapshot. */
const maxUnreadBytes = 4 * 1024 * 1024;

/**
 * `GET /api/events`: a snapshot, then what changes. `onLook` hears of whoever opens it. It ends with its visitor's session.
 */
export function streamEvents(
  events: LiveEvents,
  snapshot: () => LiveSnapshot,
  onLook: () => void,
  signIn: Pick<DashboardSignIn, 'watch' | 'isStillIn'>,
): (request: Request, response: Response) => void {
  return (request, response) => {
    const visitor = visitorOf(request);
    const forGuest = isGuest(request);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const send = (all: LiveEvent): void => {
      const event = forGuest ? eventForGuests(all) : all;
      if (event === null) return;
      if (response.writableLength > maxUnreadBytes) response.destroy();
      else response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    };
    send(snapshot());
    const unsubscribe = events.subscribe(send);
    onLook();
    const stopWatching = visitor === null ? () => undefined : signIn.watch(visitor, leave);
    const heartbeat = setInterval(() => {
      if (visitor !== null && !signIn.isStillIn(visitor)) leave();
      else response.write(': still here\n\n');
    }, heartbeatMs);
    response.on('close', forget);

    function forget(): void {
      clearInterval(heartbeat);
      unsubscribe();
      stopWatching();
    }
    function leave(): void {
      forget();
      response.end();
    }
  };
}
