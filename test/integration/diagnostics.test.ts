import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import { diagnosticsSchema, bundleManifestSchema, logPageSchema, type DiagnosticRun } from '#contract/diagnostics.ts';

import { firstEventFailed } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { ownerOf, said, Visitor } from './dashboard-auth-stage.ts';
import { startStage, type Stage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const json = { 'content-type': 'application/json' };

async function runOf(stage: Stage, body: object = {}): Promise<DiagnosticRun> {
  await stage.call('/api/diagnostics/run', { method: 'POST', headers: json, body: JSON.stringify(body) });
  for (;;) {
    const { run } = diagnosticsSchema.parse((await stage.call('/api/diagnostics')).json);
    if (run !== null && run.state !== 'running') return run;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function finding(run: DiagnosticRun, id: string) {
  const found = run.results.find((result) => result.id === id);
  if (found === undefined) throw new Error(`There is no test ${id} among ${run.results.map((one) => one.id).join()}`);
  return found;
}

function verdicts(run: DiagnosticRun, verdict: string): string[] {
  return run.results.filter((result) => result.verdict === verdict).map(({ id }) => id);
}

describe('self-tests of a running engine', () => {
  it('S1-S44: of a sound one nothing fails, every test has a row of the table, and no quota is spent', async () => {
    await using stage = await startStage({ vault: 'file' });
    await stage.turn();
    const turns = stage.upstream.turns().length;
    const run = await runOf(stage);
    expect(verdicts(run, 'fail')).toEqual([]);
    expect([run.state, run.results.length]).toEqual(['done', run.total]);
    expect(verdicts(run, 'ok')).toEqual(
      expect.arrayContaining(['engine.http', 'engine.websocket', 'engine.stream', 'vault.round-trip', 'network.clock']),
    );
    expect(run.results.filter(({ id }) => id.startsWith('account:'))).toHaveLength(2);
    for (const { symptoms } of run.results) expect(symptoms.join()).toMatch(/^S\d+/);
    for (const { verdict, whatToDo } of run.results)
      expect(whatToDo === null).toBe(verdict !== 'fail' && verdict !== 'warn');
    expect(stage.upstream.turns().length).toBe(turns);
    // They leave nothing behind: neither a row in the log nor a secret in the vault.
    expect(await stage.requestLog()).toHaveLength(1);
    await stage.turn();
    expect((await stage.turn()).status).toBe(200);
  });

  it('S29: with the probe one request goes all the way, and only then', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const run = await runOf(stage, { probe: true });
    expect(finding(run, 'accounts.probe')).toMatchObject({ verdict: 'ok' });
    expect(stage.upstream.turns()).toHaveLength(1);
  });

  it('S8: a clock that is 20 minutes ahead of the upstream is a failure, and nothing else is', async () => {
    const clock = createShiftedClock();
    clock.skip(20 * 60_000);
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    const run = await runOf(stage);
    expect(verdicts(run, 'fail')).toEqual(['network.clock']);
    expect(finding(run, 'network.clock').sentence).toContain('20 minutes ahead');
  });

  it('S28, S29: without an upstream the stage that failed is named, and the clock is not judged', async () => {
    await using stage = await startStage({
      accounts: [],
      environment: { EVENKEEL_UPSTREAM_BASE_URL: 'http://127.0.0.1:9' },
    });
    const run = await runOf(stage);
    expect(finding(run, 'network.upstream')).toMatchObject({
      verdict: 'fail',
      details: expect.arrayContaining(['Stopped at: connection']),
    });
    expect(finding(run, 'network.clock').verdict).toBe('not_applicable');
    expect(finding(run, 'accounts.any').verdict).toBe('warn');
  });

  it('S6: a vault that takes nothing any more fails, and so do the accounts whose tokens are gone', async () => {
    await using stage = await startStage({ vault: 'file', accounts: ['acc-a'] });
    const folder = join(stage.dataDir, 'vault');
    await rm(folder, { recursive: true });
    await symlink('/proc', folder);
    const run = await runOf(stage);
    expect(verdicts(run, 'fail')).toEqual(['vault.round-trip', `account:${stage.summary('acc-a').accountId}`]);
    await rm(folder);
  });

  it('S30: an account that needs a new sign-in fails with what to do', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const [account] = stage.engine.snapshot().accounts;
    stage.account('acc-a').always(firstEventFailed('token_invalidated', 'no'));
    stage.account('acc-a').expireAccessTokens();
    await rotatedAway(stage);
    await stage.turn();
    const result = finding(await runOf(stage), `account:${account?.accountId ?? ''}`);
    expect([result.verdict, stage.summary('acc-a').status]).toEqual(['fail', 'reauth_required']);
    expect(result.whatToDo).toContain('Sign in');
  });

  it('S37: refusals that came too fast for the log are counted', async () => {
    await using stage = await startStage({ accounts: [] });
    const wrong = { headers: { authorization: `Bearer sk-clb-${'x'.repeat(43)}` } };
    for (let count = 0; count < 40; count += 1) await stage.call('/v1/models', wrong);
    const result = finding(await runOf(stage), 'database.log');
    expect(result).toMatchObject({ verdict: 'warn', details: expect.arrayContaining(['Refusals without a row: 10']) });
  });

  it('S3: a client that was set up here and changed since, and a setting given twice, are pointed out', async () => {
    await using stage = await startStage({ accounts: [] });
    await mkdir(join(stage.home, '.codex'));
    const previewed = await stage.engine.clients.preview('codex', { action: 'apply', form: 'provider' });
    await stage.engine.clients.apply('codex', { fingerprint: previewed.fingerprint, form: 'provider' }, 'dashboard');
    expect(finding(await runOf(stage), 'clients.set-up').verdict).toBe('ok');
    const config = await readFile(previewed.path, 'utf8');
    await writeFile(previewed.path, config.replace(String(stage.port), '1'));
    await writeFile(join(stage.dataDir, 'settings.json'), '{"vault":"file"}');
    const run = await runOf(stage);
    expect(finding(run, 'clients.set-up').verdict).toBe('warn');
    expect(finding(run, 'settings.overridden').details).toEqual([
      expect.stringContaining('EVENKEEL_VAULT goes before'),
    ]);
  });

  it('S8, S12: keys that are required and not there are a failure', async () => {
    await using keys = await startKeyStage({ accounts: [] });
    await keys.stage.set({ requireApiKey: true });
    expect(finding(await runOf(keys.stage), 'keys.rules').verdict).toBe('fail');
    await keys.create({ name: 'mine' });
    const run = await runOf(keys.stage);
    expect(finding(run, 'keys.rules').verdict).toBe('ok');
    // Our own question needs no key of anybody.
    expect(finding(run, 'engine.websocket').verdict).toBe('ok');
  });

  it('a run can be cancelled, and what was found stays', async () => {
    await using stage = await startStage({ accounts: [] });
    const started = await stage.call('/api/diagnostics/run', { method: 'POST', headers: json, body: '{}' });
    const again = await stage.call('/api/diagnostics/run', { method: 'POST', headers: json, body: '{}' });
    const idOf = (answer: unknown) => diagnosticsSchema.parse(answer).run?.id;
    expect(idOf(again.json)).toBe(idOf(started.json));
    const { run } = diagnosticsSchema.parse((await stage.call('/api/diagnostics/cancel', { method: 'POST' })).json);
    expect(run?.state).toBe('cancelled');
    expect((await runOf(stage)).state).toBe('done');
  });

  it('A7: is for the owner alone, and works where one must be signed in', async () => {
    await using stage = await startStage({ accounts: [] });
    const owner = await ownerOf(stage);
    for (const path of ['', '/logs', '/bundle', '/bundle/manifest'])
      expect(said(await new Visitor(stage).ask('GET', `/api/diagnostics${path}`))).toEqual([401, 'sign_in_required']);
    await owner.ask('POST', '/api/diagnostics/run', {});
    for (;;) {
      const { run } = diagnosticsSchema.parse((await owner.ask('GET', '/api/diagnostics')).json);
      if (run?.state === 'running') continue;
      expect(run?.results.find(({ id }) => id === 'engine.stream')?.verdict).toBe('ok');
      return;
    }
  });
});

describe('the log', () => {
  it('S2: is shown from its end, by level, page by page, and never with a secret', async () => {
    await using stage = await startStage({ accounts: [] });
    const logs = join(stage.dataDir, 'logs');
    await mkdir(logs);
    const line = (second: number, level: string, text: string) =>
      `[2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z] [${level}] ${text}\n`;
    await writeFile(join(logs, 'evenkeel.old.log'), line(1, 'warn', 'oldest'));
    await writeFile(
      join(logs, 'evenkeel.log'),
      line(2, 'error', 'ümlaut\n  on a second line') +
        line(3, 'info', 'Bearer sk-abcdefghijklmnop') +
        line(4, 'warn', 'last'),
    );
    const page = async (query: string) =>
      logPageSchema.parse((await stage.call(`/api/diagnostics/logs?${query}`)).json);
    const all = await page('limit=2');
    expect(all.lines.map(({ level, text }) => [level, text])).toEqual([
      ['info', 'Bearer [redacted]'],
      ['warn', 'last'],
    ]);
    const next = await page(`limit=2&before=${all.before}`);
    expect(next.lines).toEqual([
      { at: '2026-11-21T10:00:02.000Z', level: 'error', text: 'ümlaut\n  on a second line' },
    ]);
    const last = await page(`limit=2&before=${next.before}`);
    expect([last.lines.map(({ text }) => text), last.before]).toEqual([['oldest'], null]);
    expect((await page('level=error')).lines).toHaveLength(1);
    expect((await stage.call('/api/diagnostics/logs?before=../etc')).status).toBe(422);
  });
});

describe('the bundle', () => {
  it('S50, R1: says before what is in it, and holds no token, key, e-mail, address or text of anybody', async () => {
    const secret = 'C4naryC4naryC4naryC4nary';
    await using keys = await startKeyStage({
      accounts: [{ id: 'acc-canary', email: 'canary.person@example.test', refreshToken: `plain-${secret}` }],
      vault: 'file',
    });
    const { stage } = keys;
    const { key } = await keys.create({ name: 'Canary Key Name' });
    stage.account('acc-canary').script([firstEventFailed('invalid_prompt', `canary-words and Bearer ${secret}`)]);
    await stage.turn({
      session: 'canary-session',
      headers: { authorization: `Bearer ${key}`, 'user-agent': 'tool/1 (mailto:canary.agent@example.test)' },
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'canary-prompt' }] }],
    });
    await stage.set({ upstreamProxy: 'direct' });
    await mkdir(join(stage.dataDir, 'logs'));
    await writeFile(
      join(stage.dataDir, 'logs', 'evenkeel.log'),
      `[2026-11-21T10:00:00.000Z] [error] canary.person@example.test ${key} http://me:${secret}@proxy.test plain-${secret}\n`,
    );
    await runOf(stage);
    const manifest = bundleManifestSchema.parse((await stage.call('/api/diagnostics/bundle/manifest')).json);
    const answer = await stage.call('/api/diagnostics/bundle');
    expect(answer.headers['content-disposition']).toContain(manifest.fileName);
    const files = Object.entries(unzipSync(answer.bytes)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
    expect(files.map(([name]) => name)).toEqual(manifest.files.map(({ name }) => name));
    const whole = JSON.stringify(files);
    const { accountId } = stage.summary('acc-canary');
    for (const word of [secret, key, 'canary', 'Canary', accountId, stage.home]) expect(whole).not.toContain(word);
    expect(whole).toContain('account-1');
    expect(whole).toContain('invalid_prompt');
  });
});

/** As if somebody else had used the refresh token: the next renewal is refused for good. */
async function rotatedAway(stage: Stage): Promise<void> {
  stage.account('acc-a').rotateTokens();
}
