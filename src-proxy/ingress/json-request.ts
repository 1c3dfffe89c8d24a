import type { IncomingMessage } from 'node:http';

import { Refusal } from '../contract/refusal.ts';
import type { CanonicalRequest } from '../relay/canonical-request.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import { affinityBy, conversationHeaderOf, header, requireJson, usableKey } from './codex/codex-request.ts';
import { ownerHintsOf } from './codex/owner-hints.ts';
import { holdOf } from './body-budget.ts';
import { grantOf } from './key-grant.ts';
import { readBody, unpackBody } from './request-body.ts';

/** A request body of a client that speaks one of the OpenAI protocols: its bytes, unpacked, and what they say. */
export interface JsonRequest {
  readonly bytes: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
  /** How what is made of the JSON is to be written. */
  readonly encoding: 'utf8' | 'latin1';
}

/** Another way to read the bytes, for JSON to be written as `latin1`; `null` where they must be decoded. @throws SyntaxError */
type ByteReader = (bytes: Buffer) => Readonly<Record<string, unknown>> | null;

/** What other programs call their conversation by; opencode sends both. */
const sessionHeaders = ['x-session-affinity', 'x-session-id'] as const;

/** The names that Codex clients go by (`User-Agent` begins with one of the first, `originator` is one of the second). */
const codexAgents = ['codex_cli_rs', 'codex-tui', 'codex_exec', 'codex_sdk_ts', 'codex_vscode', 'codex desktop'];
const codexOriginators = new Set([
  'codex desktop',
  'codex_atlas',
  'codex_chatgpt_desktop',
  'codex_cli_rs',
  'codex_exec',
  'codex_sdk_ts',
  'codex_vscode',
]);

/** For choosing behaviour, never for rewriting who somebody is. */
export function isCodexClient(request: IncomingMessage): boolean {
  const agent = header(request, 'user-agent')?.toLowerCase() ?? '';
  const originator = header(request, 'originator')?.toLowerCase() ?? '';
  return codexOriginators.has(originator) || codexAgents.some((name) => agent.startsWith(name));
}

/** The conversation that the headers name, in whichever program's words. */
export function sessionOf(request: IncomingMessage): string | null {
  const named = [conversationHeaderOf(request), ...sessionHeaders.map((name) => header(request, name))];
  return usableKey(named.find((value) => value !== null) ?? null);
}

/** @throws Refusal before anything was sent on */
export async function readJsonRequest(
  request: IncomingMessage,
  maxBodyMib: number,
  byteReader: ByteReader = () => null,
): Promise<JsonRequest> {
  requireJson(request);
  const bytes = await readBytes(request, maxBodyMib);
  // What is made of it in memory is as large again.
  const full = holdOf(request)?.take(bytes.length);
  if (full) throw full;
  const bytewise = asJson(() => byteReader(bytes));
  if (bytewise !== null) return { bytes, json: bytewise, encoding: 'latin1' };
  const json: unknown = asJson(() => JSON.parse(bytes.toString('utf8')));
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Refusal('request_malformed', 'The body must be a JSON object.', { fields: { param: 'body' } });
  return { bytes, json: json as Record<string, unknown>, encoding: 'utf8' };
}

/** A body unpacked, of whatever kind. @throws Refusal */
export async function readBytes(request: IncomingMessage, maxBodyMib: number): Promise<Buffer> {
  try {
    const body = await readBody(request, maxBodyMib);
    const hold = holdOf(request);
    const plain = await unpackBody(body, request.headers['content-encoding'], maxBodyMib, hold);
    if (plain !== body) hold?.give(body.length);
    return plain;
  } catch (error) {
    const isForStatus = error instanceof Refusal && error.code === 'payload_too_large' && !isCodexClient(request);
    throw isForStatus ? new Refusal('request_too_large', error.message) : error;
  }
}

function asJson<Json>(read: () => Json): Json {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(
      'request_malformed',
      'The body is not valid JSON.',
      { fields: { param: 'body' } },
      { cause: error },
    );
  }
}

/** Said anew for the upstream, or meant for an account of the client's own. */
const notForwarded = [
  'accept',
  'content-type',
  'content-encoding',
  'openai-organization',
  'openai-project',
  ...sessionHeaders,
];
const streamHeaders = ['accept', 'text/event-stream', 'content-type', 'application/json'];

export interface Turn {
  readonly requestId: string;
  readonly nowMs: number;
  readonly body: Buffer;
  readonly model: string;
  readonly promptCacheKey: string | null;
  readonly leftOut?: CanonicalRequest['leftOut'];
}

/** The request as everybody's: one streamed turn of the upstream's own protocol. */
export function turnOf(request: IncomingMessage, turn: Turn): CanonicalRequest {
  const { body } = turn;
  return {
    id: turn.requestId,
    kind: 'responses',
    method: 'POST',
    path: request.url ?? '/',
    upstreamPath: '/codex/responses',
    rawHeaders: [...streamHeaders, ...withoutHeaders(request.rawHeaders, notForwarded)],
    body,
    plainBody: body,
    model: turn.model,
    ...affinityBy(sessionOf(request), usableKey(turn.promptCacheKey)),
    ownerHints: ownerHintsOf(body),
    key: grantOf(request),
    userAgent: header(request, 'user-agent'),
    clientIp: request.socket.remoteAddress ?? null,
    receivedAtMs: turn.nowMs,
    leftOut: turn.leftOut,
  };
}
