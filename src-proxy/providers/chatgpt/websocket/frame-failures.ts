import { z } from 'zod';

import { handedBack, type UpstreamFailure } from '../../provider.ts';
import { failureOfConnection, failureOfEvent, failureOfResponse } from '../error-table.ts';
import { headerReader } from '../response-headers.ts';

/** What a frame or a close of the upstream's WebSocket means. */

const statusCode = z.number().int().min(100).max(599).nullish().catch(null);
const errorFrame = z.looseObject({
  type: z.literal('error'),
  status: statusCode,
  status_code: statusCode,
  headers: z.record(z.string(), z.unknown()).nullish().catch(null),
});

/** The headers that an error frame carries: name, value, name, value, … Empty for any other frame. */
export function headersOfFrame(frame: Buffer): string[] {
  return headersOf(readErrorFrame(frame));
}

function headersOf(read: z.output<typeof errorFrame> | null): string[] {
  return Object.entries(read?.headers ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [name, String(value)] : [],
  );
}

/**
 * `{"type":"error","error":{…},"status_code":429,"headers":{…}}` is an HTTP refusal in a frame, and judged as one; so is
 * one with `status`. Without either, and as `response.failed`, it is an event of an answer.
 */
export function failureOfFrame(frame: Buffer, nowMs: number): UpstreamFailure {
  const read = readErrorFrame(frame);
  const status = read?.status_code ?? read?.status ?? null;
  if (status === null) {
    return {
      ...failureOfEvent(frame.toString('utf8'), nowMs),
      response: { statusCode: 200, rawHeaders: [], body: frame },
    };
  }
  const rawHeaders = headersOf(read);
  const retryAfter = headerReader(rawHeaders)('retry-after');
  return failureOfResponse({ statusCode: status, rawHeaders, body: frame }, retryAfter, nowMs);
}

function readErrorFrame(frame: Buffer): z.output<typeof errorFrame> | null {
  try {
    return errorFrame.safeParse(JSON.parse(frame.toString('utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The upstream closed before the answer was complete. `sawAnything` is true once it had begun to answer. */
export function failureOfClose(code: number, sawAnything: boolean): UpstreamFailure {
  const failure = {
    ...failureOfConnection(new Error(`the WebSocket was closed with ${code}`), true),
    message: `The upstream closed the connection before the answer was complete (${code}).`,
    raw: `WebSocket close ${code}`,
  };
  if (code === 1009) return { ...failure, class: 'request', code: 'payload_too_large' };
  if (code === 1011) return { ...failure, class: 'server' };
  return code === 1000 && !sawAnything ? { ...failure, code: handedBack } : failure;
}

/** What the request goes on from is gone with its connection: the client has to begin one and send everything. */
export function connectionGone(): UpstreamFailure {
  const message = 'This conversation goes on over a new connection. Connect again and send the whole input.';
  return {
    ...failureOfConnection(new Error(message), false),
    class: 'request',
    code: 'websocket_connection_limit_reached',
    message,
    raw: '',
  };
}
