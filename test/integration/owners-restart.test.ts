import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import Database from 'better-sqlite3';
import OpenAI, { toFile } from 'openai';
import { expect, it } from 'vitest';

import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage, type CliProcess, type CliStage } from './cli-process.ts';
import { hello, turnBody } from './harness.ts';
import { call } from './http-client.ts';

const json = { 'content-type': 'application/json' };
const environment = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };

async function begin(stage: CliStage) {
  const server = stage.run(['serve'], environment);
  return { server, origin: await server.listening() };
}

async function kill(server: CliProcess): Promise<void> {
  server.kill('SIGKILL');
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
}

async function beginWithTwo(stage: CliStage, upstream: FakeUpstream) {
  const begun = await begin(stage);
  for (const id of ['acc-a', 'acc-b']) {
    const file = join(stage.home, `${id}.json`);
    await writeFile(file, upstream.addAccount({ id }).authFile());
    expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
  }
  return begun;
}

/** Turns, one after another, and who served each. Nobody's turn alone would lead all of them to one account. */
async function serversOf(origin: string, upstream: FakeUpstream, body: string): Promise<(string | null)[]> {
  const before = upstream.turns().length;
  for (let count = 0; count < 3; count += 1) {
    const answer = await call(origin, '/backend-api/codex/responses', { method: 'POST', headers: json, body });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('response.completed')]);
  }
  return upstream
    .turns()
    .slice(before)
    .map(({ accountId }) => accountId);
}

function conversationsOnDisk(stage: CliStage): string[] {
  const db = new Database(join(stage.dataDir, 'evenkeel.db'), { readonly: true });
  try {
    return db.prepare<[], string>("SELECT id FROM owners WHERE kind = 'conversation'").pluck().all();
  } finally {
    db.close();
  }
}

it('balancing 4.3: after kill -9 what names a file, an answer or a conversation still goes to whoever has it', async () => {
  await using upstream = await startFakeUpstream();
  await using stage = await startCliStage({ upstream });
  const first = await beginWithTwo(stage, upstream);
  const openai = new OpenAI({ baseURL: `${first.origin}/v1`, apiKey: 'not-a-key-of-ours', maxRetries: 0 });
  const keep = async () =>
    (await openai.files.create({ file: await toFile(Buffer.from('abc'), 'a.txt'), purpose: 'user_data' })).id;
  const turn = async (more: Readonly<Record<string, unknown>>) => {
    const body = turnBody([hello], more);
    const { events } = await call(first.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: json,
      body,
    });
    const created = events[0]?.data as { response: { id: string } } | undefined;
    return { id: String(created?.response.id), owner: upstream.turns().at(-1)?.accountId };
  };
  // One of each is on either account, so that no guess fits all.
  const files = [await keep(), await keep()];
  const answers = [await turn({}), await turn({})];
  const conversation = await turn({ conversation: 'conv_1' });
  await kill(first.server);

  const second = await begin(stage);
  expect(files.map((id) => id.slice(0, 'file_acc-x'.length)).sort()).toEqual(['file_acc-a', 'file_acc-b']);
  for (const id of files) {
    const body = turnBody([{ role: 'user', content: [{ type: 'input_file', file_id: id }] }]);
    const owner = id.slice('file_'.length, 'file_acc-x'.length);
    expect(await serversOf(second.origin, upstream, body)).toEqual([owner, owner, owner]);
  }
  expect(new Set(answers.map(({ owner }) => owner))).toEqual(new Set(['acc-a', 'acc-b']));
  for (const { id, owner } of answers) {
    const body = turnBody([hello], { previous_response_id: id });
    expect(await serversOf(second.origin, upstream, body)).toEqual([owner, owner, owner]);
  }
  const inConversation = turnBody([hello], { conversation: 'conv_1' });
  const { owner } = conversation;
  expect(await serversOf(second.origin, upstream, inConversation)).toEqual([owner, owner, owner]);
  const printed = [first.server, second.server].map((one) => one.stdout() + one.stderr()).join('');
  for (const id of [...files, ...answers.map((one) => one.id), 'conv_1']) expect(printed).not.toContain(id);
}, 240_000);

it('an account that is removed takes along what it made, and what was learned a moment before', async () => {
  await using upstream = await startFakeUpstream();
  await using stage = await startCliStage({ upstream });
  const { server, origin } = await beginWithTwo(stage, upstream);
  for (const conversation of ['conv_1', 'conv_2'])
    await call(origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: json,
      body: turnBody([hello], { conversation }),
    });
  const [first, second] = upstream.turns();
  expect(new Set([first?.accountId, second?.accountId])).toEqual(new Set(['acc-a', 'acc-b']));
  expect((await stage.finish(['accounts', 'remove', `${first?.accountId}@example.test`])).code).toBe(0);
  server.kill('SIGTERM');
  expect((await server.exited).code).toBe(0);
  expect(conversationsOnDisk(stage)).toEqual(['conv_2']);
}, 240_000);
