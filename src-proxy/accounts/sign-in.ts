import type { Clock, Logger } from '../ports.ts';
import type { AccountRecord } from '../storage/store.ts';
import type { TokenSet, Vault } from '../vault/vault.ts';
import { Account } from './account.ts';
import { forgive } from './account-fitness.ts';
import type { AccountRows, AccountShelf } from './account-shelf.ts';
import { transition } from './account-state.ts';
import type { ImportedLogin } from './imported-login.ts';
import { isMarked, markFor } from './refresh-mark.ts';
import { rested } from './short-rests.ts';
import type { Standing } from './standing.ts';

/*
 * A sign-in reaches the disk in three steps: a row that says it is under way, the tokens in the vault, the row as it is to
 * be. A kill may come between any two of them. What it cut off is settled at the next start: with its tokens in the vault
 * the sign-in is complete, without them it never happened, and tokens without a row there are never.
 */

export interface SignInPorts {
  readonly shelf: AccountShelf;
  readonly store: AccountRows;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Adds the account, or gives a known one its new tokens. One at a time for each account.
 * @throws VaultError; then nothing has changed.
 */
export async function signIn(
  login: ImportedLogin,
  kind: 'signedIn' | 'imported',
  ports: SignInPorts,
): Promise<{ result: 'added' | 'updated'; account: Account }> {
  const { shelf, clock } = ports;
  const known = shelf.find(login.accountId);
  if (known === null) await putNew(login, ports);
  else await putForKnown(known, login, ports);
  const signedIn = transition(known ?? unfinished(clock.nowMs()), { kind }, clock.nowMs());
  const record: AccountRecord = {
    ...(known?.record ?? blankRecord(clock.nowMs())),
    ...login.identity,
    ...signedIn.standing,
    id: login.accountId,
    lastRefreshMs: login.tokens.obtainedAtMs,
    refreshMark: null,
  };
  const account = known ?? new Account(record, login.tokens);
  account.tokens = login.tokens;
  account.rests = signedIn.rests;
  forgive(account);
  account.lastError = null;
  shelf.put(account);
  await shelf.save(account, record);
  return { result: known ? 'updated' : 'added', account };
}

async function putNew(login: ImportedLogin, { store, vault, clock, logger }: SignInPorts): Promise<void> {
  const { accountId, identity, tokens } = login;
  const nowMs = clock.nowMs();
  await store.saveAccount({
    ...blankRecord(nowMs),
    ...identity,
    ...unfinished(nowMs).standing,
    id: accountId,
    refreshMark: markFor('sign-in', tokens, nowMs),
  });
  try {
    await vault.put(accountId, tokens);
  } catch (error) {
    // A vault that says no may have taken them all the same; while it does not answer, the row stays and the next start settles it.
    await vault
      .delete(accountId)
      .then(() => store.deleteAccount(accountId, { history: false }))
      .catch((reason: unknown) => logger.warn('A sign-in that failed is cleared away at the next start', { reason }));
    throw error;
  }
}

async function putForKnown(known: Account, { tokens }: ImportedLogin, ports: SignInPorts): Promise<void> {
  const { shelf, vault, clock } = ports;
  const { refreshMark } = known.record;
  await shelf.save(known, { refreshMark: markFor('sign-in', tokens, clock.nowMs()) });
  try {
    await vault.put(known.id, tokens);
  } catch (error) {
    shelf.change(known, { refreshMark });
    throw error;
  }
}

/** Pure: what a start makes of a row, given what the vault holds for it. `null` for a sign-in that never happened. */
export function settledSignIn(record: AccountRecord, tokens: TokenSet | null, nowMs: number): AccountRecord | null {
  if (record.refreshMark?.kind !== 'sign-in') return record;
  if (isMarked(record.refreshMark, 'sign-in', tokens)) {
    // Which of the two it was, nobody knows any more; a pause too many is soon ended, one too few spends.
    const { standing } = transition({ standing: record, rests: rested }, { kind: 'imported' }, nowMs);
    return { ...record, ...standing, lastRefreshMs: tokens?.obtainedAtMs ?? null, refreshMark: null };
  }
  const neverWas = tokens === null && record.deactivationReason === unfinishedCode;
  return neverWas ? null : { ...record, refreshMark: null };
}

const unfinishedCode = 'sign_in_unfinished';

function unfinished(nowMs: number): { standing: Standing; rests: typeof rested } {
  return {
    standing: { status: 'reauth_required', deactivationReason: unfinishedCode, resetAtMs: null, blockedAtMs: nowMs },
    rests: rested,
  };
}

function blankRecord(nowMs: number): Omit<AccountRecord, keyof ImportedLogin['identity'] | keyof Standing | 'id'> {
  return {
    alias: null,
    createdAtMs: nowMs,
    usage: null,
    previousPlanType: null,
    planChangedAtMs: null,
    routingPolicy: 'normal',
    priority: null,
    upstreamProxy: null,
    lastRefreshMs: null,
    refreshMark: null,
  };
}
