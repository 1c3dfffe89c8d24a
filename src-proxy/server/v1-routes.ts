import type { Request, Response } from 'express';

import type { Settings } from '../contract/settings.ts';
import { chatTurn, chatTurnOfResponses, completionTurn, type TranslatedTurn } from '../ingress/chat/chat-turn.ts';
import { readCarried } from '../ingress/chat/carried-text.ts';
import { isResponsesBody } from '../ingress/chat/chat-request-schema.ts';
import { isCursor } from '../ingress/chat/cursor.ts';
import { readCodexRequest } from '../ingress/codex/codex-request.ts';
import { createCompactAnswer, toCompactionTurn } from '../ingress/codex/compact.ts';
import { isCodexClient, readJsonRequest, sessionOf, turnOf, type JsonRequest } from '../ingress/json-request.ts';
import { leftOutOf } from '../ingress/left-out.ts';
import { fittingRequest } from '../ingress/responses/fitting-request.ts';
import { grantOf } from '../ingress/key-grant.ts';
import { refuseUnstrictSchemas } from '../ingress/strict-request.ts';
import { ResponseDocument } from '../ingress/responses/response-document.ts';
import { SdkStream } from '../ingress/responses/sdk-stream.ts';
import { createTranslatedAnswer } from '../ingress/translated-answer.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Relay } from '../relay/relay.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import type { V1Models } from './v1-models.ts';
import { onlyBy, unservedRoutes } from './v1-unserved.ts';

const headerSafe = /^[!-~]{1,256}$/;

export interface V1RoutePorts {
  readonly keys: Pick<KeyBook, 'find'>;
  readonly models: V1Models;
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'maxRequestBody'>;
}

/** What OpenAI clients ask for; some leave `/v1` out. */
export function v1Routes(ports: V1RoutePorts): Route[] {
  const { relay, clock, logger, settings, keys, models } = ports;

  const keyNameOf = (request: Request): string | null => {
    const grant = grantOf(request);
    return grant === null ? null : (keys.find(grant)?.record.name ?? null);
  };
  const contextOf = (request: Request) => ({
    models: models.known(request),
    session: sessionOf(request),
    requestId: requestIdOf(request),
    nowMs: clock.nowMs(),
    isCursor: isCursor(request.headers['user-agent'] ?? null, keyNameOf(request)),
  });

  function responsesTurn(request: Request, asked: JsonRequest): TranslatedTurn {
    const { requestId, nowMs, isCursor: _chatOnly, ...options } = contextOf(request);
    const fitting = fittingRequest(asked, { ...options, isCodex: isCodexClient(request) });
    const fallback = { id: `resp_${requestId}`, model: fitting.model, createdAtSeconds: Math.floor(nowMs / 1000) };
    return { ...fitting, translation: fitting.stream ? new SdkStream(fallback) : new ResponseDocument() };
  }

  function chat(request: Request, asked: JsonRequest): TranslatedTurn {
    const context = contextOf(request);
    if (!isResponsesBody(asked.json)) return chatTurn(asked.json, { ...context, encoding: asked.encoding });
    return chatTurnOfResponses(fittingRequest(asked, { ...context, isCodex: false }), asked.json, context);
  }

  const completion = (request: Request, { json }: JsonRequest): TranslatedTurn =>
    completionTurn(json, contextOf(request));

  const answering =
    (
      turnFor: (request: Request, asked: JsonRequest) => TranslatedTurn,
      byteReader?: Parameters<typeof readJsonRequest>[2],
    ) =>
    async (request: Request, response: Response): Promise<void> => {
      const asked = await readJsonRequest(request, settings().maxRequestBody, byteReader);
      refuseUnstrictSchemas(asked.json);
      const turn = turnFor(request, asked);
      const { translation, fresh, instead, dropped, effort, ...rest } = turn;
      if (dropped.length > 0) response.setHeader('x-evenkeel-dropped', dropped.join(', '));
      noteName(request, response, asked.json['model'], turn.model);
      await models.refuseUnserved(request, turn.model);
      models.refuseUnknownEffort(request, turn.model, effort);
      const requestId = requestIdOf(request);
      const answer = createTranslatedAnswer({ response, requestId, clock, translation, fresh, instead });
      const leftOut = leftOutOf(asked.json, dropped);
      const canonical = turnOf(request, { ...rest, requestId, nowMs: clock.nowMs(), leftOut });
      await relay.run(canonical, answer);
    };

  /** Which model a name was taken for, for whoever wonders. */
  function noteName(request: Request, response: Response, requested: unknown, resolved: string): void {
    if (typeof requested !== 'string' || requested === resolved) return;
    if (headerSafe.test(resolved)) response.setHeader('x-evenkeel-model', resolved);
    const requestId = requestIdOf(request);
    logger.debug('A model was asked for by another name', { requestId, requested: requested.slice(0, 256), resolved });
  }

  /** Only Codex clients ask for it, in their own words. */
  async function compact(request: Request, response: Response): Promise<void> {
    const read = await readCodexRequest(request, {
      kind: 'compact',
      requestId: requestIdOf(request),
      upstreamPath: '/codex/responses',
      nowMs: clock.nowMs(),
      maxBodyMib: settings().maxRequestBody,
    });
    await relay.run(toCompactionTurn(read), createCompactAnswer(response, read.id));
  }

  const posts: readonly (readonly [string, Route['handle']])[] = [
    ['/responses', answering(responsesTurn)],
    ['/responses/compact', compact],
    ['/chat/completions', answering(chat, readCarried)],
    ['/completions', answering(completion)],
  ];
  const gets: readonly (readonly [string, Route['handle']])[] = [
    ['/models', models.list],
    ['/models/:id', models.one],
  ];
  const under = (base: string): Route[] => [
    ...posts.map(([path, handle]): Route => ({ method: 'post', path: base + path, plane: 'data', handle })),
    ...gets.map(([path, handle]): Route => ({ method: 'get', path: base + path, plane: 'data', handle })),
    ...posts.map(([path]) => onlyBy('POST', base + path)),
    ...gets.map(([path]) => onlyBy('GET', base + path)),
  ];
  return [...under('/v1'), ...under(''), ...unservedRoutes()];
}
