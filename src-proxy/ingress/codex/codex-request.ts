import type { IncomingMessage } from 'node:http';

import { Refusal } from '../../contract/refusal.ts';
import { noOwnerHints, type CanonicalRequest } from '../../relay/canonical-request.ts';
import { findInBody } from '../../wire/body-index.ts';
import { stringAt } from '../../wire/json-scan.ts';
import { holdOf } from '../body-budget.ts';
import { grantOf } from '../key-grant.ts';
import { readBody, unpackBody } from '../request-body.ts';
import { ownerHintsOf } from './owner-hints.ts';

/**
 * Headers that name a conversation, most telling first. The Codex CLI sends `thread-id` and `session-id` (0.98:
 * `session_id`), and the same value as `prompt_cache_key`; so the value alone is the key, wherever it stood.
 */
const conversationHeaders = [
  'thread-id',
  'session-id',
  'session_id',
  'x-codex-session-id',
  'x-codex-conversation-id',
] as const;
const longestKey = 256;

export interface ReadOptions {
  readonly kind: CanonicalRequest['kind'];
  readonly requestId: string;
  readonly upstreamPath: string;
  readonly nowMs: number;
  readonly maxBodyMib: number;
}

export function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === undefined || text === '' ? null : text;
}

export function usableKey(key: string | null): string | null {
  return key !== null && key.length <= longestKey ? key : null;
}

/** The conversation that the headers name. */
export function conversationHeaderOf(request: IncomingMessage): string | null {
  return conversationHeaders.map((name) => header(request, name)).find((value) => value !== null) ?? null;
}

/** A header names the conversation; the body's key only says what may share a cache. */
export function affinityBy(
  fromHeader: string | null,
  fromBody: string | null,
): Pick<CanonicalRequest, 'conversationId' | 'affinityKind'> {
  if (fromHeader !== null) return { conversationId: fromHeader, affinityKind: 'codex_session' };
  return { conversationId: fromBody, affinityKind: fromBody === null ? null : 'prompt_cache' };
}

/** SECURITY: a form or plain text is what a foreign page can post without asking; only JSON is taken. */
export function requireJson(request: IncomingMessage): void {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new Refusal('unsupported_media_type', 'The body must be JSON and say so: Content-Type: application/json.');
  }
}

/** Reads one request of a Codex client. The body is kept as it came; a few of its members are looked up. */
export async function readCodexRequest(request: IncomingMessage, options: ReadOptions): Promise<CanonicalRequest> {
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  if (hasBody) requireJson(request);
  const body = hasBody ? await readBody(request, options.maxBodyMib) : null;
  const plainBody =
    body === null
      ? null
      : await unpackBody(body, request.headers['content-encoding'], options.maxBodyMib, holdOf(request));
  const fromHeader = conversationHeaderOf(request);
  const members = plainBody === null ? {} : findInBody(plainBody, ['model', 'prompt_cache_key']);
  const fromBody = plainBody !== null && fromHeader === null ? stringAt(plainBody, members.prompt_cache_key) : null;
  return {
    id: options.requestId,
    kind: options.kind,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    upstreamPath: options.upstreamPath,
    rawHeaders: request.rawHeaders,
    body,
    plainBody,
    model: plainBody === null ? null : stringAt(plainBody, members.model),
    ...affinityBy(usableKey(fromHeader), usableKey(fromBody)),
    ownerHints: plainBody === null ? noOwnerHints : ownerHintsOf(plainBody),
    key: grantOf(request),
    userAgent: header(request, 'user-agent'),
    clientIp: request.socket.remoteAddress ?? null,
    receivedAtMs: options.nowMs,
  };
}
