import type { z } from 'zod';

import { malformed } from './chat-refusals.ts';

/** @throws Refusal that names the member at fault. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const path = pathText(parsed.error.issues[0]?.path ?? []);
  if (path === '') throw malformed('body', 'The body must be a JSON object.');
  throw malformed(path, `\`${path}\` is missing or not of the form that the API documents.`);
}

function pathText(path: readonly PropertyKey[]): string {
  let written = '';
  for (const key of path) {
    if (typeof key === 'number') written += `[${key}]`;
    else written += written === '' ? String(key) : `.${String(key)}`;
  }
  return written;
}
