import { apiKeySentence, readingOf } from '../stated-tokens.ts';
import { isRecord, problem, textOf, type AccountFormat, type JsonRecord, type Reading } from '../reading.ts';

const remedy = 'Sign in to ChatGPT again with `opencode auth login` and import the auth.json that it writes.';
/** Where OpenCode and its relatives keep the ChatGPT sign-in, beside those to other services. */
const chatgptNames = ['openai', 'openai-codex', 'codex', 'chatgpt'];

/**
 * OpenCode's `auth.json`: `{openai: {type: 'oauth', refresh, access, expires, accountId}}`, and one such entry alone. It
 * holds no id token.
 */
export const opencodeAuth: AccountFormat = (value) => {
  if (isEntry(value)) return [readEntry(value)];
  const entries = chatgptNames
    .map((name) => (Object.hasOwn(value, name) ? value[name] : null))
    .filter((entry): entry is JsonRecord => isRecord(entry) && isEntry(entry));
  return entries.length === 0 ? null : entries.map(readEntry);
};

function isEntry(value: JsonRecord): boolean {
  if (value.type === 'api') return typeof value.key === 'string';
  return typeof value.refresh === 'string' || typeof value.access === 'string';
}

function readEntry(entry: JsonRecord): Reading {
  if (entry.type === 'api') return problem('opencode', 'api_key', apiKeySentence);
  return readingOf(
    'opencode',
    {
      idToken: textOf(entry, ['id_token', 'idToken']),
      accessToken: textOf(entry, ['access']),
      refreshToken: textOf(entry, ['refresh']),
      accountId: textOf(entry, ['accountId', 'account_id']),
      email: textOf(entry, ['email']),
      obtainedAtMs: null,
    },
    remedy,
  );
}
