import type { ResponseFormatTextConfig, ResponseTextConfig } from 'openai/resources/responses/responses';

import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import type { ChatRequest } from './chat-request-schema.ts';
import type { DropList } from '../../translate/drop-list.ts';

const textMembers = new Set(['format', 'verbosity']);

/** `response_format` and `verbosity` → `text`. `undefined` when the client asked for neither. */
export function toTextConfig(request: ChatRequest, drops: DropList): ResponseTextConfig | undefined {
  const { response_format: format, text } = request;
  if (text != null) drops.addUnknown(text, textMembers, 'text.');
  if (format != null && text?.format != null) {
    throw malformed('text.format', 'Give `response_format` or `text.format`, not both.');
  }
  const wanted = format ?? text?.format;
  const verbosity = toVerbosity(request.verbosity ?? request.textVerbosity ?? text?.verbosity ?? null);
  if (wanted == null && verbosity === undefined) return undefined;
  return {
    ...(wanted == null ? {} : { format: toFormat(wanted, format != null ? 'response_format' : 'text.format') }),
    ...(verbosity === undefined ? {} : { verbosity }),
  };
}

/** True when the answer is to be any JSON; the upstream then wants the word "json" in the input. */
export function wantsAnyJson(request: ChatRequest): boolean {
  return (request.response_format ?? request.text?.format)?.type === 'json_object';
}

function toVerbosity(value: string | null): 'low' | 'medium' | 'high' | undefined {
  if (value === null) return undefined;
  if (value === 'low' || value === 'medium' || value === 'high') return value;
  throw malformed('verbosity', '`verbosity` is low, medium or high.');
}

function toFormat(format: { readonly [name: string]: unknown; type: string }, where: string): ResponseFormatTextConfig {
  if (format.type === 'text' || format.type === 'json_object') return { type: format.type };
  if (format.type !== 'json_schema')
    throw unsupported(`${where}.type`, 'A format is text, json_object or json_schema.');
  const nested = format['json_schema'];
  const given = (typeof nested === 'object' && nested !== null ? nested : format) as Readonly<Record<string, unknown>>;
  const { name, schema, strict, description } = given;
  if (typeof name !== 'string' || name === '') throw malformed(`${where}.json_schema.name`, 'The schema needs a name.');
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw malformed(`${where}.json_schema.schema`, 'A JSON schema object is needed here.');
  }
  return {
    type: 'json_schema',
    name,
    schema: schema as Record<string, unknown>,
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}
