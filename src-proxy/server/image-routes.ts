import type { Request, Response } from 'express';

import type { Settings } from '../contract/settings.ts';
import { holdOf } from '../ingress/body-budget.ts';
import { imageFormAsJson, readImageRequest, type ImageTask } from '../ingress/images/image-request.ts';
import { imageTranslation, imageTurnBody } from '../ingress/images/image-turn.ts';
import { readBytes, readJsonRequest, turnOf } from '../ingress/json-request.ts';
import { readForm } from '../ingress/multipart.ts';
import { createTranslatedAnswer } from '../ingress/translated-answer.ts';
import type { Clock } from '../ports.ts';
import type { Relay } from '../relay/relay.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import { onlyBy } from './v1-unserved.ts';

export interface ImageRoutePorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
}

const bases = ['/v1', '', '/backend-api/codex'];
const tasks: readonly (readonly [string, ImageTask])[] = [
  ['/images/generations', 'generation'],
  ['/images/edits', 'edit'],
];

/** Pictures (endpoints 3.1): one turn of a model that has the tool for it, like every other turn. */
export function imageRoutes({ relay, clock, settings }: ImageRoutePorts): Route[] {
  async function bodyOf(request: Request, task: ImageTask): Promise<unknown> {
    const { maxRequestBody } = settings();
    const contentType = request.headers['content-type'] ?? '';
    if (task === 'generation' || !contentType.toLowerCase().startsWith('multipart/form-data'))
      return (await readJsonRequest(request, maxRequestBody)).json;
    const bytes = await readBytes(request, maxRequestBody);
    return imageFormAsJson(await readForm(contentType, bytes, holdOf(request)));
  }

  const making =
    (task: ImageTask) =>
    async (request: Request, response: Response): Promise<void> => {
      const wanted = readImageRequest(await bodyOf(request, task), task);
      const requestId = requestIdOf(request);
      const nowMs = clock.nowMs();
      if (wanted.dropped.length > 0) response.setHeader('x-evenkeel-dropped', wanted.dropped.join(', '));
      const translation = imageTranslation(wanted, nowMs);
      const body = imageTurnBody(wanted);
      const turn = turnOf(request, { body, model: wanted.model, promptCacheKey: null, requestId, nowMs });
      await relay.run({ ...turn, kind: 'images' }, createTranslatedAnswer({ response, requestId, clock, translation }));
    };

  return bases.flatMap((base) =>
    tasks.flatMap(([path, task]): Route[] => [
      { method: 'post', path: base + path, plane: 'data', handle: making(task) },
      onlyBy('POST', base + path),
    ]),
  );
}
