import type { Request } from 'express';

import { commandLineAgent, type AuditActor } from '../contract/audit.ts';
import { visitorOf } from './visitor-of.ts';

/**
 * Who asks over HTTP. Where everybody on this machine is let in, a program may say what it likes of itself: that tells
 * people's own doings apart, and admits nobody.
 */
export function actorOf(request: Request): AuditActor {
  const visitor = visitorOf(request);
  if (visitor?.via === 'command line') return 'command line';
  if (visitor?.via === 'desktop') return 'desktop';
  if (visitor?.role === 'guest') return 'guest';
  return request.get('user-agent')?.startsWith(commandLineAgent) ? 'command line' : 'dashboard';
}

/** By the first letters of its digest a session is told from others; nothing can be done with them. */
export function sessionOf(request: Request): { readonly session?: string } {
  const session = visitorOf(request)?.session;
  return session ? { session: session.slice(0, 8) } : {};
}
