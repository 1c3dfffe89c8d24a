import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { answers, refuses, responsePieces, type SourceStep } from '../fakes/source/source-steps.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, silent } from '../fakes/upstream/steps.ts';
import { errorOf, type Answer } from './http-client.ts';
import { ownModel, sourceKey, startSourceStage } from './source-stage.ts';
import { outcomeOfResponseStream, respond } from './v1-requests.ts';

const ask = { model: ownModel };

/** Says these bytes as an event stream, and then goes on with comments until the connection is closed. */
async function startTalker(bytes: string): Promise<{ baseUrl: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(bytes);
    const talking = setInterval(() => response.write(': still here\n\n'), 20);
    response.on('close', () => clearInterval(talking));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const completed = (response: object): string =>
  `data: ${JSON.stringify({ type: 'response.completed', sequence_number: 1, response })}\n\n`;
const saying = (usage: object): SourceStep => ({
  kind: 'raw',
  bytes: completed({ id: 'resp_1', object: 'response', status: 'completed', output: [], usage }),
});

describe('a source that does not behave', () => {
  it('whoever goes on talking behind its own end holds neither the client nor its place', async () => {
    await using talker = await startTalker(responsePieces('Done', ownModel, true).join(''));
    await using on = await startSourceStage({ abilities: ['responses'] }, { accounts: [] });
    await on.change({ baseUrl: talker.baseUrl, apiKey: sourceKey });
    const answer = await respond(on.stage, { ...ask, stream: true });
    expect(outcomeOfResponseStream(answer).text).toBe('Done');
    expect((await on.stage.requestLog())[0]).toMatchObject({ status: 'success', sourceId: on.id });
    expect((await on.summary()).running).toBe(0);
  });

  it.each([
    ['fewer than none', { input_tokens: -5_000_000, output_tokens: -200 }],
    ['half of one', { input_tokens: 10.5, output_tokens: 3 }],
    ['more than there are', { input_tokens: 1e300, output_tokens: 1e300 }],
  ])('tokens that nobody can have used (%s) count for nothing: the row has an estimate', async (_what, usage) => {
    await using on = await startSourceStage({ abilities: ['responses'] }, { accounts: [] });
    on.source.script([saying(usage)]);
    expect((await respond(on.stage, { ...ask, stream: true })).status).toBe(200);
    const [row] = await on.stage.requestLog();
    expect(row).toMatchObject({ status: 'success', sourceId: on.id, usageEstimated: true, outputTokens: 0 });
    expect(row?.inputTokens).toBeGreaterThan(0);
    expect(row?.inputTokens).toBeLessThan(1000);
    expect((await on.summary()).spentMicroUsd).toBe(row?.costMicroUsd);
  });

  it('an end without an answer is none, also for a client that wants one document', async () => {
    await using on = await startSourceStage({ abilities: ['responses'] }, { accounts: [] });
    on.source.script([{ kind: 'raw', bytes: 'data: {"type":"response.completed"}\n\n' }]);
    const answer = await on.stage.call('/backend-api/codex/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask, input: [], stream: false }),
    });
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'model_source_failed']);
    expect((await on.stage.requestLog())[0]).toMatchObject({ status: 'error', statusCode: 502 });
  });

  it('an answer that is packed although it may not be is no answer', async () => {
    await using on = await startSourceStage({ abilities: ['embeddings'] }, { accounts: [] });
    on.source.script([refuses(200, 'packed', { 'content-encoding': 'gzip', 'content-type': 'application/json' })]);
    const answer = await on.stage.call('/v1/embeddings', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask, input: 'hi' }),
    });
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'model_source_failed']);
  });
});

it('what an account answers after a source could not is the account’s: row, tokens and price', async () => {
  const clock = new ManualClock(Date.now());
  await using on = await startSourceStage(
    { isOverflow: true },
    { clock, environment: { EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT: '1' } },
  );
  const latch = createLatch();
  on.stage.account('acc-a').script([silent(latch), ok('From the account')]);
  const first = on.stage.turn();
  await on.stage.upstream.waitForRequest(() => on.stage.served().length === 1);
  on.source.script([refuses(500, 'broken')]);
  const others = clock.sleeping;
  const second = on.stage.turn();
  await clock.waitForSleepers(others + 1);
  await clock.advance(2000);
  await on.source.waitForRequest(1);
  await clock.waitForSleepers(others + 1);
  latch.open();
  await first;
  expect(outcomeOfResponseStream(await second).text).toBe('From the account');
  const [row] = await on.stage.requestLog();
  expect(row?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'answered']);
  expect(row).toMatchObject({ status: 'success', sourceId: null, accountId: on.stage.summary('acc-a').accountId });
  expect(row?.costMicroUsd).toEqual(expect.any(Number));
});

it('fifty requests at once do not spend a ceiling fifty times', async () => {
  // Room for about two of them: 2048 tokens are expected of each, at ten dollars a million.
  const ceiling = { maxConcurrency: 50, monthlyCeilingMicroUsd: 30_000 };
  await using on = await startSourceStage(ceiling, { accounts: [] });
  const latch = createLatch();
  on.source.script(Array.from({ length: 50 }, () => answers('Yes', { hold: latch })));
  const { promise: fortyEight, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const asked = Array.from({ length: 50 }, async () => {
    const answer = await respond(on.stage, { ...ask, stream: true });
    done += 1;
    if (done === 48) resolve();
    return answer;
  });
  await fortyEight;
  latch.open();
  const all = await Promise.all(asked);
  const refused = all.filter(({ status }) => status !== 200);
  expect(refused).toHaveLength(48);
  expect([refused[0]?.status, errorOf(refused[0] as Answer)['code']]).toEqual([429, 'model_source_busy']);
  expect(refused[0]?.headers['retry-after']).toBeDefined();
  expect(on.source.requests).toHaveLength(2);
  expect(await on.summary()).toMatchObject({ running: 0, spentMicroUsd: 7200 });
  // What was only expected is free again.
  expect((await respond(on.stage, ask)).status).toBe(200);
});

it('whoever leaves, early or in the middle, gives back its place, and of what was expected of it all that it had not', async () => {
  await using on = await startSourceStage({ monthlyCeilingMicroUsd: 10_000_000 }, { accounts: [] });
  const latch = createLatch();
  on.source.script(
    Array.from({ length: 12 }, (_, index) => ({ kind: 'silent', latch, after: halfOf(index) }) as const),
  );
  const leaving = new AbortController();
  const asked = Array.from({ length: 12 }, () =>
    fetch(`${on.stage.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask, stream: true, messages: [{ role: 'user', content: 'hi' }] }),
      signal: leaving.signal,
    }).then((response) => response.text()),
  );
  const settled = Promise.allSettled(asked);
  const { closedEarly } = await on.source.waitForRequest(12);
  expect((await on.summary()).running).toBe(12);
  leaving.abort();
  await settled;
  await closedEarly;
  let rows = await on.stage.requestLog();
  while (rows.length < 12) rows = await on.stage.requestLog();
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['cancelled']));
  const { running, spentMicroUsd } = await on.summary();
  expect(running).toBe(0);
  // Words that came are paid, by an estimate; who left before any owes nothing.
  const costs = rows.map(({ costMicroUsd }) => costMicroUsd ?? 0);
  expect(costs.filter((cost) => cost > 0)).toHaveLength(6);
  expect(spentMicroUsd).toBe(costs.reduce((sum, cost) => sum + cost));
  await on.change({ monthlyCeilingMicroUsd: spentMicroUsd + 1 });
  expect((await respond(on.stage, ask)).status).toBe(200);
  latch.open();
});

const halfOf = (index: number): 'nothing' | 'words' => (index % 2 === 0 ? 'nothing' : 'words');
