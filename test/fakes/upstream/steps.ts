import type { Latch } from './latch.ts';

/** One output item of an answer, in the least that says what it is. */
export type AnswerItem =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'reasoning'; readonly summary?: string }
  | { readonly type: 'function_call'; readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly type: 'compaction' };

export interface AnswerUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** How the bytes of a stream go out. */
export interface StreamOptions {
  /** Milliseconds between two events. The only real time that passes in the fake. */
  readonly pace?: number;
  /** One write for each event (default), one for each byte, or one for everything. */
  readonly chunking?: 'event' | 'byte' | 'whole';
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops the stream in the middle until the latch opens. */
  readonly hold?: Latch;
  /** How many events go out before the hold; the middle of the stream by default. */
  readonly holdAfterEvents?: number;
}

export interface AnswerOptions extends StreamOptions {
  readonly usage?: Partial<AnswerUsage>;
}

export interface RawEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the fake does with one request to `/responses`. Plain data, made by the functions below. */
export type Step =
  | { readonly kind: 'answer'; readonly items: readonly AnswerItem[]; readonly options: AnswerOptions }
  | { readonly kind: 'events'; readonly events: readonly RawEvent[]; readonly options: StreamOptions }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Cut the connection: before the head (`null`), or after the head and so many events of a plain answer. */
  | { readonly kind: 'drop'; readonly afterEvents: number | null }
  | { readonly kind: 'end-early' }
  | { readonly kind: 'silent'; readonly latch: Latch; readonly after: 'nothing' | 'head' }
  /** On a WebSocket alone: close with this code after so many events of a plain answer. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: string; readonly afterEvents: number }
  /** On a WebSocket alone: these frames as they are, text or binary, and nothing after them. */
  | { readonly kind: 'frames'; readonly frames: readonly (string | Buffer)[] };

export function ok(content: string | readonly AnswerItem[], options: AnswerOptions = {}): Step {
  const items = typeof content === 'string' ? [{ type: 'message' as const, text: content }] : content;
  return { kind: 'answer', items, options };
}

export function toolCall(name: string, args: Readonly<Record<string, unknown>>, options: AnswerOptions = {}): Step {
  return ok([{ type: 'function_call', name, arguments: args }], options);
}

export function compaction(options: AnswerOptions = {}): Step {
  return ok([{ type: 'compaction' }], options);
}

/** Exactly these events, in place of an answer. */
export function events(list: readonly RawEvent[], options: StreamOptions = {}): Step {
  return { kind: 'events', events: list, options };
}

/** Any refusal. An object body goes out as JSON, a string as it is. */
export function status(code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Step {
  return { kind: 'status', status: code, body, headers };
}

export interface UsageLimitOptions {
  /** Seconds since the epoch. */
  readonly resetsAt: number;
  readonly plan?: string;
}

export function usageLimit({ resetsAt, plan = 'plus' }: UsageLimitOptions): Step {
  const resetsInSeconds = Math.max(0, resetsAt - Math.floor(Date.now() / 1000));
  const body = {
    error: {
      type: 'usage_limit_reached',
      message: 'The usage limit has been reached',
      plan_type: plan,
      resets_at: resetsAt,
      eligible_promo: null,
      resets_in_seconds: resetsInSeconds,
    },
  };
  return status(429, body, {
    'x-codex-active-limit': 'codex',
    'x-codex-plan-type': plan,
    'x-codex-primary-used-percent': '100',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(resetsAt),
    'x-codex-secondary-used-percent': '40',
    'x-codex-secondary-window-minutes': '10080',
    'x-codex-secondary-reset-at': String(resetsAt + 400_000),
  });
}

/** A 429 that names no limit: too many requests at once. */
export function burst429(retryAfterSeconds?: number): Step {
  return status(
    429,
    { detail: 'Too Many Requests' },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
}

export function dropBeforeHead(): Step {
  return { kind: 'drop', afterEvents: null };
}

export function dropBeforeFirstEvent(): Step {
  return { kind: 'drop', afterEvents: 0 };
}

/** Cuts after `response.created`; pass a number to cut later (5 events include the first piece of text). */
export function dropAfterFirstEvent(afterEvents = 1): Step {
  return { kind: 'drop', afterEvents };
}

export function endWithoutCompleted(): Step {
  return { kind: 'end-early' };
}

/** HTTP 200, and the first event is a failure. */
export function firstEventFailed(code: string, message = `It failed: ${code}`): Step {
  const response = { id: 'resp_failed', object: 'response', status: 'failed', output: [], error: { code, message } };
  return events([{ event: 'response.failed', data: { type: 'response.failed', sequence_number: 0, response } }]);
}

/** Says nothing until the latch opens, then gives the plain answer. */
export function silent(latch: Latch, after: 'nothing' | 'head' = 'head'): Step {
  return { kind: 'silent', latch, after };
}

export function closeWith(code: number, afterEvents = 0, reason = ''): Step {
  return { kind: 'close', code, reason, afterEvents };
}

export function frames(list: readonly (string | Buffer)[]): Step {
  return { kind: 'frames', frames: list };
}
