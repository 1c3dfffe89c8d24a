import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { accountSummarySchema, importResponseSchema } from '../../src-proxy/contract/account.ts';
import type { ImportOutcome } from '../../src-proxy/contract/account.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, status, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const boundary = 'form-boundary-7';
const json = { 'content-type': 'application/json' };

interface Part {
  readonly name: string;
  readonly content: string;
  readonly field?: string;
}

function upload(stage: Stage, parts: readonly Part[]): Promise<Answer> {
  const body = parts
    .map(
      ({ name, content, field = 'auth_json' }) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n` +
        `Content-Type: application/json\r\n\r\n${content}\r\n`,
    )
    .join('');
  return stage.call('/api/accounts/import', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${body}--${boundary}--\r\n`,
  });
}

const outcomesOf = (answer: Answer): ImportOutcome[] => importResponseSchema.parse(answer.json).outcomes;

function engineAccounts(stage: Stage) {
  return stage.engine.snapshot().accounts;
}

describe('POST /api/accounts/import', () => {
  it('takes one file, and the same again as an update', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], imports: false });
    const file = { name: 'auth.json', content: stage.account('acc-a').authFile() };
    const [added] = outcomesOf(await upload(stage, [file]));
    expect(added).toMatchObject({
      result: 'added',
      file: 'auth.json',
      account: { chatgptAccountId: 'acc-a', email: 'acc-a@example.test', planType: 'plus', status: 'active' },
    });
    const [updated] = outcomesOf(await upload(stage, [file]));
    expect(updated?.result).toBe('updated');
    expect(stage.engine.snapshot().accounts).toHaveLength(1);
  });

  it('takes many; a broken and an oversized one are named, and the others go in', async () => {
    await using stage = await startStage({ imports: false });
    const good = (id: string): Part => ({ name: `${id}.json`, content: stage.account(id).authFile() });
    const answer = await upload(stage, [
      good('acc-a'),
      { name: 'broken.json', content: '{"tokens":' },
      { name: 'key.json', content: '{"OPENAI_API_KEY":"sk-test"}' },
      { name: 'huge.json', content: `{"padding":"${'x'.repeat(1_100_000)}"}` },
      good('acc-b'),
    ]);
    expect(answer.status).toBe(200);
    const outcomes = outcomesOf(answer);
    expect(outcomes.map(({ file, result }) => [file, result])).toEqual([
      ['acc-a.json', 'added'],
      ['broken.json', 'failed'],
      ['key.json', 'failed'],
      ['huge.json', 'failed'],
      ['acc-b.json', 'added'],
    ]);
    const failures = outcomes.filter((one) => one.result === 'failed');
    expect(failures.map(({ code }) => code)).toEqual(['invalid_auth_json', 'invalid_auth_json', 'invalid_auth_json']);
    expect(failures[1]?.message).toMatch(/API key/);
    expect(failures[2]?.message).toMatch(/large|MiB|size/i);
    expect((await stage.turn()).status).toBe(200);
  });

  it('one file alone: the account’s fields stand at the top, or the error with its status', async () => {
    await using stage = await startStage({ imports: false, accounts: ['acc-a'] });
    const good = await upload(stage, [{ name: 'auth.json', content: stage.account('acc-a').authFile() }]);
    const [account] = engineAccounts(stage);
    expect(good.json).toMatchObject({
      accountId: account?.accountId,
      email: account?.email,
      planType: 'plus',
      status: 'active',
    });
    const broken = await upload(stage, [{ name: 'auth.json', content: '{' }]);
    expect([broken.status, errorOf(broken).code, outcomesOf(broken).length]).toEqual([400, 'invalid_auth_json', 1]);
  });

  it('refuses what is no form, an empty form, and another field', async () => {
    await using stage = await startStage({ imports: false, accounts: ['acc-a'] });
    const plain = await stage.call('/api/accounts/import', { method: 'POST', headers: json, body: '{}' });
    expect([plain.status, errorOf(plain).code]).toEqual([415, 'unsupported_media_type']);
    for (const parts of [[], [{ name: 'a.json', content: '{}', field: 'other' }]]) {
      const answer = await upload(stage, parts);
      expect([answer.status, errorOf(answer).code]).toEqual([400, 'invalid_auth_json']);
    }
    const torn = await stage.call('/api/accounts/import', {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `--${boundary}\r\nContent-Disposition: form-data; name="auth_json"; filename="a"\r\n\r\n{`,
    });
    expect([torn.status, errorOf(torn).code]).toEqual([400, 'request_malformed']);
    expect(stage.engine.snapshot().accounts).toEqual([]);
  });

  it('asks a new account for its usage at once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    expect(stage.summary('acc-a').usage).toMatchObject({ primaryRemainingPercent: 90, secondaryRemainingPercent: 80 });
    expect(stage.summary('acc-a')).toMatchObject({ windowMinutesPrimary: 300, windowMinutesSecondary: 10080 });
  });
});

describe('a Codex auth.json found on this machine', () => {
  it('is offered, imported on request, and only ever read', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], imports: false });
    const none = await stage.call('/api/accounts/found');
    expect(none.json).toEqual({ found: [] });
    const path = join(stage.home, '.codex', 'auth.json');
    await mkdir(join(stage.home, '.codex'));
    await writeFile(path, stage.account('acc-a').authFile());
    const [bytes, { mtimeMs }] = [await readFile(path), await stat(path)];
    const offer = { path, email: 'acc-a@example.test', planType: 'plus' };
    expect((await stage.call('/api/accounts/found')).json).toEqual({ found: [{ ...offer, alreadyAdded: false }] });
    const post = (asked: string) =>
      stage.call('/api/accounts/import-found', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ path: asked }),
      });
    expect((await post('/etc/passwd')).status).toBe(404);
    expect(outcomesOf(await post(path))[0]?.result).toBe('added');
    expect((await stage.call('/api/accounts/found')).json).toEqual({ found: [{ ...offer, alreadyAdded: true }] });
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await stage.turn()).status).toBe(200);
    expect((await readFile(path)).equals(bytes)).toBe(true);
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
  });
});

describe('accounts', () => {
  const act = (stage: Stage, id: string, action: string) =>
    stage.call(`/api/accounts/${stage.summary(id).accountId}/${action}`, { method: 'POST' });

  it('GET /api/accounts lists them in the contract’s form and holds no token', async () => {
    await using stage = await startStage();
    const answer = await stage.call('/api/accounts');
    const { accounts } = answer.json as { accounts: unknown[] };
    expect(accounts.map((one) => accountSummarySchema.parse(one).chatgptAccountId)).toEqual(['acc-a', 'acc-b']);
    for (const id of ['acc-a', 'acc-b']) {
      expect(answer.text).not.toContain(stage.account(id).accessToken);
      expect(answer.text).not.toContain(stage.account(id).refreshToken);
    }
  });

  it('pause takes one out of service, reactivate brings it back, both again on a running stream', async () => {
    await using stage = await startStage();
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b', { hold })]);
    const running = stage.turn();
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 1);
    const paused = await act(stage, 'acc-a', 'pause');
    expect([paused.status, accountSummarySchema.parse(paused.json).status]).toEqual([200, 'paused']);
    expect((await act(stage, 'acc-a', 'pause')).status).toBe(200);
    await stage.turn();
    hold.open();
    expect((await running).status).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'paused', statusReason: expect.stringMatching(/Paused/) });
    expect(accountSummarySchema.parse((await act(stage, 'acc-a', 'reactivate')).json).status).toBe('active');
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a']);
  });

  it('reactivate lifts a limit and a deactivation, and is refused for reauth_required', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c', 'acc-d'] });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    stage.account('acc-b').script([status(403, { error: { code: 'account_suspended', message: 'no' } })]);
    stage.account('acc-c').script([status(403, { detail: { code: 'invalid_workspace_selected' } })]);
    expect((await stage.turn()).status).toBe(200);
    for (const id of ['acc-a', 'acc-b']) expect((await act(stage, id, 'reactivate')).status).toBe(200);
    for (const action of ['reactivate', 'pause']) {
      const refused = await act(stage, 'acc-c', action);
      expect([refused.status, errorOf(refused).code]).toEqual([409, 'account_state_transition_invalid']);
      expect(errorOf(refused).message).toMatch(/acc-c@example\.test/);
    }
    expect(['acc-a', 'acc-b', 'acc-c'].map((id) => stage.summary(id).status)).toEqual([
      'active',
      'active',
      'reauth_required',
    ]);
  });

  it('an unknown account is 404 for each action, with code, sentence and request id', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const [method, path] of [
      ['POST', '/api/accounts/nobody/pause'],
      ['POST', '/api/accounts/nobody/reactivate'],
      ['DELETE', '/api/accounts/nobody'],
    ] as const) {
      const answer = await stage.call(path, { method });
      expect([path, answer.status, errorOf(answer)]).toEqual([
        path,
        404,
        { code: 'account_not_found', message: expect.any(String), requestId: answer.headers['x-request-id'] },
      ]);
    }
  });

  it('DELETE removes it, keeps its history unless asked, and it stays gone after a restart', async () => {
    await using stage = await startStage({ vault: 'file' });
    await stage.turn();
    await act(stage, 'acc-a', 'pause');
    await stage.turn();
    const [a, b] = [stage.summary('acc-a').accountId, stage.summary('acc-b').accountId];
    const gone = await stage.call(`/api/accounts/${a}`, { method: 'DELETE' });
    expect([gone.status, gone.json]).toEqual([200, { status: 'deleted' }]);
    expect((await stage.requestLog()).map(({ accountId }) => accountId)).toEqual([b, a]);
    await stage.call(`/api/accounts/${b}?delete_history=true`, { method: 'DELETE' });
    expect((await stage.requestLog()).map(({ accountId }) => accountId)).toEqual([a]);
    await stage.restart();
    expect(stage.engine.snapshot().accounts).toEqual([]);
    expect(stage.engine.snapshot().requests.map(({ accountId }) => accountId)).toEqual([a]);
  });
});
