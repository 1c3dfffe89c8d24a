import type { Refusal } from '../../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../../providers/provider.ts';
import type { WaitNotice } from '../../../relay/client-answer.ts';
import { withMember } from '../../../wire/json-edit.ts';
import { eachMember, findMembers, stringAt, type Range } from '../../../wire/json-scan.ts';
import { openaiErrorBody } from '../../openai-error.ts';
import { isPage, pageSentence } from '../../upstream-page.ts';

/**
 * Frames of our own. An error names its status once, as `status_code`: to the Codex CLI `status` is the same member, and
 * a frame with both is one it cannot read, drops, and waits five minutes for.
 */

export function refusalFrame(refusal: Refusal, requestId: string): string {
  return errorFrame(refusal.status, openaiErrorBody(refusal, requestId), refusal.details.headers ?? {});
}

/** Name, value, name, value, … as they came, and as the client is told them; the same array where that is the same. */
export type HeadAs = (rawHeaders: readonly string[]) => readonly string[];

/** What the upstream refused with: a frame as it came but for its head, or an HTTP answer to a handshake put into one. */
export function upstreamRefusalFrame(upstream: UpstreamResponse, headAs: HeadAs): Buffer | string {
  const { statusCode, rawHeaders, body } = upstream;
  const members = findMembers(body, ['type', 'error', 'headers']);
  const type = stringAt(body, members.type);
  if (type === 'error' || type === 'response.failed') return frameWithHead(body, members.headers, headAs);
  const headers: Record<string, string> = {};
  const told = headAs(rawHeaders);
  for (let index = 0; index + 1 < told.length; index += 2) {
    const name = told[index] ?? '';
    if (/^(x-|retry-after$)/i.test(name)) headers[name] = told[index + 1] ?? '';
  }
  const { error } = members;
  const isObject = error !== undefined && body[error.start] === openBrace;
  const message = isPage(upstream) ? pageSentence(upstream) : body.toString('utf8', 0, longestMessage);
  return errorFrame(
    statusCode,
    isObject
      ? `{"error":${body.toString('utf8', error.start, error.end)}}`
      : JSON.stringify({ error: { message, type: null, code: null } }),
    headers,
  );
}

function frameWithHead(frame: Buffer, headers: Range | undefined, headAs: HeadAs): Buffer {
  if (headers === undefined) return frame;
  const came: [string, string][] = [];
  eachMember(frame, headers, ({ key, value }) => {
    const text = stringAt(frame, value) ?? frame.toString('utf8', value.start, value.end);
    if (key !== null) came.push([key, text]);
    return true;
  });
  const flat = came.flat();
  const told = headAs(flat);
  if (told === flat) return frame;
  const pairs = told.flatMap((name, index) => (index % 2 === 0 ? [[name, told[index + 1] ?? '']] : []));
  return withMember(frame, 'headers', JSON.stringify(Object.fromEntries(pairs))) ?? frame;
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
