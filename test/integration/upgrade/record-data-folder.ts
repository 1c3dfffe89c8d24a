/**
 * Records the data folder that the program of this checkout leaves behind, for the programs after it to open:
 * `node test/integration/upgrade/record-data-folder.ts`. Run once, when a schema is released; what it recorded is never edited.
 * Everything goes in through the doors that people and clients use, against fakes, and is cut off as by a kill.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pageHeader } from '../../../src-proxy/contract/dashboard-door.ts';
import { allMigrations } from '../../../src-proxy/storage/migrations/all-migrations.ts';
import { startFakeSource } from '../../fakes/source/start-fake-source.ts';
import { status, usageLimit } from '../../fakes/upstream/steps.ts';
import { startStage, type Stage } from '../harness.ts';
import type { Answer } from '../http-client.ts';
import { createShiftedClock } from '../shifted-clock.ts';
import { dumpDataFolder, writeDump } from './data-folder-dump.ts';
import { dashboardPassword, recordedAccounts } from './recorded-facts.ts';

const dayMs = 86_400_000;
const version = allMigrations.at(-1)?.version ?? 0;

async function ask(stage: Stage, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer: Answer = await stage.call(path, {
    method,
    headers: { [pageHeader]: '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
  return answer.json;
}

async function turn(stage: Stage, key: string, session: string, more: object = {}): Promise<void> {
  await stage.turn({ session, headers: { authorization: `Bearer ${key}` }, ...more });
}

async function fill(stage: Stage, sourceUrl: string, skip: (ms: number) => void): Promise<void> {
  const limit = { limitType: 'total_tokens', limitWindow: 'weekly', maxValue: 5_000_000 };
  const create = (wanted: object) => ask(stage, 'POST', '/api/api-keys/', wanted) as Promise<{ key: string }>;
  const own = await create({ name: 'Laptop', limits: [limit] });
  await create({ name: 'Old laptop', isActive: false });
  await ask(stage, 'POST', '/api/model-sources/', {
    name: 'My box',
    baseUrl: sourceUrl,
    apiKey: 'the-key-of-a-fake',
    isEnabled: true,
    abilities: ['chat_completions'],
    models: [{ model: 'llama-4', upstreamModel: 'llama-4-q8', inputPer1m: 2, cachedInputPer1m: 1, outputPer1m: 10 }],
  });
  // Long ago: charges that are folded, rows that are pruned and live on in the sums.
  for (let count = 0; count < 3; count += 1) await turn(stage, own.key, 'long-ago');
  // Whoever asks for the log sees it whole: what is in the journal comes into the tables.
  await stage.requestLog();
  skip(36 * dayMs);
  // The settings change; with that what is old is pruned.
  await ask(stage, 'PUT', '/api/settings', { routingStrategy: 'round_robin', requestLogRetentionDays: 30 });
  await ask(stage, 'PUT', '/api/prices/my-model', { standard: { input: 1, cachedInput: 0.5, output: 4 } });
  const accounts = stage.engine.snapshot().accounts;
  const idOf = (name: string) => accounts.find(({ chatgptAccountId }) => chatgptAccountId === name)?.accountId ?? '';
  await ask(stage, 'PUT', `/api/accounts/${encodeURIComponent(idOf('acc-b'))}/alias`, { alias: 'Work – “büro”' });
  await ask(stage, 'POST', `/api/accounts/${encodeURIComponent(idOf('acc-c'))}/pause`);
  stage.account('acc-a').resets.offer('credit-1', 'credit-2');
  stage.account('acc-a').resets.steps = [{ kind: 'drop', when: 'after' }];
  stage.account('acc-b').resets.offer('credit-3');
  // One whose answer was lost, and one that went well.
  for (const name of ['acc-a', 'acc-b'])
    await stage.call(`/api/accounts/${encodeURIComponent(idOf(name))}/usage-reset-credits/consume`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ confirm: true }),
    });
  for (let count = 0; count < 6; count += 1) await turn(stage, own.key, `conversation-${count % 3}`);
  stage.account('acc-a').script([status(400, { detail: 'Not like this' })]);
  stage.account('acc-b').script([status(400, { detail: 'Not like this' })]);
  for (let count = 0; count < 2; count += 1) await turn(stage, own.key, 'refused');
  // A conversation that moves away from an account at its limit.
  await turn(stage, own.key, 'moving');
  const home = stage.account(String(stage.served().at(-1)));
  home.script([usageLimit({ resetsAt: Math.floor(clock.nowMs() / 1000) + 3 * 3600 })]);
  await turn(stage, own.key, 'moving');
  await stage.call('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${own.key}` },
    body: JSON.stringify({ model: 'llama-4', messages: [{ role: 'user', content: 'hi' }] }),
  });
  await ask(stage, 'POST', '/api/dashboard-auth/password/setup', { password: dashboardPassword });
}

async function setUpCodex(stage: Stage): Promise<void> {
  await mkdir(join(stage.home, '.codex'), { recursive: true });
  await writeFile(join(stage.home, '.codex', 'config.toml'), '# mine\n');
  const { fingerprint } = (await ask(stage, 'POST', '/api/clients/codex/preview', {})) as { fingerprint: string };
  await ask(stage, 'POST', '/api/clients/codex/apply', { fingerprint });
}

const clock = createShiftedClock();
clock.skip(-36 * dayMs);
await using source = await startFakeSource();
await using stage = await startStage({ accounts: recordedAccounts, vault: 'file', clock });
await setUpCodex(stage);
await fill(stage, source.baseUrl, (ms) => clock.skip(ms));
await writeFile(join(stage.dataDir, 'settings.json'), '{ "firstEventTimeout": 77 }\n');
const copy = await mkdtemp(join(tmpdir(), 'evenkeel-record-'));
try {
  // Two that are in the journal alone when it ends.
  await Promise.all(['last-1', 'last-2'].map((session) => stage.turn({ session })));
  await cp(stage.dataDir, copy, { recursive: true });
  const folder = join(import.meta.dirname, `schema-${version}`);
  await writeDump(folder, await dumpDataFolder(copy));
  process.stdout.write(`Recorded ${folder}\n`);
} finally {
  await rm(copy, { recursive: true, force: true });
}
