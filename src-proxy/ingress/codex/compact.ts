import type { ServerResponse } from 'node:http';

import { z } from 'zod';

import { Refusal } from '../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../providers/provider.ts';
import type { CanonicalRequest } from '../../relay/canonical-request.ts';
import type { ClientAnswer } from '../../relay/client-answer.ts';
import { departureOf } from '../departure.ts';
import { openaiErrorBody, upstreamErrorBody } from '../openai-error.ts';
import { isPage } from '../upstream-page.ts';
import { tooLargeUpstream } from './too-large.ts';

/**
 * Compaction as older Codex CLIs ask for it: `POST /responses/compact {model, input, instructions}` → `{output: […]}`.
 * The upstream does it as an ordinary turn whose last input item is a `compaction_trigger`, answered by one
 * `compaction` item; so the request is put in that form, and the stream collected into the old answer.
 */

const compactBody = z.looseObject({ model: z.string(), input: z.array(z.unknown()) });
const streamOnlyMembers = ['tools', 'tool_choice', 'text', 'client_metadata', 'parallel_tool_calls'];

/** @throws Refusal when the body is not a compaction request. */
export function toCompactionTurn(request: CanonicalRequest): CanonicalRequest {
  const parsed = compactBody.safeParse(parseJson(request.plainBody ?? Buffer.alloc(0)));
  if (!parsed.success)
    throw new Refusal('request_malformed', 'A compaction request needs `model` and an `input` list.');
  if (parsed.data['stream'] === true)
    throw new Refusal('unsupported_parameter', 'A compaction is answered whole. Send it without `stream`.', {
      fields: { param: 'stream' },
    });
  const kept = Object.fromEntries(Object.entries(parsed.data).filter(([name]) => !streamOnlyMembers.includes(name)));
  const input = parsed.data.input.filter((item) => !isTrigger(item));
  const body = Buffer.from(
    JSON.stringify({
      ...kept,
      input: [...input, { type: 'compaction_trigger' }],
      parallel_tool_calls: false,
      store: false,
      stream: true,
    }),
  );
  return { ...request, body, plainBody: body, rawHeaders: forStream(request.rawHeaders) };
}

function isTrigger(item: unknown): boolean {
  return z.looseObject({ type: z.literal('compaction_trigger') }).safeParse(item).success;
}

function forStream(rawHeaders: readonly string[]): string[] {
  const headers: string[] = ['accept', 'text/event-stream'];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!['accept', 'content-encoding'].includes(name.toLowerCase())) headers.push(name, rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const itemEvent = z.looseObject({
  type: z.literal('response.output_item.done'),
  item: z.looseObject({ type: z.string() }),
});
const endEvent = z.looseObject({
  type: z.enum(['response.completed', 'response.incomplete', 'response.failed', 'error']),
  response: z
    .looseObject({
      id: z.string().nullish(),
      status: z.string().nullish(),
      usage: z.unknown().optional(),
      service_tier: z.unknown().optional(),
    })
    .nullish(),
});

/** Collects the stream of a compaction turn and gives it to the client as one JSON answer. */
export function createCompactAnswer(response: ServerResponse, requestId: string): ClientAnswer {
  const chunks: Buffer[] = [];
  let collected: Record<string, unknown> | null = null;

  function send(statusCode: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
    response.writeHead(statusCode, { 'content-type': 'application/json', 'x-request-id': requestId, ...headers });
    response.write(body);
  }
  const refuse = (refusal: Refusal): void =>
    send(refusal.status, openaiErrorBody(refusal, requestId), refusal.details.headers);

  return {
    ...departureOf(response),
    commit: () => undefined,
    write(chunk: Buffer): boolean {
      chunks.push(chunk);
      return true;
    },
    onDrain: (listener) => listener(),
    refuse,
    refuseAsUpstream(upstream: UpstreamResponse): void {
      if (upstream.statusCode === 413) refuse(tooLargeUpstream(upstream));
      else if (isPage(upstream)) send(upstream.statusCode, String(upstreamErrorBody(upstream, requestId)));
      else send(upstream.statusCode, upstream.body.toString('utf8'));
    },
    break: (failure: UpstreamFailure) => refuse(new Refusal('stream_incomplete', failure.message)),
    objection(): Refusal | null {
      collected = compactionOf(Buffer.concat(chunks).toString('utf8'));
      if (collected !== null) return null;
      return new Refusal('upstream_error', 'The upstream ended the compaction without a result. Try again.');
    },
    end(): void {
      if (response.destroyed || response.writableEnded) return;
      if (collected !== null) send(200, JSON.stringify(collected));
      response.end();
    },
  };
}

/** `null` when the stream brought no compaction to its end. */
function compactionOf(stream: string): Record<string, unknown> | null {
  const output: unknown[] = [];
  let end: z.output<typeof endEvent> | null = null;
  for (const block of stream.split(/\r\n\r\n|\n\n|\r\r/)) {
    const data = block
      .split(/\r\n|\n|\r/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5))
      .join('\n');
    const event = data === '' ? null : parseJson(Buffer.from(data));
    const item = itemEvent.safeParse(event);
    if (item.success && item.data.item.type === 'compaction') output.push(item.data.item);
    const terminal = endEvent.safeParse(event);
    if (terminal.success) end = terminal.data;
  }
  if (end?.type !== 'response.completed' || output.length === 0) return null;
  const { id = null, status = 'completed', usage = null, service_tier: serviceTier = null } = end.response ?? {};
  return { object: 'response.compaction', id, status, output, usage, service_tier: serviceTier };
}
