import { toChatRequest, type TranslatedResponsesRequest } from '../../translate/from-responses-request.ts';
import { looseAt } from '../../translate/response-event.ts';
import { rebuiltObject } from '../../wire/json-object.ts';
import { arrayElements, findMembers, stringAt } from '../../wire/json-scan.ts';
import type { SourceTurn } from '../source-provider.ts';

/** What is sent to a source for one turn. */
export interface TurnRequest {
  readonly path: string;
  readonly body: Buffer;
  /** Set where the source speaks chat completions. */
  readonly translated: TranslatedResponsesRequest | null;
}

/** Frame and telemetry of a Codex client: words between it and its own upstream. */
const privateMembers = ['client_metadata', 'type', 'generate'] as const;
const sealedReasoning = 'reasoning.encrypted_content';

/**
 * Always streamed: a client that wants one document gets it made here.
 * @throws Refusal where a chat has no words for what is asked
 */
export function turnRequest({ speaks, body, upstreamModel, options }: SourceTurn): TurnRequest {
  if (speaks === 'chat_completions') {
    const request: unknown = JSON.parse(body.toString('utf8'));
    const translated = toChatRequest({ ...looseAt(request), ...options });
    const chat = { ...translated.body, model: upstreamModel };
    return { path: '/chat/completions', body: Buffer.from(JSON.stringify(chat)), translated };
  }
  const changes = new Map<string, string | null>([
    ['model', JSON.stringify(upstreamModel)],
    ['stream', 'true'],
    ...Object.entries(options).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    ...privateMembers.map((name): [string, null] => [name, null]),
  ]);
  const include = otherIncludes(body);
  // Reasoning that only this source could read would reach an account with the next request, which refuses it.
  if (include !== null) changes.set('include', include.length === 0 ? null : JSON.stringify(include));
  return { path: '/responses', body: rebuiltObject(body, changes), translated: null };
}

/** `null` where nothing has to change. */
function otherIncludes(body: Buffer): string[] | null {
  const { include } = findMembers(body, ['include']);
  if (include === undefined) return null;
  const names = arrayElements(body, include).map((element) => stringAt(body, element) ?? '');
  return names.includes(sealedReasoning) ? names.filter((name) => name !== sealedReasoning) : null;
}
