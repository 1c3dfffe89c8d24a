import { randomUUID } from 'node:crypto';

const DAY_MS = 86_400_000;

export interface AuthFileOptions {
  readonly email: string;
  /** The claim `chatgpt_account_id`. */
  readonly accountId: string;
  readonly userId?: string;
  readonly plan?: string;
  readonly workspaceId?: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  /** ISO-8601. `null` leaves the key out. */
  readonly lastRefresh?: string | null;
}

/** A three-part JWT that parses everywhere and is signed by nobody. */
export function makeJwt(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256', typ: 'JWT' }), part(claims), Buffer.from('not a signature').toString('base64url')].join(
    '.',
  );
}

/** The claims that ChatGPT puts into an id token; an access token carries the same namespace. */
export function makeClaims(options: AuthFileOptions): Record<string, unknown> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const userId = options.userId ?? `user-${options.accountId}`;
  return {
    iss: 'https://auth.openai.com',
    sub: `auth0|${userId}`,
    email: options.email,
    iat: nowSeconds,
    exp: nowSeconds + (10 * DAY_MS) / 1000,
    // Two tokens made within one second must still differ.
    jti: randomUUID(),
    'https://api.openai.com/auth': {
      chatgpt_account_id: options.accountId,
      chatgpt_plan_type: options.plan ?? 'plus',
      chatgpt_user_id: userId,
      user_id: userId,
      ...(options.workspaceId === undefined ? {} : { workspace_id: options.workspaceId }),
    },
    'https://api.openai.com/profile': { email: options.email, email_verified: true },
  };
}

/** The text of a Codex `auth.json` in ChatGPT mode. */
export function makeAuthFile(options: AuthFileOptions): string {
  const lastRefresh = options.lastRefresh === undefined ? new Date().toISOString() : options.lastRefresh;
  const file = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: makeJwt(makeClaims(options)),
      access_token: options.accessToken ?? makeJwt(makeClaims(options)),
      refresh_token: options.refreshToken ?? `refresh-${randomUUID()}`,
      account_id: options.accountId,
    },
    ...(lastRefresh === null ? {} : { last_refresh: lastRefresh }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
