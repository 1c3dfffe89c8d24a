import type { ImportFormat } from '../../contract/account-import.ts';
import { claimsOf } from '../identity.ts';
import { loginOfTokens } from '../imported-login.ts';
import { problem, textOf, type JsonRecord, type Reading } from './reading.ts';

/** What a file says of one sign-in, before anybody has looked whether it is any good. */
export interface StatedTokens {
  readonly idToken: string | null;
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  readonly accountId: string | null;
  readonly email: string | null;
  readonly obtainedAtMs: number | null;
}

export const tokenNames = {
  id: ['id_token', 'idToken'],
  access: ['access_token', 'accessToken'],
  refresh: ['refresh_token', 'refreshToken'],
};
const accountIdNames = ['account_id', 'accountId', 'chatgpt_account_id', 'chatgptAccountId'];
const refreshedNames = ['last_refresh', 'lastRefresh', 'last_refreshed_at', 'lastRefreshedAt'];
const longestStatedLength = 320;

/** Both spellings, in this order; `around` is the object in which the tokens stand, for what is said beside them. */
export function statedTokens(tokens: JsonRecord, around: JsonRecord = tokens): StatedTokens {
  return {
    idToken: textOf(tokens, tokenNames.id),
    accessToken: textOf(tokens, tokenNames.access)?.replace(/^Bearer +/i, '') ?? null,
    refreshToken: textOf(tokens, tokenNames.refresh),
    accountId: textOf(tokens, accountIdNames) ?? textOf(around, accountIdNames),
    email: textOf(tokens, ['email']) ?? textOf(around, ['email']),
    obtainedAtMs: timeOf(around, refreshedNames) ?? timeOf(tokens, refreshedNames),
  };
}

export function holdsTokens(record: JsonRecord): boolean {
  return Object.values(tokenNames).some((names) => names.some((name) => typeof record[name] === 'string'));
}

/**
 * A sign-in, or what is wrong with it. `remedy` is a whole sentence: what a person does where the file came from.
 *
 * A missing id token is no reason to refuse: the access token names the same account, and the next renewal brings one.
 */
export function readingOf(format: ImportFormat, stated: StatedTokens, remedy: string): Reading {
  const { idToken, accessToken, refreshToken } = stated;
  const given = [accessToken, refreshToken, idToken].filter((token) => token !== null);
  if (given.some((token) => token.startsWith('sk-ant-')))
    return problem(format, 'other_service', 'This is a sign-in to Claude. Evenkeel pools ChatGPT accounts.');
  if (given.some((token) => token.startsWith('sk-'))) return problem(format, 'api_key', apiKeySentence);
  if (given.length === 0) return problem(format, 'no_tokens', `There are no tokens in it. ${remedy}`);
  if (accessToken === null) return problem(format, 'no_access_token', `The access token is missing. ${remedy}`);
  if (refreshToken === null)
    return problem(
      format,
      'no_refresh_token',
      `The refresh token is missing, so the sign-in would soon end. ${remedy}`,
    );
  if (given.some((token) => !isTokenText(token)))
    return problem(
      format,
      'damaged_token',
      `A token is damaged: there are spaces, line breaks or foreign characters in it. ${remedy}`,
    );
  const login = loginOfTokens(
    { idToken: idToken ?? '', accessToken, refreshToken, obtainedAtMs: stated.obtainedAtMs ?? issuedAtMs(accessToken) },
    {
      accountId: stated.accountId !== null && isStatedId(stated.accountId) ? stated.accountId : null,
      email: stated.email !== null && isStatedEmail(stated.email) ? stated.email : null,
    },
  );
  return login === null
    ? problem(format, 'no_identity', `The tokens do not say whose ChatGPT account they are for. ${remedy}`)
    : { kind: 'login', format, login };
}

export const apiKeySentence =
  'This is an API key, not a ChatGPT sign-in. Run `codex login` with ChatGPT and import the auth.json that it writes.';

/** Tokens go into HTTP headers. */
function isTokenText(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

/** It goes into a header, too, and becomes part of our own id. */
function isStatedId(id: string): boolean {
  return id.length <= longestStatedLength && /^[\x21-\x7e]+$/.test(id);
}

function isStatedEmail(email: string): boolean {
  return email.length <= longestStatedLength && /^[^\s@]+@[^\s@]+$/.test(email);
}

/** ISO text, or a number of seconds or of milliseconds, as programs happen to write it. */
function timeOf(record: JsonRecord, names: readonly string[]): number | null {
  for (const name of names) {
    const value = Object.hasOwn(record, name) ? record[name] : null;
    const timeMs = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? asMs(value) : Number.NaN;
    if (isTime(timeMs)) return timeMs;
  }
  return null;
}

function asMs(value: number): number {
  return Math.round(value < 100_000_000_000 ? value * 1000 : value);
}

/** When the token was made: where a file does not say, this is as good. */
function issuedAtMs(accessToken: string): number | null {
  const { iat } = claimsOf(accessToken);
  const timeMs = typeof iat === 'number' ? Math.round(iat * 1000) : Number.NaN;
  return isTime(timeMs) ? timeMs : null;
}

/** Times that a date can hold, and that are after anybody could have signed in. */
function isTime(timeMs: number): boolean {
  return timeMs > 0 && timeMs < 8_640_000_000_000_000;
}
