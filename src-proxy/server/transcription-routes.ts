import type { Request, Response } from 'express';

import type { Settings } from '../contract/settings.ts';
import {
  readTranscription,
  transcriptionCall,
  transcriptionForSource,
  transcriptionModel,
} from '../ingress/audio/transcription.ts';
import { holdOf } from '../ingress/body-budget.ts';
import { createTranscriptionAnswer } from '../ingress/audio/transcription-answer.ts';
import { createNativeAnswer } from '../ingress/codex/native-answer.ts';
import { readBytes } from '../ingress/json-request.ts';
import { readForm, requireMultipart } from '../ingress/multipart.ts';
import type { Clock } from '../ports.ts';
import { passToSource } from '../relay/pass-to-source.ts';
import type { Relay } from '../relay/relay.ts';
import type { SourcePool } from '../sources/source.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import { onlyBy } from './v1-unserved.ts';

export interface TranscriptionRoutePorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
  readonly sources: Pick<SourcePool, 'serving'>;
}

/** Speech to text (endpoints 3.1), in the upstream's own form and in that of the OpenAI API. */
export function transcriptionRoutes({ relay, clock, settings, sources }: TranscriptionRoutePorts): Route[] {
  async function formOf(request: Request): Promise<{ contentType: string; body: Buffer }> {
    requireMultipart(request);
    const body = await readBytes(request, settings().maxRequestBody);
    return { contentType: request.headers['content-type'] ?? '', body };
  }

  /** The form goes on as it came. */
  async function native(request: Request, response: Response): Promise<void> {
    const requestId = requestIdOf(request);
    const call = { requestId, nowMs: clock.nowMs(), ...(await formOf(request)) };
    await relay.run(transcriptionCall(request, call), createNativeAnswer(response, requestId));
  }

  async function openai(request: Request, response: Response): Promise<void> {
    const requestId = requestIdOf(request);
    const { contentType, body } = await formOf(request);
    const asked = await readForm(contentType, body, holdOf(request));
    const model = asked.fields.get('model') ?? transcriptionModel;
    if (model !== transcriptionModel && sources.serving(model, ['audio_transcriptions']).length > 0) {
      const call = transcriptionCall(request, { requestId, nowMs: clock.nowMs(), contentType, body, model });
      return await passToSource(relay, call, transcriptionForSource(asked), createNativeAnswer(response, requestId));
    }
    const { format, dropped, ...form } = readTranscription(asked);
    if (dropped.length > 0) response.setHeader('x-evenkeel-dropped', dropped.join(', '));
    const call = { requestId, nowMs: clock.nowMs(), ...form };
    await relay.run(transcriptionCall(request, call), createTranscriptionAnswer(response, requestId, format));
  }

  const paths: readonly (readonly [string, Route['handle']])[] = [
    ['/backend-api/transcribe', native],
    ['/v1/audio/transcriptions', openai],
    ['/audio/transcriptions', openai],
  ];
  return paths.flatMap(([path, handle]): Route[] => [
    { method: 'post', path, plane: 'data', handle },
    onlyBy('POST', path),
  ]);
}
