import { z } from 'zod';

import { loginOfTokens, type ImportedLogin } from './imported-login.ts';

export class AuthFileError extends Error {
  override readonly name = 'AuthFileError';
  readonly code = 'invalid_auth_json';
}

const text = z.string().trim();
const tokensSchema = z.looseObject({
  id_token: text.nullish(),
  idToken: text.nullish(),
  access_token: text.nullish(),
  accessToken: text.nullish(),
  refresh_token: text.nullish(),
  refreshToken: text.nullish(),
  account_id: text.nullish(),
  accountId: text.nullish(),
});
const authFileSchema = z.looseObject({
  OPENAI_API_KEY: z.string().nullish(),
  tokens: tokensSchema.nullish(),
  // Of use, but no reason to refuse a sign-in.
  last_refresh: z.string().nullish().catch(null),
  lastRefresh: z.string().nullish().catch(null),
});

export const maxAuthFileBytes = 1024 * 1024;

/**
 * Reads the text of one `auth.json` (as `codex login` writes it; camelCase is understood too).
 * @throws AuthFileError with a sentence that says what is wrong with the file.
 */
export function parseAuthFile(content: string): ImportedLogin {
  if (Buffer.byteLength(content) > maxAuthFileBytes) {
    throw new AuthFileError(
      'This file is larger than 1 MiB, and no auth.json is. Choose the one from your Codex folder.',
    );
  }
  const parsed = authFileSchema.safeParse(parseJson(content));
  if (!parsed.success) throw new AuthFileError('This is JSON, but not the auth.json that `codex login` writes.');
  const { tokens } = parsed.data;
  if (!tokens) {
    throw new AuthFileError(
      parsed.data.OPENAI_API_KEY
        ? 'This file holds an API key, not a ChatGPT sign-in. Run `codex login` with ChatGPT and import the new file.'
        : 'This file holds no tokens. Run `codex login` and import the file again.',
    );
  }
  const idToken = tokens.id_token || tokens.idToken;
  const accessToken = tokens.access_token || tokens.accessToken;
  const refreshToken = tokens.refresh_token || tokens.refreshToken;
  if (!accessToken)
    throw new AuthFileError('The access token is missing from this file. Run `codex login` and import it again.');
  if (!refreshToken)
    throw new AuthFileError(
      'The refresh token is missing from this file, so the sign-in would soon end. Run `codex login` and import it again.',
    );
  if (!idToken)
    throw new AuthFileError(
      'The id token is missing from this file, so nobody can tell whose account it is. Run `codex login` and import it again.',
    );
  const obtainedAt = Date.parse(parsed.data.last_refresh ?? parsed.data.lastRefresh ?? '');
  const login = loginOfTokens(
    { idToken, accessToken, refreshToken, obtainedAtMs: Number.isNaN(obtainedAt) ? null : obtainedAt },
    tokens.account_id || tokens.accountId || null,
  );
  if (login === null)
    throw new AuthFileError(
      'The tokens in this file do not say whose account they are for. Run `codex login` and import it again.',
    );
  return login;
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new AuthFileError('This file is not JSON. Choose the auth.json from your Codex folder.', { cause: error });
    throw error;
  }
}
