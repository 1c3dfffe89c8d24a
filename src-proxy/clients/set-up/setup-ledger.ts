/**
 * What Evenkeel has written into other programs' files, and what stood there before. An entry is on disk before the
 * client's file changes, and goes only after the file is as it was: whatever moment a kill hits, the way back is known.
 */
import { join } from 'node:path';

import { z } from 'zod';

import { clientIdSchema, setupFormSchema } from '../../contract/client-setup.ts';
import { errorCode, removeFile, replaceFile } from '../../vault/durable-file.ts';
import { fingerprintOf, type SetupFileSystem } from './client-file.ts';
import { restoreScript, restoreScriptName } from './restore-script.ts';

const entrySchema = z.strictObject({
  id: clientIdSchema,
  path: z.string(),
  /** `null`: there was no file. */
  before: z.strictObject({ fingerprint: z.string(), mode: z.int(), mtimeMs: z.number() }).nullable(),
  /** Contents that are wholly ours to take back: what was written last, and what that replaced, should a kill keep it. */
  ours: z.array(z.string()),
  written: z.strictObject({ form: setupFormSchema, lines: z.array(z.string()), setAside: z.array(z.string()) }),
  /** The folder that was made for the file, if any. */
  madeFolder: z.string().nullable(),
  atMs: z.number(),
});
export type LedgerEntry = z.infer<typeof entrySchema>;
const ledgerSchema = z.strictObject({ version: z.literal(1), entries: z.array(entrySchema) });

export class SetupLedger {
  readonly #fs: SetupFileSystem;
  readonly #folder: string;
  readonly #hasScript: boolean;

  /** @param hasScript whether a shell script is kept beside the ledger that can undo everything without us */
  constructor(fs: SetupFileSystem, dataDir: string, hasScript: boolean) {
    this.#fs = fs;
    this.#folder = join(dataDir, 'clients');
    this.#hasScript = hasScript;
  }

  /** A ledger that is gone or spoilt is an empty one: what we wrote is known again by its marks. */
  async entries(): Promise<LedgerEntry[]> {
    const text = await this.#fs.readFile(this.#file, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw error;
    });
    try {
      return ledgerSchema.parse(JSON.parse(text)).entries;
    } catch {
      return [];
    }
  }

  async find(path: string): Promise<LedgerEntry | null> {
    return (await this.entries()).find((entry) => entry.path === path) ?? null;
  }

  /** Keeps the file as it was, then the entry. */
  async note(entry: LedgerEntry, before: Buffer | null): Promise<void> {
    await this.#fs.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    if (before !== null) await replaceFile(this.#fs, this.#backup(fingerprintOf(before)), before);
    const entries = await this.entries();
    await this.#write([...entries.filter(({ path }) => path !== entry.path), entry]);
  }

  async forget(path: string): Promise<void> {
    const entries = await this.entries();
    const kept = entries.filter((entry) => entry.path !== path);
    if (kept.length < entries.length) await this.#write(kept);
    else await this.#tidy(kept);
  }

  /** The bytes from before, if they are still what they were. */
  async bytesBefore({ before }: LedgerEntry): Promise<Buffer | null> {
    if (before === null) return null;
    const bytes = await this.#fs.readFile(this.#backup(before.fingerprint)).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    });
    return fingerprintOf(bytes) === before.fingerprint ? bytes : null;
  }

  get #file(): string {
    return join(this.#folder, 'ledger.json');
  }

  get #script(): string {
    return join(this.#folder, restoreScriptName);
  }

  #backup(fingerprint: string): string {
    return join(this.#folder, `${fingerprint.slice(0, 32)}.bak`);
  }

  async #write(entries: readonly LedgerEntry[]): Promise<void> {
    await replaceFile(this.#fs, this.#file, Buffer.from(`${JSON.stringify({ version: 1, entries }, null, 2)}\n`));
    // A kill in between leaves the script of before, which then finds files that it does not know, and leaves them alone.
    if (this.#hasScript && entries.length > 0)
      await replaceFile(
        this.#fs,
        this.#script,
        Buffer.from(restoreScript(entries, (fingerprint) => this.#backup(fingerprint))),
      );
    await this.#tidy(entries);
  }

  /** Copies that no entry needs go last; so does what a kill left. */
  async #tidy(entries: readonly LedgerEntry[]): Promise<void> {
    const needed = new Set([
      this.#file,
      ...(this.#hasScript && entries.length > 0 ? [this.#script] : []),
      ...entries.flatMap(({ before }) => (before === null ? [] : this.#backup(before.fingerprint))),
    ]);
    const names = await this.#fs.readdir(this.#folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    for (const path of names.map((name) => join(this.#folder, name))) {
      if (!needed.has(path)) await removeFile(this.#fs, path);
    }
  }
}
