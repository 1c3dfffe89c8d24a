import type { IncomingMessage } from 'node:http';

import express, { type Express, type NextFunction, type Request, type Response } from 'express';

import { Refusal, toRefusal } from '../contract/refusal.ts';
import { rememberHold, type BodyBudget } from '../ingress/body-budget.ts';
import { openaiErrorBody } from '../ingress/openai-error.ts';
import type { Logger } from '../ports.ts';
import { withoutVersionSegment } from './codex-routes.ts';
import type { DashboardGate } from './dashboard-gate.ts';
import { refuseForwarded } from './guard.ts';
import type { KeyGate } from './key-gate.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';

export interface AppOptions {
  readonly routes: readonly Route[];
  /** What request bodies may take of the memory. */
  readonly bodies: BodyBudget;
  readonly logger: Logger;
  readonly gate: KeyGate;
  readonly dashboardGate: DashboardGate;
  /** Other machines can reach us: then the dashboard's sign-in is what protects it, and is always required. */
  readonly isExposed: boolean;
  /** True while new work is not taken any more. */
  readonly isDraining: () => boolean;
  /** Told of every refusal outside a relayed request. */
  readonly noteRefused: (request: IncomingMessage, refusal: Refusal) => void;
}

/** All routes behind one express app. The guard stands before it; see `http-server.ts`. */
export function createApp(options: AppOptions): Express {
  const { routes, bodies, logger, noteRefused } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  // SECURITY: nobody in between is believed about who the client is (N9).
  app.set('trust proxy', false);
  app.use((request: Request, _response: Response, next: NextFunction) => {
    request.url = withoutVersionSegment(request.url);
    next();
  });
  for (const route of routes) {
    const { method, path, plane, handle } = route;
    // What goes through the relay names itself in its own head, in one piece with it.
    const isRelayed = plane === 'data' && method === 'post';
    app[method](path, async (request: Request, response: Response) => {
      if (!isRelayed) response.setHeader('x-request-id', requestIdOf(request));
      const refusal = admission(route, request, options);
      if (refusal !== null) throw refusal;
      const hold = bodies.open();
      rememberHold(request, hold);
      try {
        await handle(request, response);
      } finally {
        hold.release();
      }
    });
  }
  app.use((request: Request) => {
    throw new Refusal('not_found', `There is nothing at ${request.path.slice(0, 200)}.`);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const refusal = toRefusal(error);
    // Before its answer, so that whoever has that finds the row.
    if (!response.destroyed) noteRefused(request, refusal);
    answerRefusal(refusal, request, response, logger);
  });
  return app;
}

function admission(
  route: Route,
  request: Request,
  { gate, dashboardGate, isDraining, isExposed }: AppOptions,
): Refusal | null {
  const { plane } = route;
  const peer = request.socket.remoteAddress;
  if (plane === 'data') {
    const refusal = gate(request);
    if (refusal !== null) return refusal;
    if (isDraining())
      return new Refusal('draining', 'Evenkeel is stopping. Try again once it runs again.', {
        headers: { 'retry-after': '5' },
      });
  }
  if (plane !== 'dashboard' && plane !== 'page') return null;
  const refusal = isExposed ? null : refuseForwarded(request.rawHeaders, peer);
  return refusal === null && plane === 'dashboard' ? dashboardGate(request, route) : refusal;
}

/** Every refusal outside a relayed request, in the form of the plane it happened on. */
function answerRefusal(refusal: Refusal, request: Request, response: Response, logger: Logger): void {
  // The client left while it was sending: nobody is there to be told, and nothing went wrong here.
  if (response.destroyed) return;
  const requestId = requestIdOf(request);
  if (refusal.code === 'server_error')
    logger.error('A request failed', { requestId, path: request.path, error: refusal.cause });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isReadOn = !request.complete && refusal.code === 'body_memory_full';
  // The rest of a body that nobody will read must not be taken for the next request.
  if (!request.complete && !isReadOn) response.setHeader('connection', 'close');
  const dashboard = request.path.startsWith('/api/') && !request.path.startsWith('/api/codex/');
  const body = dashboard
    ? JSON.stringify({ error: { code: refusal.code, message: refusal.message, requestId, ...refusal.details.fields } })
    : openaiErrorBody(refusal, requestId);
  response.status(refusal.status).set({
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': requestId,
    'cache-control': 'no-store',
    ...refusal.details.headers,
  });
  if (isReadOn) endBehind(request, response, body);
  else response.end(body);
}

/**
 * Who is to come back must get to read that, and most clients send all they have first: to one that is cut off meanwhile it
 * is a broken connection. So the answer goes out at once, and what still comes is read and thrown away.
 */
function endBehind(request: Request, response: Response, body: string): void {
  response.setHeader('content-length', Buffer.byteLength(body));
  response.write(body);
  for (const over of ['end', 'close']) request.once(over, () => response.end());
  request.resume();
}
