import { createHmac } from 'node:crypto';

import { arrayElements, findMembers, stringAt, type Range } from '../wire/json-scan.ts';

/**
 * SECURITY: what a log line may say of a request: sizes, counts and digests. Words of the client are never copied: a type
 * or a role is told only where it is one of those that we know, and names go through a keyed digest, so that nobody can
 * find out by trying what a short one was.
 */

/** Past this a body is not looked into: the line is to cost little whatever somebody sends. */
const maxBytes = 16 * 1024 * 1024;
const maxItems = 5000;
const maxTools = 200;
const maxKeyChars = 256;

const itemTypes = new Set([
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'web_search_call',
  'image_generation_call',
  'tool_search_call',
  'tool_search_output',
  'compaction',
  'compaction_trigger',
  'item_reference',
  'additional_tools',
]);
const roles = new Set(['user', 'assistant', 'system', 'developer']);
const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);
const tiers = new Set(['auto', 'default', 'flex', 'priority', 'fast']);

const names = [
  'input',
  'instructions',
  'tools',
  'prompt_cache_key',
  'previous_response_id',
  'stream',
  'reasoning',
  'service_tier',
] as const;

export interface RequestShape {
  readonly bytes: number;
  readonly instructionsBytes: number;
  readonly inputBytes: number;
  /** How many items of which type; messages by their role. Cut short at 5000 items. */
  readonly items: Readonly<Record<string, number>>;
  readonly tools: number;
  readonly toolDigests: readonly string[];
  readonly promptCacheKey: string | null;
  readonly hasPreviousResponseId: boolean;
  readonly streams: boolean;
  readonly reasoningEffort: string | null;
  readonly serviceTier: string | null;
}

export interface ShapeOptions {
  /** Of the digests. Another key gives other digests. */
  readonly digestKey: Buffer;
  /** The prompt cache key as it is, in place of its digest. */
  readonly rawCacheKey: boolean;
}

/** `null` for a body that is too large to be looked into, or is none. Pure. */
export function shapeOf(body: Buffer, { digestKey, rawCacheKey }: ShapeOptions): RequestShape | null {
  if (body.length > maxBytes) return null;
  const found = findMembers(body, names);
  const digest = (text: string): string =>
    createHmac('sha256', digestKey).update(text).digest('base64url').slice(0, 12);
  const cacheKey = stringAt(body, found.prompt_cache_key);
  const tools = found.tools === undefined ? [] : arrayElements(body, found.tools);
  return {
    bytes: body.length,
    instructionsBytes: sizeOf(found.instructions),
    inputBytes: sizeOf(found.input),
    items: found.input === undefined ? {} : itemCounts(body, found.input),
    tools: tools.length,
    toolDigests: tools.slice(0, maxTools).map((tool) => digest(toolName(body, tool))),
    promptCacheKey:
      cacheKey === null ? null : rawCacheKey ? cacheKey.slice(0, maxKeyChars) : `hmac:${digest(cacheKey)}`,
    hasPreviousResponseId: (stringAt(body, found.previous_response_id) ?? '') !== '',
    streams: found.stream !== undefined && body.toString('latin1', found.stream.start, found.stream.end) === 'true',
    reasoningEffort: knownWord(efforts, memberOf(body, found.reasoning, 'effort')),
    serviceTier: knownWord(tiers, stringAt(body, found.service_tier)),
  };
}

function sizeOf(range: Range | undefined): number {
  return range === undefined ? 0 : range.end - range.start;
}

function memberOf(body: Buffer, within: Range | undefined, name: string): string | null {
  return within === undefined ? null : stringAt(body, findMembers(body, [name], within)[name]);
}

function itemCounts(body: Buffer, input: Range): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const range of arrayElements(body, input).slice(0, maxItems)) {
    const { type, role } = findMembers(body, ['type', 'role'], range);
    const kind = kindOf(stringAt(body, type), stringAt(body, role));
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function kindOf(type: string | null, role: string | null): string {
  if (type === 'message' || (type === null && role !== null)) return `message.${knownWord(roles, role) ?? 'other'}`;
  return knownWord(itemTypes, type) ?? 'other';
}

function toolName(body: Buffer, tool: Range): string {
  return memberOf(body, tool, 'name') ?? memberOf(body, tool, 'type') ?? '';
}

/** A word that is none of ours may be anything, and is not told. */
function knownWord(known: ReadonlySet<string>, word: string | null): string | null {
  if (word === null) return null;
  return known.has(word) ? word : 'other';
}
