import type { Request } from 'express';

import { commandLineAgent, type AuditActor } from '../contract/audit.ts';

/** Who asks over HTTP. A program may say what it likes of itself: this tells people's own doings apart, it admits nobody. */
export function actorOf(request: Request): AuditActor {
  return request.get('user-agent')?.startsWith(commandLineAgent) ? 'command line' : 'dashboard';
}
