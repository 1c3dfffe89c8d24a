import { Buffer } from 'node:buffer';

/** One sign-in, and how each program writes it down. */
export interface SampleSignIn {
  readonly accountId: string;
  readonly email: string;
  readonly userId?: string;
  readonly plan?: string;
  readonly workspaceId?: string;
  readonly refreshedAt?: string;
  /** Tells two sets of tokens of one account apart. */
  readonly mark?: string;
}

export function jwt(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
}

export function tokensOf({ accountId, email, userId, workspaceId, plan = 'plus', mark = '' }: SampleSignIn) {
  const claims = (use: string) => ({
    use: `${use}${mark}`,
    email,
    'https://api.openai.com/auth': {
      chatgpt_account_id: accountId,
      chatgpt_plan_type: plan,
      chatgpt_user_id: userId ?? `user-${email}`,
      ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    },
  });
  return {
    idToken: jwt(claims('id')),
    accessToken: jwt(claims('access')),
    refreshToken: `rt-${accountId}-${email}${mark}`,
  };
}

const refreshedAt = '2026-01-01T00:00:00.000Z';

export function codexForm(sample: SampleSignIn) {
  const { idToken, accessToken, refreshToken } = tokensOf(sample);
  return {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: idToken,
      access_token: accessToken,
      refresh_token: refreshToken,
      account_id: sample.accountId,
    },
    last_refresh: sample.refreshedAt ?? refreshedAt,
  };
}

export function camelForm(sample: SampleSignIn) {
  return {
    tokens: { ...tokensOf(sample), accountId: sample.accountId },
    lastRefresh: sample.refreshedAt ?? refreshedAt,
  };
}

export function opencodeForm(sample: SampleSignIn) {
  const { accessToken, refreshToken } = tokensOf(sample);
  return {
    anthropic: { type: 'oauth', refresh: 'sk-ant-ort01-x', access: 'sk-ant-oat01-x', expires: 1 },
    openai: { type: 'oauth', refresh: refreshToken, access: accessToken, expires: 1, accountId: sample.accountId },
  };
}

export function cliProxyForm(sample: SampleSignIn) {
  const { tokens, last_refresh } = codexForm(sample);
  return { type: 'codex', ...tokens, email: sample.email, last_refresh, expired: '2026-01-11T00:00:00Z' };
}

export function sub2apiForm(sample: SampleSignIn) {
  const { accessToken, refreshToken } = tokensOf(sample);
  const credentials = { access_token: accessToken, refresh_token: refreshToken, chatgpt_account_id: sample.accountId };
  return { name: 'one', platform: 'openai', type: 'oauth', credentials, concurrency: 3 };
}

export function exportForm(sample: SampleSignIn) {
  return {
    filename: 'auth.json',
    account: { accountId: 'x', email: sample.email },
    tokens: { ...tokensOf(sample), expiresAtMs: 1 },
    codexAuthJson: codexForm(sample),
    opencodeAuthJson: { openai: opencodeForm(sample).openai },
  };
}

export const forms = {
  codex: codexForm,
  camel: camelForm,
  opencode: opencodeForm,
  'cli-proxy-api': cliProxyForm,
  sub2api: sub2apiForm,
  'codex-lb': exportForm,
} as const;
