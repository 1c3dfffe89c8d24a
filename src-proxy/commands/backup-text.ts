import type { BackupManifest } from '../storage/backup/backup-archive.ts';
import type { Restored } from '../storage/backup/restore-backup.ts';

export function backupText(file: string, { files, notes }: BackupManifest): string {
  return [
    `Written to ${file}, readable for you alone:`,
    ...files.map(({ name, bytes }) => `  ${name} (${bytes} bytes)`),
    ...notes,
  ].join('\n');
}

/** What the vault of this folder has for what was restored. */
export interface SecretStanding {
  /** Accounts without tokens, by what a person calls them. */
  readonly signedOut: readonly string[];
  /** Sources whose key is missing, by name. */
  readonly keyless: readonly string[];
  readonly hasSecondFactor: boolean;
  /** How many were taken from the backup; `null` where it had none, `unread` where it has some that were not asked for. */
  readonly taken: number | 'unread' | null;
}

/** @param standing a sentence where the vault could not be asked */
export function restoreText(restored: Restored, standing: SecretStanding | string): string {
  const { createdAt, evenkeel, keptIn, requests, accounts } = restored;
  const what =
    evenkeel === null ? `copy of the database of ${createdAt}` : `backup of ${createdAt} (Evenkeel ${evenkeel})`;
  return [
    `Restored the ${what}: ${counted(accounts.length, 'account')}, ${counted(requests, 'request')} in the log.`,
    keptIn === null ? 'There was no data here before.' : `The data of before is kept in ${keptIn}`,
    ...(typeof standing === 'string' ? [standing] : standingLines(restored, standing)),
    'API keys work as they did: they are kept as hashes. Every session of the dashboard has ended.',
    ...(restored.hasPassword ? ['The password of the dashboard is the one that it had when the backup was made.'] : []),
  ].join('\n');
}

function standingLines(restored: Restored, { signedOut, keyless, hasSecondFactor, taken }: SecretStanding): string[] {
  const lines: string[] = [];
  if (typeof taken === 'number') lines.push(`${counted(taken, 'secret')} of the backup went into the vault.`);
  if (taken === 'unread')
    lines.push('The backup has sign-ins too, encrypted; to take them over: evenkeel restore FILE --with-secrets');
  if (signedOut.length > 0) lines.push('A new sign-in is needed for:', ...signedOut.map((label) => `  ${label}`));
  else if (restored.accounts.length > 0) lines.push('Every account has its sign-in.');
  if (keyless.length > 0) lines.push('The key must be entered again for the source:', ...keyless.map((x) => `  ${x}`));
  if (restored.hasSecondFactor && !hasSecondFactor)
    lines.push(
      'The second factor of the dashboard is on, and its secret is not here: evenkeel dashboard reset-password',
    );
  return lines;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
