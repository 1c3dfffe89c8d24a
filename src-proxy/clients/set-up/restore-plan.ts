import { fingerprintOf, type ClientFile, type NewContent } from './client-file.ts';
import type { ConfigForm } from './config-form.ts';
import { readable, textOf } from './config-text.ts';
import type { LedgerEntry } from './setup-ledger.ts';

/** How a file becomes what it was: `leave` where there is nothing to do. */
export interface RestorePlan {
  readonly next: NewContent | null | 'leave';
  readonly byteEqual: boolean;
  readonly sentence: string;
}

/**
 * Not edited since: the bytes from before. Edited since: without our lines, every edit kept. No ledger: our lines are known
 * by their marks.
 * @param before the bytes from before, where they are still to be had
 * @throws Refusal `client_config_unreadable`
 */
export function planRestore(
  config: ConfigForm,
  file: ClientFile,
  entry: LedgerEntry | null,
  before: Buffer | null,
): RestorePlan {
  const { path, content } = file;
  if (content === null)
    return {
      next: 'leave',
      byteEqual: entry?.before === null,
      sentence: `${path} is not there; there is nothing to undo.`,
    };
  const now = fingerprintOf(content.bytes);
  const asBefore = `${path} is again exactly what it was before Evenkeel.`;
  if (entry !== null && now === entry.before?.fingerprint)
    return { next: 'leave', byteEqual: true, sentence: asBefore };
  if (entry !== null && entry.ours.includes(now)) {
    if (entry.before === null) return { next: null, byteEqual: true, sentence: goneAgain(path) };
    if (before !== null) return { next: { ...entry.before, bytes: before }, byteEqual: true, sentence: asBefore };
  }
  const text = textOf(file);
  const without = readable(path, () => config.remove(text, entry?.written ?? null));
  if (entry?.before === null && config.isBare(without))
    return { next: null, byteEqual: true, sentence: goneAgain(path) };
  if (without === text)
    return {
      next: 'leave',
      byteEqual: false,
      sentence: `There is nothing of Evenkeel's in ${path}; it was left as it is.`,
    };
  const bytes = Buffer.from(without);
  if (entry?.before != null && fingerprintOf(bytes) === entry.before.fingerprint)
    return { next: { bytes, mode: content.mode, mtimeMs: entry.before.mtimeMs }, byteEqual: true, sentence: asBefore };
  const sentence =
    entry === null
      ? `Evenkeel's lines are out of ${path}; nothing else in it was changed.`
      : `${path} was edited after Evenkeel wrote to it. Only Evenkeel's lines were taken out; every edit stays.`;
  return { next: { bytes, mode: content.mode }, byteEqual: false, sentence };
}

const goneAgain = (path: string): string => `${path} is gone again: there was none before Evenkeel made it.`;
