import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '../../../src-proxy/contract/account.ts';
import { pageHeader } from '../../../src-proxy/contract/dashboard-door.ts';
import { startFakeUpstream, type FakeUpstream } from '../../fakes/upstream/start-fake-upstream.ts';
import { startCliStage, type CliStage } from '../cli-process.ts';
import { turnBody } from '../harness.ts';
import { call } from '../http-client.ts';
import { layOut, readDump } from './data-folder-dump.ts';
import { copiesIn, earlierSchemas, newestSchema, versionOf } from './old-folder.ts';
import { dashboardPassword, recordedAccounts } from './recorded-facts.ts';

const json = { 'content-type': 'application/json', [pageHeader]: '1' };

/** A machine on which the program of that schema ran until now. */
async function machineOf(schema: number, upstream: FakeUpstream): Promise<CliStage> {
  const stage = await startCliStage({ upstream });
  for (const account of recordedAccounts) upstream.addAccount(account);
  await layOut(await readDump(join(import.meta.dirname, `schema-${schema}`)), stage.dataDir);
  return stage;
}

/** Starts it, looks whether all is there and works, and ends it. */
async function runs(stage: CliStage): Promise<void> {
  const server = stage.run(['serve']);
  const origin = await server.listening();
  const body = JSON.stringify({ password: dashboardPassword });
  const signedIn = await call(origin, '/api/dashboard-auth/password/login', { method: 'POST', headers: json, body });
  expect(signedIn.status).toBe(200);
  const cookie = String(signedIn.headers['set-cookie']?.[0]?.split(';')[0]);
  const ask = async (path: string): Promise<unknown> =>
    (await call(origin, path, { headers: { ...json, cookie } })).json;
  const { accounts } = (await ask('/api/accounts')) as { accounts: AccountSummary[] };
  const found = accounts.map(({ chatgptAccountId, alias }) => [chatgptAccountId, alias] as const);
  expect(Object.fromEntries(found)).toEqual({ 'acc-a': null, 'acc-b': 'Work – “büro”', 'acc-c': null });
  expect(accounts.find(({ chatgptAccountId }) => chatgptAccountId === 'acc-c')?.status).toBe('paused');
  const { settings } = (await ask('/api/settings')) as { settings: { key: string; value: unknown; source: string }[] };
  const settingOf = (key: string) => settings.find((one) => one.key === key);
  expect(settingOf('routingStrategy')).toMatchObject({ value: 'round_robin' });
  expect(settingOf('firstEventTimeout')).toMatchObject({ value: 77 });
  // With the tokens out of its vault: those that had run out by now are renewed.
  const turn = await call(origin, '/backend-api/codex/responses', { method: 'POST', headers: json, body: turnBody() });
  expect([turn.status, turn.text]).toEqual([200, expect.stringContaining('response.completed')]);
  server.kill('SIGTERM');
  expect((await server.exited).code).toBe(0);
}

describe.each(earlierSchemas)('from schema %i, as its owner sees it', (schema) => {
  it('the new program serves with everything there; the copy of before can be restored, by hand too', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await machineOf(schema, upstream);
    await runs(stage);
    const path = join(stage.dataDir, 'evenkeel.db');
    const [copy = ''] = copiesIn(stage.dataDir);
    expect([versionOf(path), versionOf(copy)]).toEqual([newestSchema, schema]);

    const restored = await stage.finish(['restore', copy]);
    expect([restored.code, restored.stderr]).toEqual([0, '']);
    expect(restored.stdout).toMatch(/Restored the copy of the database of \S+: 3 accounts/);
    expect(restored.stdout).toContain('Every account has its sign-in.');
    const kept = /The data of before is kept in (.*)/.exec(restored.stdout)?.[1] ?? '';
    expect(existsSync(join(kept, 'evenkeel.db'))).toBe(true);
    // A copy of the database says nothing of the file beside it.
    expect(await readFile(join(stage.dataDir, 'settings.json'), 'utf8')).toContain('77');
    await runs(stage);
  }, 240_000);

  it('a program that is older than the data says what to do, and doing it helps', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await machineOf(schema, upstream);
    await runs(stage);
    const db = new Database(join(stage.dataDir, 'evenkeel.db'));
    db.pragma(`user_version = ${newestSchema + 1}`);
    db.close();
    const refused = await stage.finish(['serve']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /written by a newer Evenkeel .* Install that version again, or use another data folder/,
    );
    const named = /evenkeel restore "([^"]+)"/.exec(refused.stderr)?.[1] ?? '';
    expect(named).toBe(copiesIn(stage.dataDir)[0]);
    expect((await stage.finish(['restore', named])).code).toBe(0);
    await runs(stage);
  }, 240_000);
});
