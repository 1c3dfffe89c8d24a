import type { ImportFormat, ImportProblemCode } from '../../contract/account-import.ts';
import type { ImportedLogin } from '../imported-login.ts';
import { findReadings, notRecognised } from './find-readings.ts';
import { jsonValues, type JsonValue } from './json-values.ts';
import { problem, type Problem, type Reading } from './reading.ts';

/** A file of several accounts may be as large as this, */
export const maxAccountFileBytes = 16 * 1024 * 1024;
/** and a file of one account as large as this: no auth.json comes near it. */
const maxSingleAccountBytes = 1024 * 1024;
const maxAccounts = 1000;

/** `index` counts from 0 through everything found in the file, sign-ins and problems alike. */
export interface ReadLogin {
  readonly index: number;
  readonly format: ImportFormat;
  readonly login: ImportedLogin;
}

export interface ReadProblem {
  readonly index: number;
  /** `null` where nothing could be recognised. */
  readonly format: ImportFormat | null;
  readonly code: ImportProblemCode;
  /** A sentence that says what to do; never a piece of the file. */
  readonly message: string;
}

export interface AccountFile {
  /** Of the first account in it. */
  readonly format: ImportFormat | null;
  readonly logins: readonly ReadLogin[];
  readonly problems: readonly ReadProblem[];
}

/** Every sign-in in a file, whichever program wrote it. Pure; whatever the file is, it never throws. */
export function readAccountFile(content: string): AccountFile {
  const readings = readingsOf(content);
  const logins: ReadLogin[] = [];
  const problems: ReadProblem[] = [];
  readings.forEach((reading, index) => {
    const { format } = reading;
    if (reading.kind === 'login') logins.push({ index, format: reading.format, login: reading.login });
    else problems.push({ index, format, code: reading.code, message: reading.message });
  });
  return { format: readings.find(({ format }) => format !== null)?.format ?? null, logins, problems };
}

function readingsOf(content: string): Reading[] {
  const bytes = Buffer.byteLength(content);
  if (bytes > maxAccountFileBytes)
    return [problem(null, 'too_large', 'This file is larger than 16 MiB. Split it, or choose the right one.')];
  const parsed = jsonValues(content);
  if (parsed.kind === 'too_complex')
    return [
      problem(null, 'too_complex', 'This file is nested too deeply, or has too many parts, to be a file of accounts.'),
    ];
  if (parsed.kind === 'not_json') return [notJson(content)];
  const readings = parsed.values.flatMap(readingsOfValue);
  const accounts = readings.filter(({ format }) => format !== null);
  if (accounts.length > maxAccounts)
    return [
      problem(
        accounts[0]?.format ?? null,
        'too_many_accounts',
        `There are ${accounts.length} accounts in this file; at most ${maxAccounts} can be imported at once. Split it.`,
      ),
    ];
  if (bytes > maxSingleAccountBytes && readings.length === 1)
    return [
      problem(
        null,
        'too_large',
        'This file is larger than 1 MiB, and no auth.json is. Choose the one from your Codex folder.',
      ),
    ];
  if (readings.length <= maxAccounts) return readings;
  // A log or a list of something else: not worth a thousand rows that say so.
  return accounts.length > 0 ? accounts : [notRecognised()];
}

function readingsOfValue({ line, value }: JsonValue): Reading[] {
  if (value === undefined) return [problem(null, 'not_json', `Line ${line} is not JSON.`)];
  return findReadings(value);
}

function notJson(content: string): Problem {
  const text = content.trim();
  if (/^sk-[\w-]+$/.test(text))
    return problem(
      'tokens',
      'api_key',
      'This file holds an API key, not a ChatGPT sign-in. Run `codex login` with ChatGPT and import the auth.json that it writes.',
    );
  return problem(null, 'not_json', 'This file is not JSON. Choose the auth.json from your Codex folder.');
}
