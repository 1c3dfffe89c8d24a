/**
 * The API key that a program sends to Evenkeel. SECURITY: it goes from the person into the program's own file and into the
 * question that tries the way, and nowhere else: not into the ledger, the log, the audit or an answer; the shown change has
 * it blacked out.
 */
import { z } from 'zod';

import { told } from '../../contract/told.ts';
import { looksLikeKey } from '../../keys/key-secret.ts';
import type { SetupFileSystem } from './client-file.ts';

/** A variable or a file of the program's own holds the key, and we see neither. */
export const keptElsewhere = Symbol('kept elsewhere');

/** What a program sends as its key; `null` for none. */
export type SentKey = string | typeof keptElsewhere | null;

/** Whether Evenkeel would surely turn away who sends this: another service's key does not count. */
export function isKeyless(key: SentKey): boolean {
  return key === null || (key !== keptElsewhere && !looksLikeKey(key));
}

/** For a program that insists on a key where none is demanded. */
export const noKey = 'none';

/** Whether what a file sends is a secret that stands in it. */
export function isSecret(key: SentKey): boolean {
  return typeof key === 'string' && key !== noKey;
}

export const keyNeeded = told(
  'note.key_needed',
  {},
  'Evenkeel demands an API key, and with this alone the program would send none of its keys: it could not work. Make one on the page Keys, or with "evenkeel keys create", and give it here.',
);

export const keyMissing = told(
  'drift.key_missing',
  {},
  'Evenkeel demands an API key, and this program sends none of its keys.',
);

export const keyWritten = told(
  'note.key_written',
  {},
  'The key will stand in this file, and whoever reads it can spend what the key may spend. Undoing takes it out again.',
);

const otherUsers = 0o077;

/** Of a file with a key in it: nobody else's, whatever it was. */
export function modeFor(mode: number, holdsKey: boolean): number {
  return holdsKey ? mode & ~otherUsers : mode;
}

/** Of another mode, such as `chatgpt`, the CLI sends its token, whatever key stands beside it. */
const loginSchema = z.looseObject({ OPENAI_API_KEY: z.string().min(1), auth_mode: z.literal('apikey').nullish() });

/** The key that the Codex CLI is signed in with; `null` for a ChatGPT sign-in, for none, and for a file of another form. */
export async function loginKeyIn(fs: SetupFileSystem, authPath: string): Promise<string | null> {
  try {
    const login = loginSchema.safeParse(JSON.parse(await fs.readFile(authPath, 'utf8')));
    return login.success ? login.data.OPENAI_API_KEY : null;
  } catch {
    // Not there, or not to be read: then no key is sent.
    return null;
  }
}
