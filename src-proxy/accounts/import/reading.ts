import type { ImportFormat, ImportProblemCode } from '../../contract/account-import.ts';
import type { ImportedLogin } from '../imported-login.ts';

/** What one place of a file turned out to be. */
export type Reading =
  | { readonly kind: 'login'; readonly format: ImportFormat; readonly login: ImportedLogin }
  | {
      readonly kind: 'problem';
      readonly format: ImportFormat | null;
      readonly code: ImportProblemCode;
      readonly message: string;
    };

export type Problem = Extract<Reading, { kind: 'problem' }>;
export type JsonRecord = Readonly<Record<string, unknown>>;

/** One program's way of writing sign-ins down: pure, and it never throws. */
export type AccountFormat = (value: JsonRecord) => Reading[] | null;

export function problem(format: ImportFormat | null, code: ImportProblemCode, message: string): Problem {
  return { kind: 'problem', format, code, message };
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of the names under which there is text that is not blank. */
export function textOf(record: JsonRecord, names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return null;
}
