import { holdsTokens, apiKeySentence, readingOf, statedTokens } from '../stated-tokens.ts';
import { isRecord, problem, textOf, type AccountFormat } from '../reading.ts';

const remedy = 'Run `codex login` and import the auth.json that it writes.';

/**
 * The Codex CLI's `auth.json`: `{OPENAI_API_KEY, tokens:{id_token, access_token, refresh_token, account_id},
 * last_refresh}`. Account pools that keep the same `tokens` object among fields of their own read the same.
 */
export const codexAuth: AccountFormat = (value) => {
  if (isRecord(value.tokens) && holdsTokens(value.tokens))
    return [readingOf('codex', statedTokens(value.tokens, value), remedy)];
  if (!Object.hasOwn(value, 'OPENAI_API_KEY') && !Object.hasOwn(value, 'auth_mode')) return null;
  if (textOf(value, ['OPENAI_API_KEY']) !== null) return [problem('codex', 'api_key', apiKeySentence)];
  return [problem('codex', 'no_tokens', `There are no tokens in it. ${remedy}`)];
};
