import type { Request, Response } from 'express';

import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import { requireJson } from '../ingress/codex/codex-request.ts';
import { AnswerFace } from '../ingress/answer-face.ts';
import { holdOf } from '../ingress/body-budget.ts';
import { createNativeAnswer } from '../ingress/codex/native-answer.ts';
import { departureOf } from '../ingress/departure.ts';
import { FileCalls, statusIn, type FileCall, type FileCallPorts } from '../ingress/files/file-calls.ts';
import { checkCreateBody, createBodyOf, fileObject, fileToKeep, placeIn } from '../ingress/files/file-object.ts';
import { readBytes } from '../ingress/json-request.ts';
import { readForm, requireMultipart, type FormFile } from '../ingress/multipart.ts';
import type { UpstreamResponse } from '../providers/provider.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import { onlyBy, refusing } from './v1-unserved.ts';

export interface FileRoutePorts extends FileCallPorts {
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
  /** Puts a file's bytes where the upstream said, on its account's way. @throws Refusal */
  readonly storeFile: (
    upload: Pick<FormFile, 'bytes' | 'mediaType'> & {
      readonly fileId: string;
      readonly url: string;
      readonly signal: AbortSignal;
    },
  ) => Promise<void>;
}

const emptyObject = Buffer.from('{}');

/** Files (endpoints 3.1), in the upstream's own three steps and in the one step of the OpenAI API. */
export function fileRoutes(ports: FileRoutePorts): Route[] {
  const { clock, settings } = ports;
  const calls = new FileCalls(ports);
  const callOf = (request: Request, response: Response): FileCall => ({
    request,
    departure: departureOf(response),
    requestId: requestIdOf(request),
  });
  const bytesOf = (request: Request): Promise<Buffer> => readBytes(request, settings().maxRequestBody);

  async function createNative(request: Request, response: Response): Promise<void> {
    requireJson(request);
    const body = await bytesOf(request);
    checkCreateBody(body);
    hand(await calls.create(callOf(request, response), body), response, requestIdOf(request));
  }

  async function finalizeNative(request: Request, response: Response): Promise<void> {
    const body = await bytesOf(request);
    if (body.length > 0) requireJson(request);
    const fileId = String(request.params['id']);
    const answer = await calls.finalize(callOf(request, response), fileId, body.length > 0 ? body : emptyObject);
    hand(answer, response, requestIdOf(request));
  }

  async function create(request: Request, response: Response): Promise<void> {
    requireMultipart(request);
    const bytesOfForm = await bytesOf(request);
    const form = await readForm(request.headers['content-type'] ?? '', bytesOfForm, holdOf(request));
    const wanted = fileToKeep(form);
    const call = callOf(request, response);
    const created = await calls.create(call, createBodyOf(wanted));
    if (created === null) return;
    const face = new AnswerFace(response, call.requestId);
    if (created.statusCode >= 300) return surface(face, created);
    const { fileId, uploadUrl } = placeIn(created.body);
    const { bytes, mediaType } = wanted.file;
    await ports.storeFile({ fileId, url: uploadUrl, bytes, mediaType, signal: call.departure.signal });
    const arrived = await calls.finalize(call, fileId, emptyObject);
    if (arrived === null) return;
    if (arrived.statusCode >= 300) return surface(face, arrived);
    const status = statusIn(arrived);
    if (status !== null && status !== 'success') throw notReady(status);
    face.json(200, JSON.stringify(fileObject(wanted, fileId, clock.nowMs())));
    face.end();
  }

  const posts: readonly (readonly [string, Route['handle']])[] = [
    ['/backend-api/files', createNative],
    ['/backend-api/files/:id/uploaded', finalizeNative],
    ['/v1/files', create],
    ['/files', create],
  ];
  return [
    ...posts.map(([path, handle]): Route => ({ method: 'post', path, plane: 'data', handle })),
    ...['/backend-api/files', '/backend-api/files/:id/uploaded'].map((path) => onlyBy('POST', path)),
    ...['/v1/files', '/v1/files/{*rest}', '/files', '/files/{*rest}'].map((path) => refusing(path, takenInOnly)),
  ];
}

/** As the upstream said it. */
function hand(answer: UpstreamResponse | null, response: Response, requestId: string): void {
  if (answer === null) return;
  const native = createNativeAnswer(response, requestId);
  native.refuseAsUpstream(answer);
  native.end();
}

function surface(face: AnswerFace, answer: UpstreamResponse): void {
  face.refuseAsUpstream(answer);
  face.end();
}

function notReady(status: string): Refusal {
  return new Refusal(
    'upstream_error',
    status === 'retry'
      ? 'The upstream has the file, and had not made it ready after 30 seconds. Send it again later.'
      : `The upstream has not taken the file: it calls it "${status.slice(0, 50)}".`,
  );
}

function takenInOnly(): Refusal {
  return new Refusal(
    'endpoint_not_served',
    'The upstream takes files in, and cannot list, show or delete them. Name a file by its id in a request that reads it.',
    { headers: { 'x-should-retry': 'false' } },
  );
}
