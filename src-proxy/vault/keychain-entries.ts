import { createHash, randomBytes } from 'node:crypto';

import { z } from 'zod';

import { parseJson } from './token-set-codec.ts';

/** Windows refuses a credential over 2,560 bytes. */
export const MAX_ENTRY_BYTES = 2_500;

/** One complete writing of one account's token set. */
export interface Generation {
  readonly pointer: string;
  readonly parts: readonly string[];
  readonly id: string;
}

const pointerSchema = z.strictObject({
  gen: z.string().regex(/^[0-9a-z]+-[0-9a-f]+$/),
  parts: z.int().min(1).max(1_000),
  sha256: z.string(),
});
export type Pointer = z.infer<typeof pointerSchema>;

export function pointerName(accountId: string): string {
  return `${accountPrefix(accountId)}current`;
}

export function partName(accountId: string, generationId: string, index: number): string {
  return `${accountPrefix(accountId)}${generationId}/${index}`;
}

/** Encoded, so that an id with a slash in it cannot name another account's entry. */
export function accountPrefix(accountId: string): string {
  return `acct/${encodeURIComponent(accountId.toWellFormed())}/`;
}

/** The id begins with the time, so that others can tell a write that is going on from one that died long ago. */
export function newGenerationId(nowMs: number): string {
  return `${nowMs.toString(36)}-${randomBytes(8).toString('hex')}`;
}

export function cutIntoGeneration(text: string, id: string): Generation {
  // As base64url every character is one byte, so a cut is never inside a character.
  const whole = Buffer.from(text, 'utf8').toString('base64url');
  const parts: string[] = [];
  for (let at = 0; at < whole.length; at += MAX_ENTRY_BYTES) parts.push(whole.slice(at, at + MAX_ENTRY_BYTES));
  const pointer: Pointer = { gen: id, parts: parts.length, sha256: digest(whole) };
  return { id, parts, pointer: JSON.stringify(pointer) };
}

export function readPointer(text: string): Pointer | null {
  return pointerSchema.safeParse(parseJson(text)).data ?? null;
}

/** Returns `null` when the parts are not those that the pointer was written for. */
export function joinParts(pointer: Pointer, parts: readonly string[]): string | null {
  const whole = parts.join('');
  return digest(whole) === pointer.sha256 ? Buffer.from(whole, 'base64url').toString('utf8') : null;
}

/** Takes a part's name, or a probe's, apart. `null` for every other entry, pointers among them. */
export function parseTransientName(
  name: string,
): { pointerName: string | null; gen: string; beganAtMs: number } | null {
  const match = /^(?:(acct\/[^/]*\/)(?=[^/]+\/)|probe\/)(([0-9a-z]+)-[0-9a-f]+)(?:\/\d+)?$/.exec(name);
  if (match === null) return null;
  const [, prefix, gen = '', time = ''] = match;
  const owner = prefix === undefined ? null : `${prefix}current`;
  return { pointerName: owner, gen, beganAtMs: Number.parseInt(time, 36) };
}

export function probeName(nowMs: number): string {
  return `probe/${newGenerationId(nowMs)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
