import type { UpstreamIdentity } from '../request-headers.ts';
import { upstreamHeaders } from '../request-headers.ts';

/**
 * Headers of a WebSocket handshake on its way to the upstream: those of a request (see `request-headers.ts`), without the
 * ones that belong to the client's own handshake or to a body, and with the protocol's name in `OpenAI-Beta`.
 */

const protocolToken = 'responses_websockets=2026-02-06';
/** Says that the client wants the protocol of before, which the upstream does not speak on a WebSocket. */
const incompatibleToken = 'responses=experimental';
const ofTheBody = new Set(['accept', 'accept-encoding', 'content-type', 'content-encoding']);

export type HandshakeHeaders = Readonly<Record<string, string | string[]>>;

/** Takes name, value, name, value, …; names keep the case they came in. */
export function handshakeHeaders(rawHeaders: readonly string[], identity: UpstreamIdentity): HandshakeHeaders {
  const headers: Record<string, string | string[]> = {};
  const beta: string[] = [];
  const sent = upstreamHeaders(rawHeaders, identity);
  for (let index = 0; index + 1 < sent.length; index += 2) {
    const name = sent[index] ?? '';
    const value = sent[index + 1] ?? '';
    const lower = name.toLowerCase();
    if (lower === 'openai-beta') beta.push(value);
    else if (!lower.startsWith('sec-websocket-') && !ofTheBody.has(lower)) add(headers, name, value);
  }
  headers['openai-beta'] = betaTokens(beta).join(', ');
  return headers;
}

function add(headers: Record<string, string | string[]>, name: string, value: string): void {
  const before = headers[name];
  headers[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
}

function betaTokens(values: readonly string[]): string[] {
  const given = values
    .flatMap((value) => value.split(','))
    .map((token) => token.trim())
    .filter((token) => token !== '' && token !== incompatibleToken);
  return given.includes(protocolToken) ? given : [...given, protocolToken];
}
