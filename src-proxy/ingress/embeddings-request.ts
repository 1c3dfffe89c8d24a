import type { IncomingMessage } from 'node:http';

import { malformed } from '../translate/chat-refusals.ts';
import { noOwnerHints, type CanonicalRequest, type ForSource } from '../relay/canonical-request.ts';
import { rebuiltObject } from '../wire/json-object.ts';
import { header } from './codex/codex-request.ts';
import type { JsonRequest } from './json-request.ts';
import { grantOf } from './key-grant.ts';

export interface EmbeddingsRequest {
  readonly request: CanonicalRequest;
  readonly forSource: ForSource;
}

/**
 * Embeddings (https://platform.openai.com/docs/api-reference/embeddings/create): nothing in it is ours to judge but the
 * model's name.
 * @throws Refusal
 */
export function embeddingsRequest(
  incoming: IncomingMessage,
  { bytes, json }: JsonRequest,
  { requestId, nowMs }: { readonly requestId: string; readonly nowMs: number },
): EmbeddingsRequest {
  const { model } = json;
  if (typeof model !== 'string' || model === '') throw malformed('model', '`model` must name a model.');
  return {
    request: {
      id: requestId,
      kind: 'embeddings',
      method: 'POST',
      path: incoming.url ?? '/',
      upstreamPath: '/embeddings',
      rawHeaders: incoming.rawHeaders,
      body: bytes,
      plainBody: bytes,
      model,
      conversationId: null,
      affinityKind: null,
      ownerHints: noOwnerHints,
      key: grantOf(incoming),
      userAgent: header(incoming, 'user-agent'),
      clientIp: incoming.socket.remoteAddress ?? null,
      receivedAtMs: nowMs,
    },
    forSource: {
      ability: 'embeddings',
      path: '/embeddings',
      contentType: 'application/json',
      // Of a name said twice one is left: a source must read the one that was looked at.
      bodyFor: (upstreamModel) => rebuiltObject(bytes, new Map([['model', JSON.stringify(upstreamModel)]])),
    },
  };
}
