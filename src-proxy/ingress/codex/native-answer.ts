import type { ServerResponse } from 'node:http';

import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../ports.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../providers/provider.ts';
import type { ClientAnswer } from '../../relay/client-answer.ts';
import { withoutHeaders } from '../../wire/raw-headers.ts';
import { departureOf } from '../departure.ts';
import { KeepAlive } from '../keep-alive.ts';
import { openaiErrorBody, upstreamErrorBody } from '../openai-error.ts';
import { isPage } from '../upstream-page.ts';
import { tooLargeUpstream } from './too-large.ts';
import { TurnWriter } from '../turn-writer.ts';

/** Framing is this hop's own affair: what the upstream said about it does not hold for what we send. */
const framingHeaders = new Set(['transfer-encoding', 'connection', 'keep-alive']);

/** A comment between two events: every reader of the format passes over it (matrix row 18). */
const signOfLife = ': keepalive\n\n';

/**
 * The client's side of a native request: the upstream's head and bytes, as they come.
 * @param codex for what a Codex client asks: its streams have long silences, during which nobody on the way may hang up,
 *   and it sends again what another client takes for refused
 */
export function createNativeAnswer(
  response: ServerResponse,
  requestId: string,
  codex: { readonly clock: Clock } | null = null,
): ClientAnswer {
  const writer = new TurnWriter(response);
  let eventStream = false;
  let life: KeepAlive | null = null;

  function beat(): void {
    if (!response.writableNeedDrain && !response.destroyed && !response.writableEnded) writer.write(signOfLife);
  }

  function head(statusCode: number, rawHeaders: readonly string[]): void {
    const headers: string[] = [];
    let named = false;
    let isUnbuffered = false;
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      const lower = name.toLowerCase();
      const value = rawHeaders[index + 1] ?? '';
      if (lower === 'x-request-id') named = true;
      if (lower === 'x-accel-buffering') isUnbuffered = true;
      if (lower === 'content-type') eventStream = value.toLowerCase().startsWith('text/event-stream');
      if (framingHeaders.has(lower)) continue;
      headers.push(name, value);
    }
    if (!named) headers.push('x-request-id', requestId);
    if (eventStream && !isUnbuffered) headers.push('x-accel-buffering', 'no');
    response.writeHead(statusCode, headers);
  }

  function refuse(refusal: Refusal): void {
    const body = openaiErrorBody(refusal, requestId);
    response.writeHead(refusal.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': requestId,
      ...refusal.details.headers,
    });
    response.write(body);
  }

  return {
    ...departureOf(response),
    commit(statusCode: number, rawHeaders: readonly string[]): void {
      // Not flushed by itself: the first bytes follow at once and travel with it.
      head(statusCode, rawHeaders);
      if (!eventStream || codex === null) return;
      life = new KeepAlive(response, codex.clock, beat);
      life.note();
    },
    write(chunk: Buffer): boolean {
      life?.note();
      return writer.write(chunk);
    },
    onDrain(listener: () => void): void {
      response.once('drain', listener);
    },
    refuse,
    refuseAsUpstream(upstream: UpstreamResponse): void {
      if (codex !== null && upstream.statusCode === 413) {
        refuse(tooLargeUpstream(upstream));
        return;
      }
      if (isPage(upstream)) {
        const body = upstreamErrorBody(upstream, requestId);
        const kept = withoutHeaders(upstream.rawHeaders, ofThePage);
        const own = ['content-type', 'application/json', 'content-length', String(Buffer.byteLength(body))];
        head(upstream.statusCode, [...kept, ...own]);
        response.write(body);
        return;
      }
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
    end(): void {
      life?.stop();
      writer.end();
    },
  };
}

/** What it says of a page does not hold for the words that stand in for it. */
const ofThePage = ['content-type', 'content-length', 'content-encoding', 'cache-control', 'etag', 'last-modified'];

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
