import type { Request, Response } from 'express';

import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import { createNativeAnswer } from '../ingress/codex/native-answer.ts';
import { embeddingsRequest } from '../ingress/embeddings-request.ts';
import { readJsonRequest } from '../ingress/json-request.ts';
import type { Clock } from '../ports.ts';
import { passToSource } from '../relay/pass-to-source.ts';
import type { Relay } from '../relay/relay.ts';
import type { SourceBook } from '../sources/source-book.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import { onlyBy } from './v1-unserved.ts';

export interface EmbeddingsRoutePorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
  readonly sources: Pick<SourceBook, 'enabled'>;
}

const paths = ['/v1/embeddings', '/embeddings'];

/** Embeddings, which model sources alone make. */
export function embeddingsRoutes({ relay, clock, settings, sources }: EmbeddingsRoutePorts): Route[] {
  async function embed(request: Request, response: Response): Promise<void> {
    if (!sources.enabled().some(({ abilities }) => abilities.includes('embeddings'))) throw noneMakesThem();
    const asked = await readJsonRequest(request, settings().maxRequestBody);
    const id = requestIdOf(request);
    const { request: canonical, forSource } = embeddingsRequest(request, asked, {
      requestId: id,
      nowMs: clock.nowMs(),
    });
    await passToSource(relay, canonical, forSource, createNativeAnswer(response, id));
  }

  return paths.flatMap((path): Route[] => [
    { method: 'post', path, plane: 'data', handle: embed },
    onlyBy('POST', path),
  ]);
}

function noneMakesThem(): Refusal {
  return new Refusal('model_not_found', 'No model source is set up that makes embeddings; ChatGPT accounts cannot.', {
    fields: { param: 'model' },
  });
}
