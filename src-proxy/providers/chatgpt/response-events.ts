import { z } from 'zod';

import type { TokenUsage } from '../provider.ts';

/**
 * Reads the little that accounting needs from the upstream's events. An event is looked at through its first bytes;
 * only the few that matter are decoded.
 */

const newline = 0x0a;
const eventField = Buffer.from('event:');
const typeMember = Buffer.from('"type":"');
const quote = 0x22;
/** The upstream writes `type` first; a type that stands further in belongs to something nested. */
const typeWithin = 64;

/** The event's type, or `''` for a comment or an event without data. */
export function eventType(bytes: Buffer, start: number, end: number): string {
  if (bytes.compare(eventField, 0, eventField.length, start, Math.min(start + eventField.length, end)) === 0) {
    const lineEnd = bytes.indexOf(newline, start);
    return bytes.toString('latin1', start + eventField.length, lineEnd === -1 ? end : Math.min(lineEnd, end)).trim();
  }
  const found = bytes.subarray(start, Math.min(start + typeWithin, end)).indexOf(typeMember);
  if (found !== -1) {
    const from = start + found + typeMember.length;
    const closing = bytes.indexOf(quote, from);
    if (closing !== -1 && closing < end) return bytes.toString('latin1', from, closing);
  }
  return typeOfData(eventData(bytes, start, end));
}

/** The event's `data` lines joined, as the SSE format says. */
export function eventData(bytes: Buffer, start: number, end: number): string {
  const lines: string[] = [];
  for (const line of bytes.toString('utf8', start, end).split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }
  return lines.join('\n');
}

function typeOfData(data: string): string {
  if (data === '') return '';
  try {
    const value = z.looseObject({ type: z.string() }).safeParse(JSON.parse(data));
    return value.success ? value.data.type : '';
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}

const usageObject = z.looseObject({
  input_tokens: z.number(),
  input_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
  output_tokens: z.number().nullish(),
  output_tokens_details: z.looseObject({ reasoning_tokens: z.number().nullish() }).nullish(),
  total_tokens: z.number().nullish(),
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

const usageMember = Buffer.from('"usage":');
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * The usage of a terminal event. The event repeats the whole answer, so the object is cut out instead of parsing it all:
 * inside a JSON string a quote is escaped, so these bytes can only be a member's name.
 */
export function usageOfTerminalEvent(bytes: Buffer, start: number, end: number): TokenUsage | null {
  const event = bytes.subarray(start, end);
  for (
    let at = event.lastIndexOf(usageMember);
    at !== -1;
    at = at === 0 ? -1 : event.lastIndexOf(usageMember, at - 1)
  ) {
    const usage = toUsage(objectAt(event, at + usageMember.length));
    if (usage !== null) return usage;
  }
  return null;
}

/** The object that begins at `at`, decoded; token counts hold no strings with braces in them. */
function objectAt(bytes: Buffer, at: number): unknown {
  let depth = 0;
  let index = at;
  while (bytes[index] === 0x20) index += 1;
  const from = index;
  for (; index < bytes.length; index += 1) {
    if (bytes[index] === openBrace) depth += 1;
    else if (bytes[index] === closeBrace) depth -= 1;
    if (depth === 0) break;
  }
  try {
    return JSON.parse(bytes.toString('utf8', from, index + 1));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
