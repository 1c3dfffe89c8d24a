import type { ServerResponse } from 'node:http';

import type { Refusal } from '../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../providers/provider.ts';
import type { ClientAnswer } from '../../relay/client-answer.ts';
import { departureOf } from '../departure.ts';
import { openaiErrorBody } from '../openai-error.ts';
import { TurnWriter } from '../turn-writer.ts';

/** Framing is this hop's own affair: what the upstream said about it does not hold for what we send. */
const framingHeaders = new Set(['transfer-encoding', 'connection', 'keep-alive']);

/** The client's side of a native request: the upstream's head and bytes, as they come. */
export function createNativeAnswer(response: ServerResponse, requestId: string): ClientAnswer {
  const writer = new TurnWriter(response);
  let eventStream = false;

  function head(statusCode: number, rawHeaders: readonly string[]): void {
    const headers: string[] = [];
    let named = false;
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      const lower = name.toLowerCase();
      const value = rawHeaders[index + 1] ?? '';
      if (lower === 'x-request-id') named = true;
      if (lower === 'content-type') eventStream = value.toLowerCase().startsWith('text/event-stream');
      if (framingHeaders.has(lower)) continue;
      headers.push(name, value);
    }
    if (!named) headers.push('x-request-id', requestId);
    response.writeHead(statusCode, headers);
  }

  return {
    ...departureOf(response),
    commit(statusCode: number, rawHeaders: readonly string[]): void {
      // Not flushed by itself: the first bytes follow at once and travel with it.
      head(statusCode, rawHeaders);
    },
    write: (chunk: Buffer) => writer.write(chunk),
    onDrain(listener: () => void): void {
      response.once('drain', listener);
    },
    refuse(refusal: Refusal): void {
      const body = openaiErrorBody(refusal, requestId);
      response.writeHead(refusal.status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-request-id': requestId,
        ...refusal.details.headers,
      });
      response.write(body);
    },
    refuseAsUpstream(upstream: UpstreamResponse): void {
      head(
        upstream.statusCode,
        [...upstream.rawHeaders, 'content-length', String(upstream.body.length)].filter(lengthOnce()),
      );
      response.write(upstream.body);
    },
    break(failure: UpstreamFailure): void {
      // A body without events has no word for "this broke": cutting the connection is the only honest end.
      if (eventStream) writer.write(failedEvent(failure, requestId));
      else response.destroy();
    },
    end: () => writer.end(),
  };
}

/** Drops the upstream's own `content-length` pair, which speaks of a body that may have been cut, and keeps ours. */
function lengthOnce(): (part: string, index: number, all: string[]) => boolean {
  return (_part, index, all) => {
    const nameIndex = index - (index % 2);
    return all[nameIndex]?.toLowerCase() !== 'content-length' || nameIndex === all.length - 2;
  };
}

/** The protocol's own terminal event. The Codex CLI reads code and message, and tries again. */
function failedEvent(failure: UpstreamFailure, requestId: string): string {
  const event = {
    type: 'response.failed',
    response: {
      id: `resp_${requestId}`,
      object: 'response',
      status: 'failed',
      error: { code: failure.code, message: failure.message },
      incomplete_details: null,
      output: [],
      usage: null,
    },
  };
  return `event: response.failed\ndata: ${JSON.stringify(event)}\n\n`;
}
