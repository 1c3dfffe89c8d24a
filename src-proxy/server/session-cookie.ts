import type { IncomingMessage } from 'node:http';

import { cookieHeaderValues } from './raw-cookies.ts';

export const sessionCookie = 'evenkeel_session';
const longestId = 64;
/** A browser sends one; whoever sends more is not answered with more work. */
const mostIds = 4;

/** The session ids that a request came with. */
export function sessionIdsOf(request: IncomingMessage): string[] {
  return cookieHeaderValues(request.headers.cookie, sessionCookie)
    .filter((id) => id !== '' && id.length <= longestId)
    .slice(0, mostIds);
}

/**
 * SECURITY (A10): no script reads it, no other site causes it to be sent, and it says nothing but which session it is.
 * @param isEncrypted whether the browser reaches us by https; then it may send the cookie in no other way
 * @param untilMs time of its end; `null` for as long as the browser runs
 */
export function cookieOf(id: string, isEncrypted: boolean, nowMs: number, untilMs: number | null): string {
  const age = untilMs === null ? '' : `; Max-Age=${Math.max(0, Math.floor((untilMs - nowMs) / 1000))}`;
  return `${sessionCookie}=${id}; Path=/; HttpOnly; SameSite=Strict${age}${isEncrypted ? '; Secure' : ''}`;
}

export function noCookie(isEncrypted: boolean): string {
  return `${sessionCookie}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${isEncrypted ? '; Secure' : ''}`;
}
