/** Response headers on their way to the client, and reading them without making an object of all. */

// SECURITY: `set-cookie` would hand the client a session of the pool account.
const neverReturned = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
]);

// SECURITY: the upstream's word on which web pages may read the answer would open ours to them (N5).
const crossOrigin = 'access-control-';

/** The upstream's header block: name, value, name, value, … as bytes or text. */
export type RawHeaders = readonly (Buffer | string)[];

function text(part: Buffer | string | undefined): string {
  return typeof part === 'string' ? part : (part?.toString('latin1') ?? '');
}

export function clientHeaders(rawHeaders: RawHeaders): string[] {
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = text(rawHeaders[index]);
    const lower = name.toLowerCase();
    if (!neverReturned.has(lower) && !lower.startsWith(crossOrigin)) headers.push(name, text(rawHeaders[index + 1]));
  }
  return headers;
}

/** Looks a value up by its lower-case name. */
export function headerReader(rawHeaders: readonly string[]): (name: string) => string | null {
  return (name) => {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      if (rawHeaders[index]?.toLowerCase() === name) return rawHeaders[index + 1] ?? null;
    }
    return null;
  };
}
