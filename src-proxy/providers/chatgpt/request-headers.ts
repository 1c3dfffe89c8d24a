/**
 * Request headers on their way to the upstream. SECURITY: the client's own credentials, cookies and whatever proxies on
 * the way added never go on; the token is the chosen account's. Everything else passes as it came, because we do not
 * present one client as another: only where a client does not say who it is do we give our own name.
 */

const neverForwarded = new Set([
  // Hop by hop (RFC 9110, 7.6.1) and what undici sets itself.
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
  'content-length',
  // Credentials of the client.
  'authorization',
  'x-api-key',
  'api-key',
  'cookie',
  'chatgpt-account-id',
  // Traces of the way here.
  'forwarded',
  'via',
  'x-real-ip',
  'true-client-ip',
  'origin',
  'referer',
  // Replaced below: usage is read from the answer, so it must come unpacked.
  'accept-encoding',
]);

function isTrace(name: string): boolean {
  return (
    name.startsWith('x-forwarded-') ||
    name.startsWith('cf-') ||
    name.startsWith('sec-fetch-') ||
    name.startsWith('proxy-')
  );
}

export interface UpstreamIdentity {
  readonly accessToken: string;
  readonly chatgptAccountId: string | null;
  readonly requestId: string;
  /** Such as `evenkeel/0.1.0`; sent only where the client names nothing. */
  readonly ownName: string;
}

/** Takes and gives name, value, name, value, …; names keep the case they came in. */
export function upstreamHeaders(rawHeaders: readonly string[], identity: UpstreamIdentity): string[] {
  const headers: string[] = ['authorization', `Bearer ${identity.accessToken}`];
  if (identity.chatgptAccountId !== null) headers.push('chatgpt-account-id', identity.chatgptAccountId);
  const named = connectionNames(rawHeaders);
  let hasUserAgent = false;
  let hasOriginator = false;
  let hasRequestId = false;
  let namesEncoding = false;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const rawName = rawHeaders[index] ?? '';
    const name = rawName.toLowerCase();
    if (name === 'accept-encoding') namesEncoding = true;
    if (neverForwarded.has(name) || isTrace(name) || named?.has(name)) continue;
    if (name === 'user-agent') hasUserAgent = true;
    else if (name === 'originator') hasOriginator = true;
    else if (name === 'x-request-id') hasRequestId = true;
    headers.push(rawName, rawHeaders[index + 1] ?? '');
  }
  if (namesEncoding) headers.push('accept-encoding', 'identity');
  if (!hasUserAgent) headers.push('user-agent', identity.ownName);
  if (!hasUserAgent && !hasOriginator) headers.push('originator', 'evenkeel');
  if (!hasRequestId) headers.push('x-request-id', identity.requestId);
  return headers;
}

/** Headers that the client declared to be for this hop alone. */
function connectionNames(rawHeaders: readonly string[]): Set<string> | null {
  let named: Set<string> | null = null;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'connection') continue;
    for (const part of (rawHeaders[index + 1] ?? '').split(',')) {
      const name = part.trim().toLowerCase();
      if (name !== 'keep-alive' && name !== 'close' && name !== '') (named ??= new Set()).add(name);
    }
  }
  return named;
}
