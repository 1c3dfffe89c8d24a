import type { Refusal } from '../../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../../providers/provider.ts';
import type { WaitNotice } from '../../../relay/client-answer.ts';
import { findMembers, stringAt } from '../../../wire/json-scan.ts';
import { openaiErrorBody } from '../../openai-error.ts';

/**
 * Frames of our own. An error names its status once, as `status_code`: to the Codex CLI `status` is the same member, and
 * a frame with both is one it cannot read, drops, and waits five minutes for.
 */

export function refusalFrame(refusal: Refusal, requestId: string): string {
  return errorFrame(refusal.status, openaiErrorBody(refusal, requestId), refusal.details.headers ?? {});
}

/** What the upstream refused with: a frame as it came, or an HTTP answer to a handshake put into one. */
export function upstreamRefusalFrame({ statusCode, rawHeaders, body }: UpstreamResponse): Buffer | string {
  const members = findMembers(body, ['type', 'error']);
  const type = stringAt(body, members.type);
  if (type === 'error' || type === 'response.failed') return body;
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (/^(x-|retry-after$)/i.test(name)) headers[name] = rawHeaders[index + 1] ?? '';
  }
  const { error } = members;
  const isObject = error !== undefined && body[error.start] === openBrace;
  const message = body.toString('utf8', 0, longestMessage);
  return errorFrame(
    statusCode,
    isObject
      ? `{"error":${body.toString('utf8', error.start, error.end)}}`
      : JSON.stringify({ error: { message, type: null, code: null } }),
    headers,
  );
}

const openBrace = 0x7b;
const longestMessage = 4096;

/** @param body `{"error":…}` */
function errorFrame(status: number, body: string, headers: Readonly<Record<string, string>>): string {
  const told = Object.keys(headers).length === 0 ? '' : `,"headers":${JSON.stringify(headers)}`;
  return `{"type":"error","status_code":${status},${body.slice(1, -1)}${told}}`;
}

/** An answer that had begun and broke. The Codex CLI reads code and message, and tries again. */
export function brokenFrame({ code, message }: UpstreamFailure, requestId: string): string {
  return JSON.stringify({
    type: 'response.failed',
    response: {
      id: `resp_${requestId}`,
      object: 'response',
      status: 'failed',
      error: { code, message },
      incomplete_details: null,
      output: [],
      usage: null,
    },
  });
}

/** A request that waits for an account; the Codex CLI reads it as life, and passes over it. */
export function waitingFrame({ waitedSeconds, leftSeconds }: WaitNotice, requestId: string): string {
  return JSON.stringify({
    type: 'codex.keepalive',
    status: 'waiting_for_account_capacity',
    request_id: requestId,
    waited_seconds: waitedSeconds,
    retry_after_seconds: leftSeconds,
  });
}
