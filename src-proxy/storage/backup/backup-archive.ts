/**
 * Threat model: a backup lies on disks and in clouds that are not ours, and comes back cut short, changed or made by
 * another version. So it holds no secret in the clear, is for its owner alone from the first byte, and its list names
 * size and digest of all that is inside; only what is on the list and fits is ever taken out, and under fixed names.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';

import { unzipSync, Zip, ZipDeflate } from 'fflate';
import { z } from 'zod';

import { Refusal } from '../../contract/refusal.ts';

export const databaseName = 'evenkeel.db';
export const secretsName = 'secrets.sealed.json';
export const plainFiles = ['settings.json', 'models.json'] as const;
const manifestName = 'manifest.json';
const formatVersion = 1;
const chunkBytes = 1_048_576;

const entryName =
  /^(evenkeel\.db|requests-[1-9][0-9]{0,14}\.journal|settings\.json|models\.json|secrets\.sealed\.json)$/;
const manifestSchema = z.object({
  app: z.literal('evenkeel'),
  version: z.number().int(),
  schema: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  evenkeel: z.string(),
  files: z.array(z.object({ name: z.string().regex(entryName), bytes: z.number().int(), sha256: z.string() })),
  notes: z.array(z.string()),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Where an entry's bytes are. */
export type BackupEntry =
  { readonly name: string; readonly path: string } | { readonly name: string; readonly bytes: Uint8Array };

export interface ArchiveFacts extends Pick<BackupManifest, 'schema' | 'createdAt' | 'evenkeel'> {
  readonly hasSecrets: boolean;
}

/** Writes a new ZIP file, piece by piece: the database is never in memory whole. */
export function writeArchive(path: string, entries: readonly BackupEntry[], facts: ArchiveFacts): BackupManifest {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    const zip = new Zip((error, chunk) => {
      if (error !== null) throw error;
      for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
    });
    const manifest: BackupManifest = {
      app: 'evenkeel',
      version: formatVersion,
      schema: facts.schema,
      createdAt: facts.createdAt,
      evenkeel: facts.evenkeel,
      files: entries.map((entry) => addEntry(zip, entry)),
      notes: notesOf(facts.hasSecrets),
    };
    addEntry(zip, { name: manifestName, bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) });
    zip.end();
    fsyncSync(descriptor);
    return manifest;
  } finally {
    closeSync(descriptor);
  }
}

function notesOf(hasSecrets: boolean): string[] {
  return [
    hasSecrets
      ? `Tokens of accounts and keys of sources are in ${secretsName} alone, encrypted with a passphrase.`
      : 'No token of an account, no key of a source and no password of a proxy is inside.',
    'API keys and the password of the dashboard are inside as hashes only.',
    'No prompt and no answer is inside; Evenkeel keeps none.',
  ];
}

function addEntry(zip: Zip, entry: BackupEntry): BackupManifest['files'][number] {
  const hash = createHash('sha256');
  const member = new ZipDeflate(entry.name, { level: 6 });
  zip.add(member);
  let bytes = 0;
  for (const chunk of chunksOf(entry)) {
    hash.update(chunk);
    bytes += chunk.length;
    member.push(chunk);
  }
  member.push(new Uint8Array(0), true);
  return { name: entry.name, bytes, sha256: hash.digest('hex') };
}

function* chunksOf(entry: BackupEntry): Generator<Uint8Array, void> {
  if ('bytes' in entry) {
    yield entry.bytes;
    return;
  }
  const descriptor = openSync(entry.path, 'r');
  try {
    for (;;) {
      // A new one each time: the packer keeps what it was given.
      const chunk = Buffer.allocUnsafeSlow(chunkBytes);
      const read = readSync(descriptor, chunk, 0, chunkBytes, null);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Something to restore from. */
export interface OpenedArchive {
  readonly schema: number;
  readonly createdAt: string;
  /** The version that wrote it; `null` where it does not say. */
  readonly evenkeel: string | null;
  /** Of its entries. */
  readonly names: readonly string[];
  /** Whether a file that it lacks was not there when it was made; where nobody knows, the one that is there now stays. */
  readonly isWhole: boolean;
  /** Checked against its digest. @throws Refusal where it does not fit */
  read(name: string): Uint8Array;
  has(name: string): boolean;
}

/** @throws Refusal `validation_error` where this is no whole backup that we understand */
export function openArchive(path: string): OpenedArchive {
  const zipped = readWhole(path);
  const extract = (name: string): Uint8Array => {
    try {
      const found = unzipSync(zipped, { filter: (file) => file.name === name })[name];
      if (found !== undefined) return found;
    } catch (error) {
      throw notWhole(path, error);
    }
    throw notWhole(path);
  };
  const manifest = parseManifest(extract(manifestName), path);
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  if (!listed.has(databaseName)) throw notWhole(path);
  return {
    schema: manifest.schema,
    createdAt: manifest.createdAt,
    evenkeel: manifest.evenkeel,
    names: [...listed.keys()],
    isWhole: true,
    has: (name) => listed.has(name),
    read(name) {
      const bytes = extract(name);
      const digest = createHash('sha256').update(bytes).digest('hex');
      if (listed.get(name)?.sha256 !== digest) throw notWhole(path);
      return bytes;
    },
  };
}

function readWhole(path: string): Uint8Array {
  try {
    if (!statSync(path).isFile()) throw new Error('it is not a file');
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal('validation_error', `${path} cannot be read: ${reason}`, {}, { cause });
  }
}

function parseManifest(bytes: Uint8Array, path: string): BackupManifest {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw notWhole(path, error);
  }
  const stated = z.object({ version: z.number() }).safeParse(content);
  if (stated.success && stated.data.version > formatVersion) {
    throw new Refusal(
      'validation_error',
      `${path} was written by a newer Evenkeel, in a form that this one does not know. Restore it with that version. Nothing was changed.`,
    );
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) throw notWhole(path, parsed.error);
  return parsed.data;
}

function notWhole(path: string, cause?: unknown): Refusal {
  return new Refusal(
    'validation_error',
    `${path} is not a whole backup of Evenkeel: it was cut short, changed, or is something else. Nothing was changed.`,
    {},
    { cause },
  );
}
