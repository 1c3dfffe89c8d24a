import type { ImportFormat } from '../../contract/account-import.ts';
import type { AccountRecord } from '../../storage/store.ts';
import type { TokenSet } from '../../vault/vault.ts';
import type { ImportedLogin } from '../imported-login.ts';
import { isLost } from '../standing.ts';
import { isSamePerson, personOf, type Person } from './same-account.ts';

/** A sign-in and where in the batch it stands. */
export interface LoginInFile {
  readonly file: string;
  readonly index: number;
  readonly format: ImportFormat;
  readonly login: ImportedLogin;
}

export interface KnownAccount {
  readonly id: string;
  readonly record: AccountRecord;
  readonly tokens: TokenSet | null;
}

/** `login` is complete: what the file leaves out of an account that we know is filled in, and the id is that account's. */
export type PlannedLogin =
  | { readonly result: 'new'; readonly source: LoginInFile; readonly login: ImportedLogin }
  | {
      readonly result: 'updates';
      readonly source: LoginInFile;
      readonly login: ImportedLogin;
      readonly known: KnownAccount;
      readonly tokensOlderThanOurs: boolean;
    }
  | {
      readonly result: 'duplicate';
      readonly source: LoginInFile;
      readonly login: ImportedLogin;
      readonly of: LoginInFile;
    };

interface Group {
  readonly known: KnownAccount | null;
  readonly person: Person;
  readonly members: LoginInFile[];
}

/** What an import of the sign-ins would do to the known accounts, in the order given. Pure. */
export function planImport(sources: readonly LoginInFile[], known: readonly KnownAccount[]): PlannedLogin[] {
  const groups = known.map((account): Group => ({
    known: account,
    person: personOf(account.record, account.tokens),
    members: [],
  }));
  const byAccountId = new Map(groups.map((group) => [group.known?.id, group]));
  const byChatgptId = Map.groupBy(groups, ({ person }) => person.chatgptAccountId);
  const groupOf = new Map<LoginInFile, Group>();

  for (const source of sources) {
    const { accountId, identity, tokens } = source.login;
    const person = personOf(identity, tokens);
    const alike = byChatgptId.get(person.chatgptAccountId) ?? [];
    let group = byAccountId.get(accountId) ?? onlyOne(alike.filter((one) => isSamePerson(one.person, person)));
    if (group === null) {
      group = { known: null, person, members: [] };
      byChatgptId.set(person.chatgptAccountId, [...alike, group]);
      byAccountId.set(accountId, group);
    }
    group.members.push(source);
    groupOf.set(source, group);
  }
  return sources.map((source) => planned(source, groupOf.get(source)));
}

function planned(source: LoginInFile, group: Group | undefined): PlannedLogin {
  const freshest = group?.members.reduce(fresher) ?? source;
  const known = group?.known ?? null;
  const login =
    known === null ? { ...source.login, accountId: freshest.login.accountId } : completed(source.login, known);
  if (freshest !== source) return { result: 'duplicate', source, login, of: freshest };
  if (known === null) return { result: 'new', source, login };
  return { result: 'updates', source, login, known, tokensOlderThanOurs: isOlderThan(source.login.tokens, known) };
}

/** A file that says when its tokens are from goes before one that does not; among equals the one with an id token, then the first. */
function fresher(one: LoginInFile, other: LoginInFile): LoginInFile {
  const [a, b] = [one.login.tokens, other.login.tokens];
  const difference = (b.obtainedAtMs ?? 0) - (a.obtainedAtMs ?? 0);
  if (difference !== 0) return difference > 0 ? other : one;
  return a.idToken === '' && b.idToken !== '' ? other : one;
}

/**
 * True when the tokens would take the place of newer ones. Tokens of ours that do not work any more are never in the way: a
 * person who imports a file for an account that has to be signed in again wants it tried.
 */
export function isOlderThan(
  tokens: TokenSet,
  { record, tokens: ours }: Pick<KnownAccount, 'record' | 'tokens'>,
): boolean {
  const isSignedOut = ours === null || record.status === 'reauth_required' || isLost(record);
  if (isSignedOut || ours.accessToken === tokens.accessToken) return false;
  return tokens.obtainedAtMs !== null && record.lastRefreshMs !== null && tokens.obtainedAtMs < record.lastRefreshMs;
}

/** What this sign-in does not say, and the account knows, stays known. */
function completed({ identity, tokens }: ImportedLogin, { id, record, tokens: ours }: KnownAccount): ImportedLogin {
  const isOurs = ours?.accessToken === tokens.accessToken;
  return {
    accountId: id,
    tokens: isOurs && tokens.idToken === '' ? { ...tokens, idToken: ours.idToken } : tokens,
    identity: {
      chatgptAccountId: identity.chatgptAccountId ?? record.chatgptAccountId,
      chatgptUserId: identity.chatgptUserId ?? record.chatgptUserId,
      email: identity.email ?? record.email,
      planType: identity.planType === 'unknown' ? record.planType : identity.planType,
      workspaceId: identity.workspaceId ?? record.workspaceId,
      workspaceLabel: identity.workspaceLabel ?? record.workspaceLabel,
      seatType: identity.seatType ?? record.seatType,
    },
  };
}

function onlyOne<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null;
}
