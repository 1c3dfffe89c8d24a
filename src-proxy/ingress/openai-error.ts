import type { Refusal } from '../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../providers/provider.ts';
import { refusalOf } from '../relay/failures.ts';
import { looseAt, stringOr } from '../translate/response-event.ts';
import { isPage, pageSentence } from './upstream-page.ts';
import { truncatedFailure, type ChatFailure } from '../translate/upstream-error.ts';

/** A refusal as OpenAI clients read it. `usage_limit_reached` is both type and code: the Codex CLI looks at the type. */
export function openaiErrorBody(refusal: Refusal, requestId: string): string {
  const { type, code, message, details } = refusal;
  return JSON.stringify({ error: { message, type, code, param: null, ...details.fields, request_id: requestId } });
}

/** The same for an answer that has begun, or is made by a translator. */
export function failureOfRefusal({ status, type, code, message, details }: Refusal): ChatFailure {
  return { status, error: { message, type, code, param: null, ...details.fields } };
}

/** What broke at the upstream once it had begun to answer. A stream that merely ended is called by the name that SDKs know. */
export function failureOfUpstream(failure: UpstreamFailure): ChatFailure {
  return failure.code === 'stream_incomplete' ? truncatedFailure() : failureOfRefusal(refusalOf(failure));
}

/**
 * The upstream's refusal as it came, where OpenAI clients can read it. Of a bare `{"detail": …}` or a page they would show
 * nothing: then the same is said as an error object too, beside what came.
 */
export function upstreamErrorBody(upstream: UpstreamResponse, requestId: string): Buffer | string {
  const { statusCode, body } = upstream;
  const text = body.toString('utf8');
  const came = looseAt(parseJson(text));
  const error = looseAt(came['error']);
  if (typeof error['message'] === 'string') return body;
  const detail = came['detail'] ?? came['message'] ?? came['error'];
  const stated = looseAt(detail);
  const isBare = Object.keys(came).length === 0;
  const plain = isBare ? (isPage(upstream) ? pageSentence(upstream) : text.trim().slice(0, 1000)) : '';
  const message = stringOr(detail, null) ?? stringOr(stated['message'], null) ?? stringOr(stated['code'], plain);
  const code = stringOr(stated['code'], null) ?? stringOr(came['code'], 'upstream_error');
  return JSON.stringify({
    ...came,
    error: {
      message: message === '' ? `The upstream answered with HTTP ${statusCode} and gave no reason.` : message,
      type: typeOfStatus(statusCode),
      code,
      param: null,
      request_id: requestId,
    },
  });
}

/** What the upstream's refusal says, for whoever has to know its code. */
export function failureOfAnswer({ statusCode, body }: UpstreamResponse): ChatFailure {
  const error = looseAt(looseAt(parseJson(body.toString('utf8')))['error']);
  const { message, type, code, param } = error;
  return {
    status: statusCode,
    error: {
      message: stringOr(message, ''),
      type: stringOr(type, typeOfStatus(statusCode)),
      code: stringOr(code, 'upstream_error'),
      param: stringOr(param, null),
    },
  };
}

function typeOfStatus(statusCode: number): string {
  if (statusCode === 401) return 'authentication_error';
  if (statusCode === 403) return 'permission_error';
  if (statusCode === 429) return 'rate_limit_error';
  return statusCode < 500 ? 'invalid_request_error' : 'server_error';
}

/** `null` where the text is no JSON, such as a page. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
