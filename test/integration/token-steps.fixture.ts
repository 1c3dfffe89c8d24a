/**
 * A process that renews a sign-in, or signs in, on a data folder, and kills itself at one of the steps on the way: before
 * or after a row is written, between the vault's own steps, before the request leaves, after its answer came. Prints each
 * step as it reaches it.
 */
import { readFileSync, writeSync } from 'node:fs';
import * as nodeFs from 'node:fs/promises';

import { AccountBook } from '../../src-proxy/accounts/account-book.ts';
import { loginOfTokens } from '../../src-proxy/accounts/imported-login.ts';
import { TokenKeeper } from '../../src-proxy/accounts/token-keeper.ts';
import { failureOfResponse } from '../../src-proxy/providers/chatgpt/error-table.ts';
import type { TokenEndpoint } from '../../src-proxy/providers/provider.ts';
import { openStore } from '../../src-proxy/storage/open-store.ts';
import type { Store } from '../../src-proxy/storage/store.ts';
import { systemClock } from '../../src-proxy/system-clock.ts';
import type { FileSystem } from '../../src-proxy/vault/durable-file.ts';
import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { decodeTokenSet } from '../../src-proxy/vault/token-set-codec.ts';

const [, , dataDir, authOrigin, action, killAtText, loginFile] = process.argv;
if (dataDir === undefined || authOrigin === undefined || action === undefined)
  throw new Error('usage: token-steps.fixture.ts DATA_DIR AUTH_ORIGIN refresh|sign-in KILL_AT [TOKEN_SET_FILE]');

const killAt = Number(killAtText);
let [isUnderWay, steps] = [false, 0];

function step(name: string): void {
  if (!isUnderWay) return;
  steps += 1;
  writeSync(1, `${steps} ${name}\n`);
  if (steps === killAt) process.kill(process.pid, 'SIGKILL');
}

/** The same object, with steps before the methods named, and after those whose promise is waited for. */
function stepped<Target extends object>(target: Target, names: readonly string[], what: string): Target {
  return new Proxy(target, {
    get(real, name) {
      const value: unknown = Reflect.get(real, name, real);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const isStep = names.includes(String(name));
        if (isStep) step(`before ${what} ${String(name)}`);
        const result: unknown = await Reflect.apply(value, real, args);
        if (isStep) step(`after ${what} ${String(name)}`);
        return result;
      };
    },
  });
}

const endpoint: TokenEndpoint = {
  async refresh(tokens) {
    step('before the request');
    const response = await fetch(`${authOrigin}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'refresh_token', refresh_token: tokens.refreshToken }),
    });
    const body = Buffer.from(await response.arrayBuffer());
    step('after the answer');
    if (response.status !== 200) {
      const refused = { statusCode: response.status, rawHeaders: [], body };
      return { kind: 'failed', failure: failureOfResponse(refused, null, Date.now()) };
    }
    const answer = JSON.parse(body.toString('utf8')) as Record<'access_token' | 'refresh_token' | 'id_token', string>;
    return {
      kind: 'refreshed',
      tokens: {
        accessToken: answer.access_token,
        refreshToken: answer.refresh_token,
        idToken: answer.id_token,
        obtainedAtMs: Date.now(),
      },
    };
  },
};

const logger = { error: console.error, warn: console.error, info() {}, debug() {} };
const clock = systemClock;
const realStore = await openStore({ dataDir, logger, nowMs: () => clock.nowMs() });
const store: Store = stepped(realStore, ['saveAccount', 'deleteAccount'], 'row');
const fs: FileSystem = stepped<FileSystem>({ ...nodeFs }, ['open', 'rename', 'unlink'], 'vault');
const vault = await openSealedFileVault({ dataDir, fs });
const book = await AccountBook.load({ store, vault, clock, logger });
isUnderWay = true;

if (action === 'refresh') {
  const keeper = new TokenKeeper({ book, endpoint, clock, logger, settings: () => ({ tokenRefreshIntervalDays: 8 }) });
  const [account] = book.all();
  if (!account?.tokens) throw new Error('There is no account with tokens to renew.');
  const answer = await keeper.renewRefused(account, account.tokens.accessToken);
  if (answer.kind === 'failed') throw new Error(answer.failure.message);
} else {
  const tokens = decodeTokenSet(readFileSync(loginFile ?? '', 'utf8'));
  const login = tokens && loginOfTokens(tokens);
  if (!login) throw new Error('These tokens say nobody’s name.');
  await book.signIn(login);
}
step('done');
isUnderWay = false;
await realStore.close();
