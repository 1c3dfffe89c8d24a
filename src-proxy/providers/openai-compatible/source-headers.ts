import type { SourceCall } from '../source-provider.ts';

/**
 * SECURITY: an explicit list, not an exclusion. A source is somebody else's server: the client's own key, its cookies, and
 * whatever names its ChatGPT account or its session is none of that server's business.
 */
const forwarded: ReadonlySet<string> = new Set(['user-agent']);

export interface OwnHeaders {
  readonly accept: string;
  readonly contentType: string;
  /** Such as `evenkeel/0.1.0`; sent only where the client names nothing. */
  readonly ownName: string;
}

export function sourceHeaders(
  { rawHeaders, key, requestId }: Pick<SourceCall, 'rawHeaders' | 'key' | 'requestId'>,
  { accept, contentType, ownName }: OwnHeaders,
): Record<string, string> {
  const headers: Record<string, string> = {
    accept,
    'accept-encoding': 'identity',
    'content-type': contentType,
    'user-agent': ownName,
    'x-request-id': requestId,
  };
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (forwarded.has(name)) headers[name] = rawHeaders[index + 1] ?? '';
  }
  if (key !== null) headers['authorization'] = `Bearer ${key}`;
  return headers;
}
