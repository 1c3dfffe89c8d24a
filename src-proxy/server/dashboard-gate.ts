/**
 * The door of the dashboard's API: who may look, and who may change. The guard has let the request through: it is from
 * our own page, or from a program. The data plane is not asked here.
 */
import type { IncomingMessage } from 'node:http';

import { pageHeader } from '../contract/dashboard-door.ts';
import { Refusal } from '../contract/refusal.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import { localTokenHeader } from '../running-engine.ts';
import { guestMay } from './dashboard-access.ts';
import type { Route } from './route.ts';
import { sessionIdsOf } from './session-cookie.ts';
import { rememberVisitor } from './visitor-of.ts';

/** Why a request is refused; `null` lets it in, with its visitor on it. */
export type DashboardGate = (request: IncomingMessage, route: Route) => Refusal | null;

export function createDashboardGate(signIn: Pick<DashboardSignIn, 'visitor' | 'refusal'>): DashboardGate {
  return (request, route) => {
    const sessionIds = sessionIdsOf(request);
    const token = request.headers[localTokenHeader];
    const visitor = signIn.visitor(sessionIds, typeof token === 'string' ? token : null);
    // SECURITY (A10): a browser sends the cookie by itself, this header only our own page adds.
    if (sessionIds.length > 0 && request.method !== 'GET' && request.method !== 'HEAD') {
      if (visitor?.via !== 'command line' && request.headers[pageHeader] === undefined)
        return new Refusal('page_header_missing', 'Changes are taken from the dashboard itself. Reload the page.');
    }
    if (visitor !== null) rememberVisitor(request, visitor);
    if (route.isForAll === true) return null;
    if (visitor === null) return signIn.refusal(sessionIds);
    if (visitor.role === 'owner' || guestMay(route)) return null;
    return route.method === 'get'
      ? new Refusal('admin_access_required', 'Guests do not see this. Sign in as the owner for it.')
      : new Refusal('read_only_access', 'Guests may look and change nothing. Sign in as the owner for it.');
  };
}
