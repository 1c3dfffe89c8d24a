/**
 * SECURITY: the one place where the tokens of an account leave the vault for a person. The threat is an export that
 * nobody remembers: it is in the audit log, on disk, before the tokens are handed out. They go into the answer and
 * nowhere else.
 */
import type { AccountExport, ExportAccount } from '../contract/account-export.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { AccountRecord, Store } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { accessTokenExpiryMs } from './token-expiry.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface ExportPorts {
  readonly book: Pick<AccountBook, 'require'>;
  readonly tokens: Pick<TokenKeeper, 'settled' | 'renew'>;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Clock;
}

/** Rejects with a `Refusal`: `account_not_found`, `tokens_missing`. */
export function accountExporter({ book, tokens, store, clock }: ExportPorts): ExportAccount {
  return async (accountId, actor) => {
    const account = book.require(accountId);
    // A refresh that runs now would spend the very token that is about to be handed out.
    await tokens.settled(account);
    if (requireTokens(account).idToken === '') await renewForIdToken(account, tokens);
    await store.appendAudit({
      atMs: clock.nowMs(),
      actor,
      action: 'account.export',
      target: accountId,
      detail: { account: account.label },
    });
    // Renewed, or removed, while that was written: only what is there now is of use.
    return exportOf(account.record, requireTokens(book.require(accountId)));
  };
}

/** A sign-in from a program that keeps no id token, such as OpenCode. The Codex CLI cannot read a file without one. */
async function renewForIdToken(account: Account, tokens: Pick<TokenKeeper, 'renew'>): Promise<void> {
  const answer = await tokens.renew(account);
  if (answer.kind === 'token' && account.tokens?.idToken !== '') return;
  const reason = answer.kind === 'failed' ? answer.failure.message : 'The sign-in service gave none.';
  throw new Refusal(
    'tokens_missing',
    `The sign-in of ${account.label} came without an ID token, which the Codex CLI needs, and renewing it brought none: ${reason} Try again later, or sign in to it again.`,
  );
}

function requireTokens(account: Account): TokenSet {
  if (account.tokens !== null) return account.tokens;
  throw new Refusal(
    'tokens_missing',
    `Evenkeel has no sign-in for ${account.label} that could be exported. Sign in to it again first.`,
  );
}

/** Pure. The sign-in in its own words, as the Codex CLI keeps it, and as OpenCode does. */
export function exportOf(record: AccountRecord, tokens: TokenSet): AccountExport {
  const { idToken, accessToken, refreshToken, obtainedAtMs } = tokens;
  const expiresAtMs = accessTokenExpiryMs(tokens);
  return {
    filename: `auth-${nameForFile(record.email ?? record.id)}.json`,
    account: { accountId: record.id, email: record.email, planType: record.planType },
    tokens: { idToken, accessToken, refreshToken, expiresAtMs },
    codexAuthJson: {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: idToken,
        access_token: accessToken,
        refresh_token: refreshToken,
        account_id: record.chatgptAccountId,
      },
      last_refresh: obtainedAtMs === null ? null : new Date(obtainedAtMs).toISOString(),
    },
    opencodeAuthJson: {
      openai: {
        type: 'oauth',
        refresh: refreshToken,
        access: accessToken,
        expires: expiresAtMs ?? 0,
        ...(record.chatgptAccountId === null ? {} : { accountId: record.chatgptAccountId }),
      },
    },
  };
}

const longestName = 60;

/**
 * SECURITY: an address comes from a token's claims, so it may hold anything. What stays means nothing to any file
 * system, and `..` nowhere.
 */
function nameForFile(text: string): string {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9@._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, longestName)
    .replace(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'account' : safe;
}
