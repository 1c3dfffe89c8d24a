import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';

import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { pageHeader } from '../../src-proxy/contract/dashboard-door.ts';
import type { RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';
import { turnBody } from './harness.ts';
import { call } from './http-client.ts';

const passphrase = { EVENKEEL_BACKUP_PASSPHRASE: 'a passphrase that nobody guesses' };
const json = { 'content-type': 'application/json' };

const turn = (origin: string) =>
  call(origin, '/backend-api/codex/responses', { method: 'POST', headers: json, body: turnBody() });

/** Two accounts, a changed setting, and turns that run while the backups are made. */
async function startBusy(upstream: FakeUpstream) {
  const stage = await startCliStage({ upstream });
  const server = stage.run(['serve']);
  const origin = await server.listening();
  const tokens: string[] = [];
  for (const id of ['acc-a', 'acc-b']) {
    const file = join(stage.home, `${id}.json`);
    const text = upstream.addAccount({ id }).authFile();
    tokens.push(...[...text.matchAll(/"(?:access|refresh|id)_token":\s*"([^"]+)"/g)].map(([, token = '']) => token));
    await writeFile(file, text);
    expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
  }
  const headers = { ...json, [pageHeader]: '1' };
  const body = JSON.stringify({ routingStrategy: 'round_robin' });
  expect((await call(origin, '/api/settings', { method: 'PUT', headers, body })).status).toBe(200);
  return { stage, server, origin, tokens };
}

const accountIds = async (origin: string): Promise<(string | null)[]> =>
  ((await call(origin, '/api/accounts')).json as { accounts: AccountSummary[] }).accounts
    .map(({ chatgptAccountId }) => chatgptAccountId)
    .toSorted((one, other) => String(one).localeCompare(String(other)));

const requestCount = async (origin: string): Promise<number> =>
  ((await call(origin, '/api/request-logs?limit=1000')).json as RequestLogPage).requests.length;

it('a backup of a running engine comes back in a fresh folder, without the sign-ins or with them', async () => {
  await using upstream = await startFakeUpstream();
  const { stage, server, origin, tokens } = await startBusy(upstream);
  await using _stage = stage;
  let finished = 0;
  const clientsEnd = new AbortController();
  const clients = Array.from({ length: 4 }, async () => {
    while (!clientsEnd.signal.aborted) if ((await turn(origin)).status === 200) finished += 1;
  });
  const plain = join(stage.home, 'plain.zip');
  const secret = join(stage.home, 'secret.zip');
  const before = finished;
  const taken = await stage.finish(['backup', plain]);
  expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('No token of an account')]);
  clientsEnd.abort();
  await Promise.all(clients);
  expect(finished).toBeGreaterThan(before);
  expect((await stage.finish(['backup', secret, '--with-secrets'])).stderr).toContain('A passphrase is needed');
  expect((await stage.finish(['backup', secret, '--with-secrets'], passphrase)).code).toBe(0);
  const logged = await requestCount(origin);
  const settings = (await call(origin, '/api/settings')).json;

  expect(tokens.length).toBeGreaterThanOrEqual(4);
  for (const file of [plain, secret])
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(file)))) {
      expect(name).not.toMatch(/engine\.json|vault|\.log/);
      for (const token of tokens) expect(strFromU8(bytes, true).includes(token), `${name} in ${file}`).toBe(false);
    }

  const there = { EVENKEEL_DATA_DIR: join(stage.home, 'fresh') };
  expect((await stage.finish(['restore', secret])).stderr).toContain('Another Evenkeel is running');
  const running = await stage.finish(['restore', stage.dataDir], there);
  expect([running.code, running.stderr]).toEqual([
    1,
    expect.stringContaining('would change the data while it is read'),
  ]);
  const bare = await stage.finish(['restore', plain], there);
  expect([bare.code, bare.stdout]).toEqual([
    0,
    expect.stringMatching(/2 accounts[^]*A new sign-in is needed for:\n {2}/),
  ]);
  const wrong = { ...there, EVENKEEL_BACKUP_PASSPHRASE: 'not that one at all' };
  const kept = await readdir(there.EVENKEEL_DATA_DIR);
  const refused = await stage.finish(['restore', secret, '--with-secrets'], wrong);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('not the passphrase of the backup')]);
  expect(await readdir(there.EVENKEEL_DATA_DIR)).toEqual(kept);
  const whole = await stage.finish(['restore', secret, '--with-secrets'], { ...there, ...passphrase });
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringMatching(/2 secrets[^]*Every account has its sign-in/)]);

  server.kill('SIGTERM');
  await server.exited;
  const again = await stage.run(['serve'], there).listening();
  expect(await accountIds(again)).toEqual(['acc-a', 'acc-b']);
  expect(await requestCount(again)).toBe(logged);
  const restored = (await call(again, '/api/settings')).json as { settings: { key: string; value: unknown }[] };
  const without = (answer: unknown) =>
    (answer as typeof restored).settings.filter(({ key }) => key !== 'dataDir').map(({ key, value }) => [key, value]);
  expect(without(restored)).toEqual(without(settings));
  expect(without(restored)).toContainEqual(['routingStrategy', 'round_robin']);
  expect((await turn(again)).status).toBe(200);
}, 120_000);
