import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { accountExportSchema, type AccountExport } from '../../src-proxy/contract/account-export.ts';
import { auditPageSchema, type AuditEntry } from '../../src-proxy/contract/audit.ts';
import { openSealedFileVault } from '../../src-proxy/vault/sealed-file-vault.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const jsonHeaders = { 'content-type': 'application/json' };
const agreed = { headers: jsonHeaders, body: '{"confirm":true}' };

function exportOf(stage: Stage, id: string, options: object = agreed): Promise<Answer> {
  const path = `/api/accounts/${encodeURIComponent(stage.summary(id).accountId)}/export/auth`;
  return stage.call(path, { method: 'POST', ...options });
}

async function auditOf(stage: Stage, query = ''): Promise<AuditEntry[]> {
  return auditPageSchema.parse((await stage.call(`/api/audit-logs${query}`)).json).entries;
}

async function everyFileOf(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
  return texts.join('\n');
}

describe('POST /api/accounts/{id}/export/auth', () => {
  it('hands out the sign-in in the shapes that Codex and OpenCode read, and no cache may keep it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const fake = stage.account('acc-a');
    const answer = await exportOf(stage, 'acc-a');
    expect([answer.status, answer.headers['cache-control'], answer.headers.pragma]).toEqual([
      200,
      'no-store',
      'no-cache',
    ]);
    const { last_refresh: lastRefresh, tokens } = accountExportSchema.parse(answer.json).codexAuthJson;
    const { accountId } = stage.summary('acc-a');
    const expires = Date.parse(String(stage.summary('acc-a').accessTokenExpiresAt));
    expect(answer.json).toEqual({
      filename: 'auth-acc-a@example.test.json',
      account: { accountId, email: 'acc-a@example.test', planType: 'plus' },
      tokens: {
        idToken: tokens.id_token,
        accessToken: fake.accessToken,
        refreshToken: fake.refreshToken,
        expiresAtMs: expires,
      },
      codexAuthJson: {
        auth_mode: 'chatgpt',
        OPENAI_API_KEY: null,
        tokens: {
          id_token: tokens.id_token,
          access_token: fake.accessToken,
          refresh_token: fake.refreshToken,
          account_id: 'acc-a',
        },
        last_refresh: lastRefresh,
      },
      opencodeAuthJson: {
        openai: { type: 'oauth', refresh: fake.refreshToken, access: fake.accessToken, expires, accountId: 'acc-a' },
      },
    });
    expect(Date.parse(String(lastRefresh))).toBeGreaterThan(0);
  });

  it('what was exported, in each form, is the same account when it comes back', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'] });
    const exported = (await exportOf(stage, 'acc-a')).json as AccountExport;
    const { accountId } = stage.summary('acc-a');
    for (const form of [exported, exported.codexAuthJson, exported.opencodeAuthJson]) {
      const [outcome] = await stage.engine.importAuthFiles([{ name: 'a.json', content: JSON.stringify(form) }]);
      expect(outcome).toMatchObject({ result: 'updated', account: { accountId } });
    }
    expect(stage.engine.snapshot().accounts).toHaveLength(2);
    expect((await stage.turn()).status).toBe(200);
  });

  describe('of a sign-in without an ID token, such as OpenCode keeps', () => {
    async function fromOpenCode(): Promise<Stage> {
      const stage = await startStage({ accounts: ['acc-a'], imports: false });
      const { accessToken: access, refreshToken: refresh } = stage.account('acc-a');
      const content = JSON.stringify({ openai: { type: 'oauth', refresh, access, expires: 1, accountId: 'acc-a' } });
      expect(await stage.engine.importAuthFiles([{ name: 'a.json', content }])).toMatchObject([{ result: 'added' }]);
      return stage;
    }

    it('renews it first, because the Codex CLI cannot read a file without one', async () => {
      await using stage = await fromOpenCode();
      const { codexAuthJson } = accountExportSchema.parse((await exportOf(stage, 'acc-a')).json);
      const fake = stage.account('acc-a');
      expect(codexAuthJson.tokens.id_token.split('.')).toHaveLength(3);
      expect([codexAuthJson.tokens.access_token, codexAuthJson.tokens.refresh_token]).toEqual([
        fake.accessToken,
        fake.refreshToken,
      ]);
      await exportOf(stage, 'acc-a');
      expect(stage.upstream.refreshes()).toHaveLength(1);
    });

    it('says so where that fails, and hands out nothing', async () => {
      await using stage = await fromOpenCode();
      stage.account('acc-a').refreshFailure = 'refresh_token_expired';
      const answer = await exportOf(stage, 'acc-a');
      expect([answer.status, errorOf(answer).code, await auditOf(stage)]).toEqual([409, 'tokens_missing', []]);
      expect(errorOf(answer).message).toMatch(
        /came without an ID token, which the Codex CLI needs.* sign in to it again/,
      );
      expect(answer.text).not.toContain(stage.account('acc-a').refreshToken);
    });

    it('does not take away the ID token of the same sign-in that is held already', async () => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const before = accountExportSchema.parse((await exportOf(stage, 'acc-a')).json);
      const content = JSON.stringify(before.opencodeAuthJson);
      await stage.engine.importAuthFiles([{ name: 'a.json', content }]);
      const after = accountExportSchema.parse((await exportOf(stage, 'acc-a')).json);
      expect(after.tokens.idToken).toBe(before.tokens.idToken);
      expect(stage.upstream.refreshes()).toEqual([]);
    });
  });

  it('is refused, and leaves no trace, without a word of agreement', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const refused = async (options: object): Promise<unknown[]> => {
      const answer = await exportOf(stage, 'acc-a', options);
      expect(answer.text).not.toContain(stage.account('acc-a').refreshToken);
      return [answer.status, errorOf(answer).code, answer.headers['cache-control']];
    };
    for (const body of ['{}', '{"confirm":false}', '{"confirm":"true"}', '{"confirm":true,"more":1}'])
      expect(await refused({ headers: jsonHeaders, body })).toEqual([422, 'validation_error', 'no-store']);
    expect(await refused({ body: '{"confirm":true}' })).toEqual([415, 'unsupported_media_type', 'no-store']);
    expect(await refused({ ...agreed, headers: { ...jsonHeaders, origin: 'http://evil.test' } })).toContain(
      'origin_not_allowed',
    );
    expect(await refused({ ...agreed, headers: { ...jsonHeaders, 'x-forwarded-for': '10.0.0.1' } })).toContain(
      'forwarded_request',
    );
    const { accountId } = stage.summary('acc-a');
    expect((await stage.call(`/api/accounts/${accountId}/export/auth?confirm=true`)).status).toBe(404);
    const unknown = await stage.call('/api/accounts/nobody/export/auth', { method: 'POST', ...agreed });
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'account_not_found']);
    expect(await auditOf(stage)).toEqual([]);
  });

  it('says that there is nothing to export where the vault lost the tokens', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const { accountId } = stage.summary('acc-a');
    await stage.engine.stop();
    const vault = await openSealedFileVault({ dataDir: stage.dataDir });
    await vault.delete(accountId);
    await stage.restart();
    const answer = await exportOf(stage, 'acc-a');
    expect([answer.status, errorOf(answer).code, await auditOf(stage)]).toEqual([409, 'tokens_missing', []]);
    expect(errorOf(answer).message).toContain('Sign in to it again');
  });

  it('is in the audit log, for good, with who asked', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b'], vault: 'file' });
    await exportOf(stage, 'acc-a');
    await exportOf(stage, 'acc-b', { ...agreed, headers: { ...jsonHeaders, 'user-agent': 'evenkeel-cli/0.0.0' } });
    await stage.restart();
    const [target, other] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    expect(await auditOf(stage)).toMatchObject([
      { actor: 'command line', action: 'account.export', target: other },
      { actor: 'dashboard', action: 'account.export', target, detail: { account: 'acc-a@example.test' } },
    ]);
    expect(await auditOf(stage, `?target=${target}`)).toHaveLength(1);
    expect(auditPageSchema.parse((await stage.call('/api/audit-logs?limit=1')).json).hasMore).toBe(true);
    expect((await stage.call('/api/audit-logs?limit=none')).status).toBe(422);
  });

  it('waits for a refresh that runs, and hands out the tokens after it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const fake = stage.account('acc-a');
    const hold = createLatch();
    fake.refreshHold = hold;
    fake.expireAccessTokens();
    const before = fake.refreshToken;
    const turn = stage.turn();
    await stage.upstream.waitForRequest(({ path }) => path.endsWith('/oauth/token'));
    const exporting = stage.engine.exportAccount(stage.summary('acc-a').accountId, 'dashboard');
    hold.open();
    const exported = await exporting;
    expect(exported.tokens.refreshToken).not.toBe(before);
    expect(exported.tokens.refreshToken).toBe(fake.refreshToken);
    await turn;
  });

  it('R1: leaves no token in the log or in any file', async () => {
    await using stage = await startStage({
      accounts: [{ id: 'acc-a', accessToken: 'opaque-access-canary', refreshToken: 'opaque-refresh-canary' }],
      vault: 'file',
      environment: { EVENKEEL_LOG_LEVEL: 'debug' },
    });
    const exported = (await exportOf(stage, 'acc-a')).json as AccountExport;
    const secrets = [exported.tokens.idToken, 'opaque-access-canary', 'opaque-refresh-canary'];
    expect(exported.tokens.refreshToken).toBe('opaque-refresh-canary');
    const look = async (): Promise<string[]> => {
      const text = `${JSON.stringify(stage.log)}\n${await everyFileOf(stage.dataDir)}`;
      return secrets.filter((secret) => text.includes(secret));
    };
    expect(await look()).toEqual([]);
    await stage.restart();
    expect(await look()).toEqual([]);
    expect(JSON.stringify(await auditOf(stage))).not.toMatch(/canary|eyJ/);
  });
});

describe('evenkeel accounts export', () => {
  it('writes the file for its owner alone, never over another unasked; by itself and over a running engine', async () => {
    await using upstream = await startFakeUpstream();
    await using cli = await startCliStage({ upstream, umask: 0 });
    const account = upstream.addAccount({ id: 'acc-a', email: 'a@example.test' });
    await writeFile(join(cli.home, 'a.json'), account.authFile());
    await cli.finish(['accounts', 'import', join(cli.home, 'a.json')]);
    const run = async (name: string): Promise<void> => {
      const out = join(cli.home, name);
      const args = ['accounts', 'export', 'a@example.test', '--yes', '--out', out];
      expect(await cli.finish(args)).toMatchObject({ code: 0, stdout: '' });
      expect((await stat(out)).mode & 0o777).toBe(0o600);
      expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
        auth_mode: 'chatgpt',
        tokens: { refresh_token: account.refreshToken },
      });
      await writeFile(out, 'mine');
      const again = await cli.finish(args);
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is there already')]);
      expect(await readFile(out, 'utf8')).toBe('mine');
      expect((await cli.finish([...args, '--force', '--format', 'opencode'])).code).toBe(0);
      expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({ openai: { refresh: account.refreshToken } });
    };
    await run('alone.json');
    const piped = await cli.finish(['accounts', 'export', 'a@example.test', '--yes']);
    expect(JSON.parse(piped.stdout)).toMatchObject({ auth_mode: 'chatgpt' });
    const running = cli.run(['serve']);
    const origin = await running.listening();
    await run('running.json');
    const { entries } = auditPageSchema.parse(await (await fetch(`${origin}/api/audit-logs`)).json());
    expect(entries.map(({ actor, action }) => `${actor}: ${action}`)).toEqual(
      Array.from({ length: 5 }, () => 'command line: account.export'),
    );
  });

  it('exports nothing where nobody can be asked, nor in a format that there is not', async () => {
    await using upstream = await startFakeUpstream();
    await using cli = await startCliStage({ upstream });
    const account = upstream.addAccount({ id: 'acc-a', email: 'a@example.test' });
    await writeFile(join(cli.home, 'a.json'), account.authFile());
    await cli.finish(['accounts', 'import', join(cli.home, 'a.json')]);
    const unasked = await cli.finish(['accounts', 'export', 'a@example.test']);
    expect(unasked).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Say --yes') });
    const other = await cli.finish(['accounts', 'export', 'a@example.test', '--yes', '--format', 'pem']);
    expect(other).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('no format "pem"') });
    expect(`${unasked.stderr}${other.stderr}`).not.toContain(account.refreshToken);
  });
});
