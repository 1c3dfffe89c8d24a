import { told, type Told } from '../../contract/told.ts';
import { redact } from '../../observe/redact.ts';
import { SourceAddressError } from '../../sources/source-address.ts';
import { looseAt, stringOr } from '../../translate/response-event.ts';
import type { ChatFailure } from '../../translate/upstream-error.ts';
import type { FailureClass, UpstreamFailure } from '../provider.ts';
import type { SourceCall } from '../source-provider.ts';

/** What went wrong at a source, in a sentence that names it; and what that means for the request. */

type Named = Pick<SourceCall, 'name' | 'key'>;

const mark = '[redacted]';
/** A shorter key would be found in every text. */
const shortestKey = 4;
const longestRaw = 4096;

/** SECURITY: some servers repeat the key that they refuse. A source's key may look like anything, so it is searched for itself. */
export function cleaned(text: string, key: string | null): string {
  const cut = text.slice(0, longestRaw);
  return redact(key !== null && key.length >= shortestKey ? cut.replaceAll(key, mark) : cut);
}

interface StatusFacts {
  readonly statusCode: number;
  /** As it came. */
  readonly retryAfter: string | null;
  readonly body: string;
}

/** An answer with a status that is no success. */
export function failureOfStatus(source: Named, { statusCode, retryAfter, body }: StatusFacts): UpstreamFailure {
  const stated = statedError(body);
  const words = cleaned(stated.message ?? (isPage(body) ? '' : body.trim()), source.key);
  const kind = classOf(statusCode);
  return {
    ...noAnswer(kind, codeOf(kind, statusCode), sentenceOf(source.name, kind, statusCode, words)),
    statusCode,
    raw: words === '' ? `HTTP ${statusCode}` : words,
    retryAfterMs: retryAfterMs(retryAfter),
    // The request's own fault is told as the source told it: it names the member that is wrong.
    response: kind === 'request' ? refusalBody(statusCode, stated, words) : null,
  };
}

/** An error that the source wrote into its stream. */
export function failureOfEvent(source: Named, { status, error }: ChatFailure): UpstreamFailure {
  const words = cleaned(error.message, source.key);
  const kind = classOf(status);
  return { ...noAnswer(kind, error.code, words), raw: words, retryAfterMs: null };
}

const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const certificate = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** The connection failed rather than the answer. */
export function failureOfConnection({ name }: Named, error: unknown): UpstreamFailure {
  if (error instanceof SourceAddressError)
    return ourWords(
      'unreachable',
      'upstream_unreachable',
      told(
        'source.unfit_address',
        { origin: name, why: error.message },
        `The model source "${name}" is not asked: ${error.message}`,
      ),
    );
  const code = codeOfError(error);
  if (!neverConnected.has(code) && !certificate.test(code)) return brokenOff(name, code);
  const sentence = `The model source "${name}" could not be reached (${code}).`;
  return ourWords('unreachable', 'upstream_unreachable', told('source.unreachable', { code }, sentence));
}

export function brokenOff(name: string, why: string): UpstreamFailure {
  const sentence = `The model source "${name}" broke off before its answer was complete (${why}).`;
  return ourWords('dropped', 'stream_incomplete', told('source.broke_off_early', { why }, sentence));
}

export function fellSilent(name: string, timeoutMs: number): UpstreamFailure {
  const seconds = timeoutMs / 1000;
  const sentence = `The model source "${name}" sent nothing for ${seconds} seconds, which is its limit.`;
  return ourWords('dropped', 'stream_idle_timeout', told('source.fell_silent', { seconds }, sentence));
}

/** It answered with something that is not what it was asked for. */
export function unreadable(name: string, what: string): UpstreamFailure {
  const sentence = `The model source "${name}" ${what}.`;
  return ourWords('server', 'model_source_failed', told('source.unreadable', {}, sentence));
}

/** The source itself has said nothing of it. */
function ourWords(kind: FailureClass, code: string, { sentence, said }: Told): UpstreamFailure {
  return { ...noAnswer(kind, code, sentence), said };
}

function noAnswer(kind: FailureClass, code: string, message: string): UpstreamFailure {
  return {
    class: kind,
    statusCode: null,
    code,
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}

function classOf(statusCode: number): FailureClass {
  if (statusCode === 401 || statusCode === 403) return 'unauthorized';
  if (statusCode === 402) return 'account_refused';
  if (statusCode === 429) return 'burst';
  // A wrong address or model name is the owner's to correct; a redirect is not followed, because the key would go along.
  const isRequest = statusCode >= 400 && statusCode < 500 && statusCode !== 404 && statusCode !== 405;
  return isRequest && statusCode !== 408 && statusCode !== 409 ? 'request' : 'server';
}

function codeOf(kind: FailureClass, statusCode: number): string {
  if (kind === 'unauthorized') return 'model_source_key_refused';
  if (kind === 'burst') return 'rate_limit_exceeded';
  return kind === 'request' ? `http_${statusCode}` : 'model_source_failed';
}

function sentenceOf(name: string, kind: FailureClass, statusCode: number, words: string): string {
  const said = words === '' ? '' : ` It said: ${words.slice(0, 300)}`;
  switch (kind) {
    case 'unauthorized':
      return `The model source "${name}" refuses the API key that Evenkeel has for it (HTTP ${statusCode}). Its owner has to set another one in the dashboard; nobody has to sign in again.${said}`;
    case 'account_refused':
      return `The model source "${name}" wants to be paid first (HTTP 402).${said}`;
    case 'burst':
      return `The model source "${name}" takes no more requests at this moment (HTTP 429).${said}`;
    default:
      return `The model source "${name}" failed (HTTP ${statusCode}).${said}`;
  }
}

interface StatedError {
  readonly message: string | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
}

function statedError(body: string): StatedError {
  const came = looseAt(parseJson(body));
  const error = looseAt(came['error']);
  const message = error['message'] ?? came['message'] ?? came['detail'] ?? came['error'];
  return {
    message: stringOr(message, null),
    type: stringOr(error['type'], null),
    code: stringOr(error['code'], null),
    param: stringOr(error['param'], null),
  };
}

function refusalBody(statusCode: number, { type, code, param }: StatedError, words: string) {
  const message = words === '' ? `The model source refused the request (HTTP ${statusCode}).` : words;
  const error = { message, type: type ?? 'invalid_request_error', code, param };
  return {
    statusCode,
    rawHeaders: ['content-type', 'application/json'],
    body: Buffer.from(JSON.stringify({ error })),
  };
}

function isPage(body: string): boolean {
  return body.trimStart().startsWith('<');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function codeOfError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOfError(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.cause instanceof Error && code === error.name ? codeOfError(error.cause) : code;
}

/** Seconds alone: nobody waits for a date of a server whose clock is not known. */
function retryAfterMs(header: string | null): number | null {
  const seconds = header === null || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 && seconds <= 31_536_000 ? Math.round(seconds * 1000) : null;
}
