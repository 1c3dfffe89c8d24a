import type { ClientCode } from '../../contract/spoken-codes.ts';
import { fingerprintOf, type ClientFile, type NewContent } from './client-file.ts';
import { modeFor } from './client-key.ts';
import type { ConfigForm } from './config-form.ts';
import { readable, textOf } from './config-text.ts';
import type { LedgerEntry } from './setup-ledger.ts';

/** How a file becomes what it was: `leave` where there is nothing to do. */
export interface RestorePlan {
  readonly next: NewContent | null | 'leave';
  readonly byteEqual: boolean;
  readonly path: string;
  /** The sentence as a code; it names the path. */
  readonly code: ClientCode;
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
      path,
      code: 'restore.not_there',
      sentence: `${path} is not there; there is nothing to undo.`,
    };
  const now = fingerprintOf(content.bytes);
  const asBefore = {
    byteEqual: true,
    path,
    code: 'restore.as_before',
    sentence: `${path} is again exactly what it was before Evenkeel.`,
  } as const;
  if (entry?.before != null && now === entry.before.fingerprint) {
    const isTightened = content.mode !== entry.before.mode && content.mode === modeFor(entry.before.mode, true);
    return { next: isTightened ? { ...entry.before, bytes: content.bytes } : 'leave', ...asBefore };
  }
  if (entry !== null && entry.ours.includes(now)) {
    if (entry.before === null) return goneAgain(path);
    if (before !== null) return { next: { ...entry.before, bytes: before }, ...asBefore };
  }
  const text = textOf(file);
  const without = readable(path, () => config.remove(text, entry?.written ?? null));
  if (entry?.before === null && config.isBare(without)) return goneAgain(path);
  if (without === text)
    return {
      next: 'leave',
      byteEqual: false,
      path,
      code: 'restore.nothing_ours',
      sentence: `There is nothing of Evenkeel's in ${path}; it was left as it is.`,
    };
  const bytes = Buffer.from(without);
  // A key of ours took some permissions away.
  const mode = entry?.before?.mode ?? content.mode;
  if (entry?.before != null && fingerprintOf(bytes) === entry.before.fingerprint)
    return { next: { bytes, mode, mtimeMs: entry.before.mtimeMs }, ...asBefore };
  const sentence =
    entry === null
      ? `Evenkeel's lines are out of ${path}; nothing else in it was changed.`
      : `${path} was edited after Evenkeel wrote to it. Only Evenkeel's lines were taken out; every edit stays.`;
  const code = entry === null ? 'restore.lines_out' : 'restore.edited';
  return { next: { bytes, mode }, byteEqual: false, path, code, sentence };
}

const goneAgain = (path: string): RestorePlan => ({
  next: null,
  byteEqual: true,
  path,
  code: 'restore.gone_again',
  sentence: `${path} is gone again: there was none before Evenkeel made it.`,
});
