import { readingOf, statedTokens } from '../stated-tokens.ts';
import { isRecord, type AccountFormat, type Reading } from '../reading.ts';
import { codexAuth } from './codex-auth.ts';
import { opencodeAuth } from './opencode-auth.ts';

const remedy = 'Export the account again and import the whole file.';

/**
 * The answer of an account's export, codex-lb's and ours: `{filename, account, tokens:{idToken, accessToken,
 * refreshToken, expiresAtMs}, codexAuthJson, opencodeAuthJson}`. It says one sign-in three times; the one that says most
 * is taken.
 */
export const exportedAccount: AccountFormat = (value) => {
  const { codexAuthJson, opencodeAuthJson, tokens } = value;
  if (!isRecord(codexAuthJson) && !isRecord(opencodeAuthJson)) return null;
  const readings: Reading[] = [
    ...(isRecord(codexAuthJson) ? (codexAuth(codexAuthJson) ?? []) : []),
    ...(isRecord(tokens) ? [readingOf('codex-lb', statedTokens(tokens, value), remedy)] : []),
    ...(isRecord(opencodeAuthJson) ? (opencodeAuth(opencodeAuthJson) ?? []) : []),
  ];
  const best = readings.find(({ kind }) => kind === 'login') ?? readings[0];
  return [{ ...(best ?? readingOf('codex-lb', statedTokens({}), remedy)), format: 'codex-lb' }];
};
