import type { AccountSummary, ImportOutcome } from '../../contract/account.ts';
import type { ImportPreview, ImportPreviewRow } from '../../contract/account-import.ts';
import type { CodexLbImported, CodexLbPreview, CodexLbTaken } from '../../contract/codex-lb.ts';
import type { SettingKey, Settings } from '../../contract/settings.ts';
import { told, type Told } from '../../contract/told.ts';
import type { AuthFile } from '../import/account-files.ts';
import type { CodexLbAccount, CodexLbLogin } from './account-of-row.ts';
import type { CodexLbKey, CodexLbReadableKey } from './key-of-row.ts';
import { problemsOf, type CodexLbFolder } from './read-codex-lb-folder.ts';

/** Into what a codex-lb is taken over: the account book of this process, or an engine that runs in another one. */
export interface TakeOverPorts {
  previewFiles(files: readonly AuthFile[]): Promise<ImportPreview>;
  importFiles(files: readonly AuthFile[]): Promise<ImportOutcome[]>;
  /** Gives an account that was just added what its owner had decided about it. */
  settle(accountId: string, brought: CodexLbLogin): Promise<AccountSummary>;
  /** `null`, or a sentence why the setting cannot be changed here. */
  changeSetting(key: SettingKey, value: Settings[SettingKey]): Promise<string | null>;
  /** Whether a key with this SHA-256 is here already. */
  hasKey(hash: string): boolean;
  /** `null`, or a sentence why the key cannot be taken over here. */
  adoptKey(key: CodexLbReadableKey, assignedAccountIds: readonly string[]): Promise<string | null>;
}

const notes = [
  told('codex_lb.history', {}, 'The request history stays in codex-lb; it is not imported.'),
  told(
    'codex_lb.stop_it',
    {},
    'Stop codex-lb before these accounts are used here: of two programs that keep one sign-in, the first to renew it makes the other’s invalid.',
  ),
];

/** What taking over would do. Nothing is written. */
export async function previewTakeOver(folder: CodexLbFolder, ports: TakeOverPorts): Promise<CodexLbPreview> {
  const rows = await plannedRows(folder, ports);
  const count = (result: ImportPreviewRow['result']): number => rows.filter((row) => row.result === result).length;
  return {
    ...aboutOf(folder),
    rows,
    counts: {
      new: count('new'),
      updates: count('updates'),
      duplicate: count('duplicate'),
      unreadable: count('unreadable'),
      older: rows.filter(({ tokensOlderThanOurs }) => tokensOlderThanOurs).length,
    },
    ...notesOf(folder),
    settings: takenSettings(folder),
    keys: folder.keys.map((key) => keyRow(key, ports)),
  };
}

/** Takes over what can be; what is wrong with one account is said of that one, and the others go in. */
export async function takeOver(
  folder: CodexLbFolder,
  ports: TakeOverPorts,
  options: CodexLbTaken,
): Promise<CodexLbImported> {
  const rows = await plannedRows(folder, ports);
  const wanted = folder.accounts.flatMap((account, index) =>
    account.login !== null && rows[index]?.result !== 'unreadable' ? [{ account, index }] : [],
  );
  const files = wanted.map(({ account, index }) => authFileOf(account, index));
  const imported = new Map((files.length === 0 ? [] : await ports.importFiles(files)).map((each) => [each.file, each]));
  const outcomes = new Map<number, ImportOutcome>();
  for (const { account, index } of wanted) {
    const outcome = imported.get(nameOf(index));
    if (outcome !== undefined) outcomes.set(index, await settled(placed(outcome, folder.path, index), account, ports));
  }
  return {
    ...aboutOf(folder),
    outcomes: rows.map((row, index) => outcomes.get(index) ?? failed(row)),
    // Keys go before the settings: one of those may ask for a key from then on.
    keys: options.keys ? await adoptKeys(folder, ports, accountIdsOf(folder, outcomes, rows)) : [],
    settings: options.settings ? await changeSettings(folder, ports) : [],
  };
}

async function plannedRows(folder: CodexLbFolder, ports: TakeOverPorts): Promise<ImportPreviewRow[]> {
  const { accounts, path } = folder;
  const readable = accounts.flatMap((account, index) => (account.login === null ? [] : [authFileOf(account, index)]));
  const preview = readable.length === 0 ? null : await ports.previewFiles(readable);
  const planned = new Map(preview?.rows.map((row) => [row.file, row]));
  return accounts.map((account, index) => {
    const row = planned.get(nameOf(index));
    if (account.login === null || row === undefined) return unreadableRow(account, path, index);
    // A sign-in that codex-lb has lost must not take the place of one that works.
    if (isLost(account) && row.result === 'updates')
      return {
        ...unreadableRow(account, path, index),
        code: 'signed_out',
        ...saying(
          told(
            'import.lost_there_known_here',
            {},
            'codex-lb is signed out of this account, and Evenkeel has it already: it is left as it is.',
          ),
        ),
      };
    return {
      ...row,
      file: path,
      index,
      format: 'codex-lb',
      displayName: row.result === 'new' ? account.name : row.displayName,
      duplicateOf: row.duplicateOf === null ? null : { file: path, index: indexOf(row.duplicateOf.file) },
      ...noteOn(account, row),
    };
  });
}

/** Each account goes as the `auth.json` that it would be, the way every other import goes. */
function authFileOf({ login }: CodexLbLogin, index: number): AuthFile {
  const { identity, tokens } = login;
  return {
    name: nameOf(index),
    content: JSON.stringify({
      email: identity.email,
      tokens: {
        ...(tokens.idToken === '' ? {} : { id_token: tokens.idToken }),
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        ...(identity.chatgptAccountId === null ? {} : { account_id: identity.chatgptAccountId }),
      },
      ...(tokens.obtainedAtMs === null ? {} : { last_refresh: new Date(tokens.obtainedAtMs).toISOString() }),
    }),
  };
}

function nameOf(index: number): string {
  return `account ${index + 1}`;
}

function indexOf(name: string): number {
  return Number(name.replace('account ', '')) - 1;
}

function isLost({ status }: CodexLbLogin): boolean {
  return status === 'reauth_required' || status === 'deactivated';
}

type Note = Pick<ImportPreviewRow, 'message' | 'said'>;

function noteOn(account: CodexLbLogin, { tokensOlderThanOurs, result }: ImportPreviewRow): Partial<Note> {
  if (tokensOlderThanOurs)
    return saying(told('import.older_there', {}, 'Evenkeel has a newer sign-in of this account and keeps it.'));
  if (result !== 'new') return {};
  if (isLost(account)) return saying(lostThere);
  return account.status === 'paused' ? saying(pausedThere) : { message: null };
}

const lostThere = told(
  'import.lost_there',
  {},
  'codex-lb is signed out of this account. It will have to be signed in again here.',
);
const pausedThere = told('import.paused_there', {}, 'It is paused in codex-lb and stays paused.');

function saying({ sentence, said }: Told): Note {
  return { message: sentence, said };
}

/** State, name and policy come along with a new account only: of one that is known here, what is said here holds. */
async function settled(outcome: ImportOutcome, account: CodexLbLogin, ports: TakeOverPorts): Promise<ImportOutcome> {
  if (outcome.result !== 'added') return outcome;
  return { ...outcome, account: await ports.settle(outcome.account.accountId, account) };
}

function placed(outcome: ImportOutcome, file: string, index: number): ImportOutcome {
  return { ...outcome, file, index };
}

function unreadableRow(account: CodexLbAccount, file: string, index: number): ImportPreviewRow {
  return {
    file,
    index,
    result: 'unreadable',
    format: 'codex-lb',
    accountId: null,
    email: null,
    planType: null,
    workspaceLabel: null,
    displayName: account.name,
    updatesAccountId: null,
    tokensOlderThanOurs: false,
    duplicateOf: null,
    code: account.login === null ? account.code : null,
    ...(account.login === null ? { message: account.reason, said: account.said } : { message: null }),
  };
}

function failed({ file, index, code, message, said }: ImportPreviewRow): ImportOutcome {
  return {
    result: 'failed',
    file,
    index,
    code: code ?? 'server_error',
    message: message ?? 'It was not imported.',
    ...(said && { said }),
  };
}

function aboutOf({ path, settings, problems }: CodexLbFolder) {
  return { path, unmappedSettings: [...settings.unmapped], ...problemsOf(problems), ...notesSaying(notes) };
}

const keyNote = told(
  'codex_lb.keys_wanted',
  {},
  'codex-lb asks every program for an API key. With its settings Evenkeel does too: take over the keys as well, or make new ones.',
);

type Notes = Pick<CodexLbPreview, 'notes' | 'notesSaid'>;

function notesOf(folder: CodexLbFolder): Notes {
  return notesSaying(folder.settings.taken.requireApiKey === true ? [...notes, keyNote] : notes);
}

function notesSaying(told: readonly Told[]): Notes {
  return { notes: told.map(({ sentence }) => sentence), notesSaid: told.map(({ said }) => said) };
}

function keyRow(key: CodexLbKey, ports: TakeOverPorts): CodexLbPreview['keys'][number] {
  const { name } = key;
  if (key.hash === null)
    return { name, hint: '', result: 'unreadable', problem: key.reason.sentence, said: key.reason.said };
  const { leftOutPolicy: policy } = key;
  const about = { name, hint: key.hint, result: ports.hasKey(key.hash) ? 'duplicate' : 'new' } as const;
  if (policy === null) return { ...about, problem: null };
  const { sentence, said } = told('codex_lb_key.left_out', { policy }, `Left out: its transport policy (${policy}).`);
  return { ...about, problem: sentence, said };
}

/** The account here for each of codex-lb's, as far as it is here. */
function accountIdsOf(
  { accounts }: CodexLbFolder,
  outcomes: ReadonlyMap<number, ImportOutcome>,
  rows: readonly ImportPreviewRow[],
): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [index, account] of accounts.entries()) {
    const outcome = outcomes.get(index);
    const here = outcome === undefined || outcome.result === 'failed' ? null : outcome.account.accountId;
    const known = here ?? rows[index]?.updatesAccountId ?? null;
    if (account.login !== null && known !== null) ids.set(account.id, known);
  }
  return ids;
}

async function adoptKeys(
  { keys }: CodexLbFolder,
  ports: TakeOverPorts,
  accountIds: ReadonlyMap<string, string>,
): Promise<CodexLbImported['keys']> {
  const done: CodexLbImported['keys'] = [];
  for (const key of keys) {
    if (key.hash !== null && ports.hasKey(key.hash)) continue;
    done.push({ name: key.name, ...(await adopted(key, ports, accountIds)) });
  }
  return done;
}

const noAccountHere = told(
  'codex_lb_key.accounts_missing',
  {},
  'It is for certain accounts only, and none of them is here.',
);

async function adopted(
  key: CodexLbKey,
  ports: TakeOverPorts,
  accountIds: ReadonlyMap<string, string>,
): Promise<Omit<CodexLbImported['keys'][number], 'name'>> {
  if (key.hash === null) return { refusal: key.reason.sentence, said: key.reason.said };
  const assigned = key.accountIds.flatMap((id) => accountIds.get(id) ?? []);
  // SECURITY: a key for some accounts must not become one for all.
  if (key.accountIds.length > 0 && assigned.length === 0)
    return { refusal: noAccountHere.sentence, said: noAccountHere.said };
  return { refusal: await ports.adoptKey(key, assigned) };
}

function takenSettings({ settings }: CodexLbFolder): { key: SettingKey; value: Settings[SettingKey] }[] {
  return Object.entries(settings.taken).map(([key, value]) => ({ key: key as SettingKey, value }));
}

/** One by one: a variable that overrides one of them is no reason to leave the others. */
async function changeSettings(folder: CodexLbFolder, ports: TakeOverPorts): Promise<CodexLbImported['settings']> {
  const done: CodexLbImported['settings'] = [];
  for (const { key, value } of takenSettings(folder))
    done.push({ key, value, refusal: await ports.changeSetting(key, value) });
  return done;
}
