import { describe, expect, it } from 'vitest';

import type { AccountExport } from '#contract/account-export.ts';

import { ExportingAccount } from './account-export.svelte.ts';

const exported: AccountExport = {
  filename: 'auth-anna.json',
  account: { accountId: 'a1', email: null, planType: 'plus' },
  tokens: { idToken: 'id-canary', accessToken: 'access-canary', refreshToken: 'refresh-canary', expiresAtMs: null },
  codexAuthJson: {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: { id_token: 'id-canary', access_token: 'access-canary', refresh_token: 'refresh-canary', account_id: null },
    last_refresh: null,
  },
  opencodeAuthJson: { openai: { type: 'oauth', refresh: 'refresh-canary', access: 'access-canary', expires: 0 } },
};

function exporting(answer: () => Promise<AccountExport> = () => Promise.resolve(exported)) {
  const handed: string[][] = [];
  const asked: string[] = [];
  const flow = new ExportingAccount('a1', {
    api: {
      exportAccount: (accountId) => {
        asked.push(accountId);
        return answer();
      },
    },
    download: (name, text) => handed.push([name, text]),
    copy: (text) => {
      handed.push([text]);
      return Promise.resolve();
    },
  });
  return { flow, handed, asked };
}

describe('ExportingAccount', () => {
  it('hands on the form that was chosen, and asks for nothing before', async () => {
    const { flow, handed, asked } = exporting();
    expect(asked).toEqual([]);
    await flow.run('download');
    flow.format = 'opencode';
    await flow.run('download');
    await flow.run('copy');
    expect(handed.map((parts) => parts.length === 2 && parts[0])).toEqual([
      'auth-anna.json',
      'opencode-auth-anna.json',
      false,
    ]);
    expect(handed.map((parts) => JSON.parse(parts.at(-1) ?? ''))).toEqual([
      exported.codexAuthJson,
      exported.opencodeAuthJson,
      exported.opencodeAuthJson,
    ]);
    expect(asked).toEqual(['a1', 'a1', 'a1']);
  });

  it('F3: keeps no token, whatever way it went', async () => {
    const { flow } = exporting();
    await flow.run('copy');
    const { format, busy, error, done } = flow;
    expect(done).toEqual({ way: 'copy', filename: 'auth-anna.json', hasIdToken: true });
    expect(JSON.stringify({ format, busy, error, done })).not.toContain('canary');
  });

  it('does one at a time, and says when the Codex CLI will not take what it got', async () => {
    const { flow, asked } = exporting(() =>
      Promise.resolve({ ...exported, tokens: { ...exported.tokens, idToken: '' } }),
    );
    await Promise.all([flow.run('download'), flow.run('copy')]);
    expect(asked).toHaveLength(1);
    expect(flow.done).toMatchObject({ way: 'download', hasIdToken: false });
  });

  it('shows what went wrong, and can be tried again', async () => {
    const answers = [Promise.reject(new Error('tokens_missing')), Promise.resolve(exported)];
    const { flow } = exporting(() => answers.shift() ?? Promise.reject(new Error('no more')));
    await flow.run('copy');
    expect([flow.error, flow.done, flow.busy]).toEqual([new Error('tokens_missing'), null, null]);
    await flow.run('copy');
    expect(flow.error).toBeNull();
  });
});
