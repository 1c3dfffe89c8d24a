import type { IncomingMessage } from 'node:http';

import type { Visitor } from '../dashboard-auth/visitor.ts';

/** On the request itself, as its id is. */
const visitor = Symbol('visitor');

interface Visited extends IncomingMessage {
  [visitor]?: Visitor;
}

/** For the door: who this request has proven to be from. */
export function rememberVisitor(request: IncomingMessage, proven: Visitor): void {
  const visited: Visited = request;
  visited[visitor] = proven;
}

/** `null` where nobody was proven, or nobody was asked. */
export function visitorOf(request: IncomingMessage): Visitor | null {
  const visited: Visited = request;
  return visited[visitor] ?? null;
}

export function isGuest(request: IncomingMessage): boolean {
  return visitorOf(request)?.role === 'guest';
}
