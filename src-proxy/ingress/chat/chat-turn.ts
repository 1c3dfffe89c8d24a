import type { JsonRequest } from '../json-request.ts';
import { readModelName, type KnownModels, type ModelWish } from '../model-name.ts';
import { fittingCacheKey, type FittingRequest } from '../responses/fitting-request.ts';
import type { Translation } from '../translated-answer.ts';
import { ChatDocumentTranslation, ChatStreamTranslation, type ChatTranslationOptions } from './chat-translation.ts';
import { asCarried } from './carried-text.ts';
import { completionToResponsesRequest } from './completions.ts';
import { insteadOfOverflow } from './cursor.ts';
import { looseAt } from '../../translate/response-event.ts';
import type { ChatFailure } from '../../translate/upstream-error.ts';
import { toResponsesRequest, type TranslatedRequest } from './to-responses-request.ts';

/** One request for the upstream, and how its answer is said. */
export interface TranslatedTurn extends FittingRequest {
  readonly translation: Translation;
  /** The same for an answer that is asked for once more; absent where none is. */
  readonly fresh?: () => Translation;
  /** What this client is told in place of a failure, before anything was shown; `null` where it is told the failure. */
  readonly instead?: (failure: ChatFailure) => string | Buffer | null;
}

export interface ChatTurnOptions {
  readonly models: KnownModels;
  /** The conversation that the headers name. */
  readonly session: string | null;
  readonly requestId: string;
  readonly nowMs: number;
  readonly isCursor: boolean;
  /** `latin1` where the JSON's texts have a character for each byte. */
  readonly encoding?: JsonRequest['encoding'];
}

type Json = Readonly<Record<string, unknown>>;

/** @throws Refusal */
export function chatTurn(json: Json, options: ChatTurnOptions): TranslatedTurn {
  return turnOf(json, 'chat', toResponsesRequest, options);
}

/** The older API with one prompt. @throws Refusal */
export function completionTurn(json: Json, options: ChatTurnOptions): TranslatedTurn {
  return turnOf(json, 'completion', completionToResponsesRequest, options);
}

/** A body of the Responses API that was posted to the chat address: answered as the address says. */
export function chatTurnOfResponses(
  fitting: FittingRequest,
  json: Json,
  { requestId, nowMs, isCursor }: Pick<ChatTurnOptions, 'requestId' | 'nowMs' | 'isCursor'>,
): TranslatedTurn {
  const includeUsage = looseAt(json['stream_options'])['include_usage'] === true;
  const common = { form: 'chat', callForm: 'tools', fallback: fallbackOf(fitting.model, requestId, nowMs) } as const;
  return { ...fitting, ...answeredBy(fitting.stream, includeUsage, isCursor, common) };
}

function turnOf(
  json: Json,
  form: ChatTranslationOptions['form'],
  translate: (body: unknown, efforts: readonly string[] | null) => TranslatedRequest,
  { models, session, requestId, nowMs, isCursor, encoding = 'utf8' }: ChatTurnOptions,
): TranslatedTurn {
  const { model } = json;
  const wish = typeof model === 'string' ? readModelName(model, models) : null;
  const efforts = wish === null ? null : models.effortsOf(wish.model);
  const translated = translate(wish === null ? json : { ...json, model: wish.model }, efforts);
  const effort = wish?.effort ?? translated.body.reasoning?.effort ?? null;
  const { stream, wantsUsage, callForm } = translated;
  const stated = translated.body.prompt_cache_key ?? null;
  const named = fittingCacheKey(session);
  const cacheKey = stated ?? (named !== null && encoding === 'latin1' ? asCarried(named) : named);
  const body = {
    ...translated.body,
    ...wishesIn(translated, wish),
    ...(cacheKey === null ? {} : { prompt_cache_key: cacheKey }),
  };
  const common = { form, callForm, fallback: fallbackOf(translated.model, requestId, nowMs) };
  return {
    body: Buffer.from(JSON.stringify(body), encoding),
    dropped: translated.dropped,
    model: translated.model,
    stream,
    promptCacheKey: stated,
    effort: effort === null ? null : { level: effort, param: 'reasoning_effort' },
    ...answeredBy(stream, wantsUsage, isCursor, common),
  };
}

/** What the model's name asks for goes before what a program sends by itself: the name is what its user chose. */
function wishesIn({ body }: TranslatedRequest, wish: ModelWish | null): object {
  return {
    ...(wish?.effort == null ? {} : { reasoning: { ...body.reasoning, effort: wish.effort } }),
    ...(wish?.tier == null ? {} : { service_tier: wish.tier }),
  };
}

function fallbackOf(model: string, requestId: string, nowMs: number): ChatTranslationOptions['fallback'] {
  return { id: requestId, createdAtSeconds: Math.floor(nowMs / 1000), model };
}

function answeredBy(
  stream: boolean,
  wantsUsage: boolean,
  isCursor: boolean,
  options: ChatTranslationOptions,
): Pick<TranslatedTurn, 'translation' | 'fresh' | 'instead'> {
  const fresh = (): Translation => translationFor(stream, wantsUsage || isCursor, options);
  return { translation: fresh(), fresh, ...(isCursor ? { instead: insteadOfOverflow(fresh) } : {}) };
}

function translationFor(stream: boolean, includeUsage: boolean, options: ChatTranslationOptions): Translation {
  return stream ? new ChatStreamTranslation({ ...options, includeUsage }) : new ChatDocumentTranslation(options);
}
