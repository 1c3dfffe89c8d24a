import { z } from 'zod';

import { networkLost, type FailureClass, type UpstreamFailure, type UpstreamResponse } from '../provider.ts';
import { classOfSentence, codeOfSentence } from './error-sentences.ts';
import { isNetworkGone } from './network-gone.ts';
import { ProxyError } from '../ways/proxy-error.ts';

/**
 * What the upstream's errors mean. Shapes in use: `{"error":{code,type,message,resets_at,…}}`, `{"detail":"…"}`,
 * `{"detail":{"code":…}}`, `{"message":…}`, plain text, and HTML from the edge in front of it.
 */

const classByCode = new Map<string, FailureClass>([
  ['rate_limit_exceeded', 'rate_limit'],
  ['usage_limit_reached', 'rate_limit'],
  ['insufficient_quota', 'quota'],
  ['usage_not_included', 'quota'],
  ['quota_exceeded', 'quota'],
  ['refresh_token_expired', 'permanent'],
  ['refresh_token_reused', 'permanent'],
  ['refresh_token_invalidated', 'permanent'],
  ['invalid_refresh_token', 'permanent'],
  ['invalid_grant', 'permanent'],
  ['app_session_terminated', 'permanent'],
  ['account_session_expired', 'permanent'],
  ['account_auth_invalidated', 'permanent'],
  ['account_deactivated', 'permanent'],
  ['account_suspended', 'permanent'],
  ['account_deleted', 'permanent'],
  ['deactivated_workspace', 'permanent'],
  ['invalid_workspace_selected', 'permanent'],
  ['token_invalidated', 'unauthorized'],
  ['token_revoked', 'unauthorized'],
  ['token_expired', 'unauthorized'],
  ['server_error', 'server'],
  ['upstream_error', 'server'],
  ['stream_incomplete', 'server'],
  ['overloaded_error', 'server'],
  ['server_is_overloaded', 'server'],
  ['slow_down', 'server'],
  ['invalid_encrypted_content', 'foreign_content'],
  ['previous_response_not_found', 'foreign_content'],
  ['security_work_authorization_required', 'request'],
]);

const maxRawBytes = 4096;
const maxPlausibleResetMs = 366 * 86_400_000;

const errorObject = z.looseObject({
  code: z.string().nullish().catch(null),
  type: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
  resets_at: z.number().nullish().catch(null),
  resets_in_seconds: z.number().nullish().catch(null),
});
const errorBody = z.looseObject({
  error: z.union([errorObject, z.string()]).nullish().catch(null),
  error_description: z.string().nullish().catch(null),
  detail: z.union([z.string(), errorObject]).nullish().catch(null),
  message: z.string().nullish().catch(null),
  code: z.string().nullish().catch(null),
});

interface ErrorFacts {
  readonly code: string | null;
  readonly message: string | null;
  readonly resetsAtSeconds: number | null;
  readonly resetsInSeconds: number | null;
}

const noFacts: ErrorFacts = { code: null, message: null, resetsAtSeconds: null, resetsInSeconds: null };

/** Some errors say it in `code`, some in `type`; a word that we know goes first. */
function knownCode(...words: (string | null | undefined)[]): string | null {
  const given = words.filter((word) => word).map((word) => (word ?? '').toLowerCase());
  return given.find((word) => classByCode.has(word)) ?? given[0] ?? null;
}

function factsOfObject(error: z.output<typeof errorObject>): ErrorFacts {
  return {
    code: knownCode(error.code, error.type),
    message: error.message ?? null,
    resetsAtSeconds: error.resets_at ?? null,
    resetsInSeconds: error.resets_in_seconds ?? null,
  };
}

function factsOf(body: unknown): ErrorFacts {
  const facts = statedFacts(body);
  return facts.code !== null && classByCode.has(facts.code)
    ? facts
    : { ...facts, code: codeOfSentence(facts.message) ?? facts.code };
}

function statedFacts(body: unknown): ErrorFacts {
  const parsed = errorBody.safeParse(body);
  if (!parsed.success) return noFacts;
  const { error, detail, message, code } = parsed.data;
  if (error && typeof error === 'object') return factsOfObject(error);
  if (detail && typeof detail === 'object') return factsOfObject(detail);
  // A sign-in service answers as OAuth says (RFC 6749, 5.2): `error` is then the code itself.
  const word = error && /^[a-z][a-z0-9_]*$/i.test(error) ? error : null;
  return {
    ...noFacts,
    code: knownCode(code, word),
    message: parsed.data.error_description ?? detail ?? message ?? error ?? null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Amounts of time as the upstream words them; the unit must end there, so that "5 moons" are not 5 minutes. */
const units: readonly [RegExp, number][] = [
  [/^(ms|milliseconds?)$/i, 1],
  [/^s(ec(ond)?s?)?$/i, 1000],
  [/^m(in(ute)?s?)?$/i, 60_000],
  [/^h((ou)?rs?)?$/i, 3_600_000],
  [/^d(ays?)?$/i, 86_400_000],
];

/** "Please try again in 1h2m3.5s" and its like. Returns milliseconds. */
export function retryHintMs(message: string): number | null {
  const hint = /try again in\s+((?:\d+(?:\.\d+)?\s*[a-z]+[\s,]*)+)/i.exec(message)?.[1];
  if (hint === undefined) return null;
  let total: number | null = null;
  for (const [, amount, unit] of hint.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
    const unitMs = units.find(([name]) => name.test(unit ?? ''))?.[1];
    if (unitMs !== undefined) total = (total ?? 0) + Number(amount) * unitMs;
  }
  return plausibleDelay(total);
}

/** Nobody means a pause of more than a year, and no date could hold the largest numbers. */
function plausibleDelay(delayMs: number | null): number | null {
  return delayMs !== null && delayMs <= maxPlausibleResetMs ? Math.round(delayMs) : null;
}

function resetTimeMs(facts: ErrorFacts, nowMs: number): number | null {
  const fromSeconds = facts.resetsAtSeconds === null ? null : facts.resetsAtSeconds * 1000;
  const fromDelay = facts.resetsInSeconds === null ? null : nowMs + facts.resetsInSeconds * 1000;
  // A time in the past or more than a year away is a mistake of somebody's; the account would be lost to it.
  const plausible = (time: number | null): boolean =>
    time !== null && time > nowMs && time - nowMs <= maxPlausibleResetMs;
  if (plausible(fromSeconds)) return fromSeconds;
  return plausible(fromDelay) ? fromDelay : null;
}

function classify(statusCode: number | null, code: string | null, message: string): FailureClass {
  const bySentence = classOfSentence(statusCode, message);
  if (bySentence !== null) return bySentence;
  const byCode = code === null ? undefined : classByCode.get(code);
  // "Slow down" with a 429 is about this moment; with a 503, or inside a stream, about the upstream's health.
  const agrees = byCode !== 'server' || statusCode === null || statusCode >= 500;
  if (byCode !== undefined && agrees) return byCode;
  if (statusCode === null) return 'request';
  if (statusCode === 401) return 'unauthorized';
  if (statusCode === 402 || statusCode === 403) return 'account_refused';
  if (statusCode === 429) return 'burst';
  return statusCode >= 500 ? 'server' : 'request';
}

function cutRaw(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxRawBytes) return text;
  let end = maxRawBytes;
  // Never inside a character: its later bytes all begin with the bits 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString('utf8', 0, end)}…`;
}

/** An answer with an error status. `retryAfter` is the header as it came. */
export function failureOfResponse(
  response: UpstreamResponse,
  retryAfter: string | null,
  nowMs: number,
): UpstreamFailure {
  const text = response.body.toString('utf8');
  const facts = factsOf(parseJson(text));
  const message =
    (facts.message === null ? null : cutRaw(facts.message)) ??
    (text.trim() === '' || text.trimStart().startsWith('<') ? `HTTP ${response.statusCode}` : cutRaw(text));
  const kind = classify(response.statusCode, facts.code, message);
  return {
    class: kind,
    statusCode: response.statusCode,
    code: facts.code ?? (kind === 'burst' ? 'rate_limit_burst' : `http_${response.statusCode}`),
    message,
    raw: cutRaw(text),
    resetsAtMs: resetTimeMs(facts, nowMs),
    retryAfterMs: retryAfterMs(retryAfter, nowMs) ?? retryHintMs(message),
    response,
  };
}

/** `response.failed` or `error` as an event of a stream that had been accepted. */
export function failureOfEvent(data: string, nowMs: number): UpstreamFailure {
  const event = parseJson(data);
  const nested = z.looseObject({ response: z.looseObject({ error: z.unknown() }) }).safeParse(event);
  const facts = factsOf(nested.success && nested.data.response.error ? { error: nested.data.response.error } : event);
  const message = facts.message === null ? 'The upstream ended the answer with an error.' : cutRaw(facts.message);
  const code = facts.code ?? 'upstream_error';
  return {
    class: classify(null, code, message),
    statusCode: null,
    code,
    message,
    raw: cutRaw(data),
    resetsAtMs: resetTimeMs(facts, nowMs),
    retryAfterMs: retryHintMs(message),
    response: null,
  };
}

/** System and library codes of a connection that never came about. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** System calls before a connection stands. The same code, such as ETIMEDOUT, may also come long after them. */
const connectingCalls = new Set(['connect', 'getaddrinfo']);

/** Whether a request that failed may have reached the other side. Unknown means that it may. */
function mayHaveBeenSent(error: Error & { code?: string }): boolean {
  // Several addresses were tried, and each failed.
  if (error instanceof AggregateError)
    return error.errors.length === 0 || error.errors.some((one) => !(one instanceof Error) || mayHaveBeenSent(one));
  if ('syscall' in error && connectingCalls.has(String(error.syscall))) return false;
  return error.code === undefined || !neverConnected.has(error.code);
}

/** A failure of the connection rather than an answer. */
export function failureOfConnection(error: Error & { code?: string }, sent: boolean): UpstreamFailure {
  if (error instanceof ProxyError) return failureOfProxy(error);
  const code = error.code ?? error.name;
  return {
    class: sent ? 'dropped' : 'unreachable',
    statusCode: null,
    code: sent ? 'stream_incomplete' : isNetworkGone(error) ? networkLost : 'upstream_unreachable',
    message: sent ? `The upstream broke the connection (${code}).` : `The upstream could not be reached (${code}).`,
    raw: cutRaw(`${code}: ${error.message}`),
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}

/** No way out to the upstream: the account is as good as it was, and nothing was sent. */
function failureOfProxy({ code, message }: ProxyError): UpstreamFailure {
  return {
    class: 'unreachable',
    statusCode: null,
    code,
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}

/** The same for whatever a library threw. */
export function connectionFailure(error: unknown): UpstreamFailure {
  const known: Error & { code?: string } = error instanceof Error ? error : new Error(String(error));
  return failureOfConnection(known, mayHaveBeenSent(known));
}

function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return plausibleDelay(Number(text) * 1000);
  // A date of HTTP begins with a day's name; left to itself, Date.parse makes a time of "-5" as well.
  const date = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : plausibleDelay(Math.max(0, date - nowMs));
}
