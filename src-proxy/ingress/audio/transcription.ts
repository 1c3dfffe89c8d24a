import type { IncomingMessage } from 'node:http';

import { noOwnerHints, type CanonicalRequest, type ForSource } from '../../relay/canonical-request.ts';
import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { DropList } from '../../translate/drop-list.ts';
import { header } from '../codex/codex-request.ts';
import { grantOf } from '../key-grant.ts';
import { formType, newBoundary, writeForm, type Form, type FormFile } from '../multipart.ts';

/**
 * Speech to text: `POST /transcribe` of the upstream takes a form with `file` and `prompt`; the OpenAI API
 * (https://platform.openai.com/docs/api-reference/audio) has more members, of which these two go on.
 */

/** The one model there is behind the upstream's path. */
export const transcriptionModel = 'gpt-4o-transcribe';

export type TranscriptionFormat = 'json' | 'text';

export interface Transcription {
  readonly contentType: string;
  readonly body: Buffer;
  readonly format: TranscriptionFormat;
  /** Members that nobody here reads. */
  readonly dropped: readonly string[];
}

const read = new Set(['model', 'prompt', 'response_format', 'stream']);

/** @throws Refusal that names the member at fault */
export function readTranscription({ fields, files }: Form): Transcription {
  const model = fields.get('model');
  if (model === undefined) throw malformed('model', `\`model\` is missing. \`${transcriptionModel}\` is served.`);
  if (model !== transcriptionModel)
    throw unsupported('model', `"${model.slice(0, 100)}" transcribes nothing here. \`${transcriptionModel}\` does.`);
  const file = recordingIn(files);
  const format = fields.get('response_format') ?? 'json';
  if (format !== 'json' && format !== 'text')
    throw unsupported(
      'response_format',
      `The upstream gives the words alone, so \`response_format\` may be json or text, not "${format.slice(0, 50)}".`,
    );
  if (fields.get('stream') === 'true')
    throw unsupported('stream', 'The upstream gives a transcription in one piece. Leave `stream` out.');
  const prompt = fields.get('prompt');
  const boundary = newBoundary();
  const unread = new DropList();
  for (const name of fields.keys()) if (!read.has(name)) unread.add(name);
  return {
    contentType: formType(boundary),
    body: writeForm(file, prompt === undefined || prompt === '' ? [] : [['prompt', prompt]], boundary),
    format,
    dropped: unread.names(),
  };
}

/** The same for a server that speaks the OpenAI API: everything goes on, with the name that it has for the model. */
export function transcriptionForSource({ pairs, files }: Form): ForSource {
  const file = recordingIn(files);
  const boundary = newBoundary();
  return {
    ability: 'audio_transcriptions',
    isAlone: true,
    path: '/audio/transcriptions',
    contentType: formType(boundary),
    bodyFor: (upstreamModel) =>
      writeForm(
        file,
        pairs.map(([name, value]) => [name, name === 'model' ? upstreamModel : value]),
        boundary,
      ),
  };
}

function recordingIn([file, second]: Form['files']): FormFile {
  if (file === undefined || file.field !== 'file')
    throw malformed('file', 'The form holds no recording in a field named `file`.');
  if (second !== undefined) throw malformed('file', 'One recording per request is taken. Send several requests.');
  return file;
}

export interface TranscriptionCall {
  readonly requestId: string;
  readonly nowMs: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** Of a source; else the one that the upstream has. */
  readonly model?: string;
}

const replaced = new Set(['content-type', 'content-encoding', 'openai-organization', 'openai-project']);

export function transcriptionCall(request: IncomingMessage, call: TranscriptionCall): CanonicalRequest {
  const rawHeaders = ['content-type', call.contentType];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!replaced.has(name.toLowerCase())) rawHeaders.push(name, request.rawHeaders[index + 1] ?? '');
  }
  return {
    id: call.requestId,
    kind: 'transcribe',
    method: 'POST',
    path: request.url ?? '/',
    upstreamPath: '/transcribe',
    rawHeaders,
    body: call.body,
    // No JSON: there is nothing in it to look up.
    plainBody: null,
    model: call.model ?? transcriptionModel,
    conversationId: null,
    affinityKind: null,
    ownerHints: noOwnerHints,
    key: grantOf(request),
    userAgent: header(request, 'user-agent'),
    clientIp: request.socket.remoteAddress ?? null,
    receivedAtMs: call.nowMs,
  };
}
