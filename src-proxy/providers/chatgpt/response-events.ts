import { z } from 'zod';

import { mostCounted } from '../../translate/response-event.ts';
import { findMembers, stringAt, type Range } from '../../wire/json-scan.ts';
import type { TokenUsage } from '../provider.ts';

/**
 * Reads the little that accounting needs from the upstream's events. An event is looked at through its first bytes;
 * only the few that matter are decoded.
 */

/** Events that announce an answer. A failure that comes in one piece with them is still unseen. */
export const announcementTypes: ReadonlySet<string> = new Set([
  'response.created',
  'response.in_progress',
  'response.queued',
]);
export const failureTypes: ReadonlySet<string> = new Set(['response.failed', 'error']);
export const terminalTypes: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);

const keepAliveTypes: ReadonlySet<string> = new Set(['keepalive', 'ping', 'heartbeat']);

/**
 * Whether an event brings the answer forward. Comments (which have no type), keep-alives and notes of a proxy (`codex.*`)
 * only show that a connection is open.
 */
export function isProgress(type: string): boolean {
  return type !== '' && !type.startsWith('codex.') && !keepAliveTypes.has(type.slice(type.lastIndexOf('.') + 1));
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const eventField = Buffer.from('event:');
const dataField = Buffer.from('data:');

/** The event's type, or `''` for a comment or an event without one. */
export function eventType(bytes: Buffer, start: number, end: number): string {
  const event = bytes.subarray(start, end);
  if (event.compare(eventField, 0, eventField.length, 0, Math.min(eventField.length, event.length)) === 0) {
    const named = event.toString('latin1', eventField.length, lineEndOf(event, 0)).trim();
    if (named !== '') return named;
  }
  const data = dataBytes(event);
  return stringAt(data, findMembers(data, ['type']).type) ?? '';
}

/** The event's `data` lines joined, as the SSE format says. */
export function eventData(bytes: Buffer, start: number, end: number): string {
  const lines: string[] = [];
  for (const line of bytes.toString('utf8', start, end).split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }
  return lines.join('\n');
}

function lineEndOf(event: Buffer, from: number): number {
  const found = event.indexOf(lineFeed, from);
  const before = event.subarray(from, found === -1 ? event.length : found).indexOf(carriageReturn);
  if (before !== -1) return from + before;
  return found === -1 ? event.length : found;
}

/** The event's data without a copy where it is one line, as the upstream writes it. */
function dataBytes(event: Buffer): Buffer {
  let at = event.indexOf(dataField);
  while (at > 0 && event[at - 1] !== lineFeed && event[at - 1] !== carriageReturn)
    at = event.indexOf(dataField, at + 1);
  if (at === -1) return event.subarray(0, 0);
  const end = lineEndOf(event, at);
  const oneLine = event.indexOf(dataField, end) === -1;
  return oneLine ? event.subarray(at + dataField.length, end) : Buffer.from(eventData(event, 0, event.length));
}

/** The name of the answer that an event speaks of. It stands first in it, so hardly anything is looked at. */
export function responseIdOf(bytes: Buffer, start: number, end: number): string | null {
  const data = dataBytes(bytes.subarray(start, end));
  const { response } = findMembers(data, ['response']);
  return response === undefined ? null : stringAt(data, findMembers(data, ['id'], response).id);
}

const count = z.int().min(0).max(mostCounted);
/** What cannot be a count is none: it would spoil the sums, and its row could not be written. */
const countOrNone = count.nullish().catch(null);
const usageObject = z.looseObject({
  input_tokens: count,
  input_tokens_details: z.looseObject({ cached_tokens: countOrNone }).nullish(),
  output_tokens: countOrNone,
  output_tokens_details: z.looseObject({ reasoning_tokens: countOrNone }).nullish(),
  total_tokens: countOrNone,
});

function toUsage(value: unknown): TokenUsage | null {
  const parsed = usageObject.safeParse(value);
  if (!parsed.success) return null;
  const { input_tokens: input, output_tokens: output, total_tokens: total } = parsed.data;
  return {
    inputTokens: input,
    cachedInputTokens: parsed.data.input_tokens_details?.cached_tokens ?? null,
    outputTokens: output ?? null,
    reasoningTokens: parsed.data.output_tokens_details?.reasoning_tokens ?? null,
    totalTokens: total ?? (output == null ? null : input + output),
  };
}

/**
 * The usage of a terminal event. The event repeats the whole answer, so the object is found in it rather than all of it
 * decoded.
 */
export function usageOfTerminalEvent(bytes: Buffer, start: number, end: number): TokenUsage | null {
  return usageOfTerminalData(dataBytes(bytes.subarray(start, end)));
}

/** The same of an event's JSON alone, as it comes on a WebSocket. */
export function usageOfTerminalData(data: Buffer): TokenUsage | null {
  const { response } = findMembers(data, ['response']);
  if (response === undefined) return null;
  const { usage, service_tier: tier, tool_usage: tools } = membersOfUsage(data, response);
  const byModel = usage ? toUsage(parseJson(data.toString('utf8', usage.start, usage.end))) : null;
  const told =
    tools && byModel ? withPictures(byModel, parseJson(data.toString('utf8', tools.start, tools.end))) : byModel;
  const serviceTier = stringAt(data, tier);
  return told === null || serviceTier === null ? told : { ...told, serviceTier };
}

const pictureTool = Buffer.from('"image_gen"');

/** Hardly any answer has tools that count for themselves: only where one does is all of it walked for that. */
function membersOfUsage(data: Buffer, response: Range) {
  const plain = ['usage', 'service_tier'] as const;
  return data.includes(pictureTool)
    ? findMembers(data, [...plain, 'tool_usage'], response)
    : { ...findMembers(data, plain, response), tool_usage: undefined };
}

/** The tool that makes pictures takes tokens of its own, which the model's do not include. */
function withPictures(usage: TokenUsage, tools: unknown): TokenUsage {
  const pictures = toUsage(z.looseObject({ image_gen: z.unknown() }).safeParse(tools).data?.image_gen);
  if (pictures === null) return usage;
  const sum = (one: number | null, other: number | null) =>
    one === null && other === null ? null : (one ?? 0) + (other ?? 0);
  return {
    ...usage,
    inputTokens: sum(usage.inputTokens, pictures.inputTokens),
    outputTokens: sum(usage.outputTokens, pictures.outputTokens),
    totalTokens: sum(usage.totalTokens, pictures.totalTokens),
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
