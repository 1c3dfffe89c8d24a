import { describe, expect, it, vi } from 'vitest';

import type { LimitRule } from '../../src-proxy/contract/api-keys.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import { answers } from '../fakes/source/source-steps.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { dropAfterFirstEvent, endWithoutCompleted, events, ok } from '../fakes/upstream/steps.ts';
import { startKeyStage, type KeyStage } from './api-key-stage.ts';
import { hello, startStage, turnBody, type Stage } from './harness.ts';
import { eventsFrom, open } from './http-client.ts';
import { ownModel, startSourceStage, type SourceStage } from './source-stage.ts';
import { create, TestSocket } from './websocket-client.ts';

const json = { 'content-type': 'application/json' };
const wordsOf = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');
const words = wordsOf(60);
const firstWords = wordsOf(40);

/** Announcements and the first forty words. */
const holdAfterEvents = 44;

function rule(more: Partial<LimitRule>): LimitRule {
  return { limitType: 'total_tokens', limitWindow: 'daily', maxValue: 50, modelFilter: null, ...more };
}

interface Leaving {
  readonly path?: string;
  readonly key?: string;
  readonly body?: string;
  /** The client leaves when it has read this. */
  readonly after?: string;
}

/** A client that leaves in the middle of a streamed answer. Resolves with the row of its request. */
async function leave(
  stage: Stage,
  { path, key, body = turnBody(), after = 'word39' }: Leaving = {},
): Promise<RequestLogEntry> {
  const logged = stage.nextEvent((event) => event.type === 'request');
  const response = await open(stage.origin, path ?? '/backend-api/codex/responses', {
    method: 'POST',
    headers: { ...json, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    body,
  });
  response.on('error', () => undefined);
  for await (const { data } of eventsFrom(response)) if (JSON.stringify(data).includes(after)) break;
  response.destroy();
  const event = await logged;
  if (event.type !== 'request') throw new Error('That is no request.');
  return event.request;
}

async function usageOf({ stage }: KeyStage, key: string): Promise<Record<string, unknown>> {
  const answer = await stage.call('/v1/usage', { headers: { authorization: `Bearer ${key}` } });
  return answer.json as Record<string, unknown>;
}

describe('P5: whoever leaves before the last event has had what went by', () => {
  it.each([
    ['/backend-api/codex/responses', turnBody()],
    ['/v1/responses', turnBody()],
    [
      '/v1/chat/completions',
      JSON.stringify({ model: 'gpt-5.5', stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    ],
  ])('%s: it counts for the key, holds its limit, and the row says that it is an estimate', async (path, body) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'], vault: 'file' });
    const { key, id } = await keys.create({ limits: [rule({})] });
    const hold = createLatch();
    keys.stage.account('acc-a').script([ok(words, { hold, holdAfterEvents })]);
    const row = await leave(keys.stage, { path, key, body });
    expect(row).toMatchObject({ status: 'cancelled', errorCode: 'client_closed', usageEstimated: true });
    // 40 of the 44 events are words, of 270 letters in all.
    expect(row.outputTokens).toBe(Math.ceil(firstWords.length / 4));
    expect(row.inputTokens).toBeGreaterThan(10);
    expect(row.tokens).toBe((row.inputTokens ?? 0) + (row.outputTokens ?? 0));
    expect(row.costMicroUsd).toBeGreaterThan(0);
    expect(await usageOf(keys, key)).toMatchObject({ request_count: 1, total_tokens: row.tokens });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: row.tokens, reservedValue: 0 });
    expect((await keys.turn(key)).status).toBe(429);
    // The log adds up to the same (docs/adr/0003).
    hold.open();
    await keys.stage.restart();
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: row.tokens });
    expect((await keys.stage.requestLog()).find(({ requestId }) => requestId === row.requestId)).toMatchObject({
      usageEstimated: true,
      tokens: row.tokens,
    });
  });
});

describe('the same for every way out', () => {
  it('a WebSocket; and what goes on from there carries its history along', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { stage } = keys;
    const { key, id } = await keys.create({ limits: [rule({ maxValue: 2_000_000 })] });
    await using socket = await TestSocket.open(stage, { headers: { authorization: `Bearer ${key}` } });
    stage.account('acc-a').script([ok('one', { usage: { inputTokens: 150_000, outputTokens: 1000 } })]);
    const first = await socket.ask();
    const hold = createLatch();
    stage.account('acc-a').script([ok(words, { hold, holdAfterEvents })]);
    const logged = stage.nextEvent((event) => event.type === 'request');
    const body = create({ previous_response_id: first.responseId });
    socket.send(body);
    while (!(await socket.next())?.includes('word39'));
    socket.ws.terminate();
    const event = await logged;
    hold.open();
    const ownTokens = Math.ceil(JSON.stringify(body).length / 4);
    expect(event).toMatchObject({
      request: {
        status: 'cancelled',
        transport: 'websocket',
        usageEstimated: true,
        inputTokens: 151_000 + ownTokens,
        outputTokens: Math.ceil(firstWords.length / 4),
      },
    });
    expect((await keys.key(id)).limits[0]?.currentValue).toBe(
      151_000 + 151_000 + ownTokens + Math.ceil(firstWords.length / 4),
    );
  });

  it.each([
    ['a connection that breaks', dropAfterFirstEvent(5)],
    ['an end without an end', endWithoutCompleted()],
  ])('%s: what was shown before counts', async (_name, step) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule({ maxValue: 5 })] });
    keys.stage.account('acc-a').script([step]);
    await keys.turn(key);
    const [row] = await keys.stage.requestLog();
    expect(row).toMatchObject({ status: 'error', errorCode: 'stream_incomplete', usageEstimated: true });
    expect(row?.outputTokens).toBeGreaterThan(0);
    expect((await keys.key(id)).limits[0]?.currentValue).toBe(row?.tokens);
    expect((await keys.turn(key)).status).toBe(429);
  });

  it('reasoning and the input of a tool count as text does', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const delta = (type: string, text: string) => ({ event: type, data: { type, delta: text } });
    stage
      .account('acc-a')
      .script([
        events([
          { event: 'response.created', data: { type: 'response.created', response: { id: 'r' } } },
          delta('response.reasoning_summary_text.delta', 'x'.repeat(400)),
          delta('response.function_call_arguments.delta', 'x'.repeat(40)),
          delta('response.custom_tool_call_input.delta', 'x'.repeat(4)),
        ]),
      ]);
    await stage.turn();
    expect((await stage.requestLog())[0]).toMatchObject({ usageEstimated: true, outputTokens: 111 });
  });
});

describe('the input is not cut short', () => {
  it('a large prompt counts by its bytes, a picture in it as one', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const text = 'a word and another '.repeat(60_000);
    const picture = `data:image/png;base64,${'A'.repeat(3_000_000)}`;
    const body = turnBody([
      {
        ...hello,
        content: [
          { type: 'input_text', text },
          { type: 'input_image', image_url: picture },
        ],
      },
    ]);
    const latches = [createLatch(), createLatch()];
    stage.account('acc-a').script(latches.map((hold) => ok(words, { hold, holdAfterEvents })));
    const row = await leave(stage, { body });
    expect(row.inputTokens).toBeGreaterThan(text.length / 4);
    expect(row.inputTokens).toBeLessThan(text.length / 4 + 2000);
    for (const latch of latches) latch.open();
  });
});

describe('an estimate never stands beside what the upstream told', () => {
  it('an answer that told it is no estimate, also when the client is gone a moment later', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await stage.turn();
    expect((await stage.requestLog())[0]).toMatchObject({ usageEstimated: false, inputTokens: 120, tokens: 140 });
  });

  it('an end that tells nothing, or zeros, is estimated', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const zeros = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    const delta = { type: 'response.output_text.delta', delta: 'x'.repeat(40) };
    for (const usage of [undefined, zeros]) {
      const response = { id: 'r', status: 'completed', output: [], usage };
      const completed = { type: 'response.completed', response };
      stage.account('acc-a').script([
        events([
          { event: delta.type, data: delta },
          { event: completed.type, data: completed },
        ]),
      ]);
      await stage.turn();
      expect((await stage.requestLog())[0]).toMatchObject({
        status: 'success',
        usageEstimated: true,
        outputTokens: 10,
        inputTokens: Math.ceil(turnBody().length / 4),
      });
    }
  });

  it('a failure before the first word took nothing', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ limits: [rule({})] });
    const error = { code: 'context_length_exceeded', message: 'Too long.' };
    const response = { id: 'r', status: 'failed', error };
    keys.stage
      .account('acc-a')
      .script([events([{ event: 'response.failed', data: { type: 'response.failed', response } }])]);
    await keys.turn(key);
    expect((await keys.stage.requestLog())[0]).toMatchObject({ status: 'error', usageEstimated: false, tokens: null });
    expect((await keys.key(id)).limits[0]?.currentValue).toBe(0);
  });
});

describe('a model source', () => {
  const body = (stream: boolean) =>
    JSON.stringify({ model: ownModel, stream, messages: [{ role: 'user', content: 'hi' }] });
  const asked = ({ source }: SourceStage) => source.requests.length;

  it('its ceiling cannot be passed by leaving', async () => {
    await using sources = await startSourceStage({ monthlyCeilingMicroUsd: 600 }, { accounts: [], vault: 'file' });
    const hold = createLatch();
    sources.source.script([answers(words, { hold })]);
    const path = '/v1/chat/completions';
    const row = await leave(sources.stage, { path, body: body(true), after: 'word9' });
    hold.open();
    expect(row).toMatchObject({ status: 'cancelled', usageEstimated: true });
    expect(row.costMicroUsd).toBe((row.inputTokens ?? 0) * 2 + (row.outputTokens ?? 0) * 10);
    expect(await sources.summary()).toMatchObject({ spentMicroUsd: row.costMicroUsd, unpricedRequests: 0 });
    await sources.change({ monthlyCeilingMicroUsd: row.costMicroUsd });
    const refused = await sources.stage.call(path, { method: 'POST', headers: json, body: body(true) });
    expect([refused.status, asked(sources)]).toEqual([429, 1]);
    await sources.stage.restart();
    expect(await sources.summary()).toMatchObject({ spentMicroUsd: row.costMicroUsd });
  });

  it('nor by leaving before an answer that was to come as a whole', async () => {
    await using sources = await startSourceStage({ abilities: ['responses'] }, { accounts: [], vault: 'file' });
    const hold = createLatch();
    sources.source.script([answers(words, { hold })]);
    const leaving = new AbortController();
    const { stage } = sources;
    const logged = stage.nextEvent((event) => event.type === 'request' && event.request.status === 'cancelled');
    const gone = stage
      .call('/v1/responses', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ model: ownModel, stream: false, input: 'hi' }),
        signal: leaving.signal,
      })
      .catch(() => null);
    await vi.waitFor(() => expect(sources.source.requests[0]?.sentBytes).toBeGreaterThan(0));
    // What was sent before it has come by the time that a whole answer has.
    const path = '/v1/responses';
    await stage.call(path, { method: 'POST', headers: json, body: JSON.stringify({ model: ownModel, input: 'hi' }) });
    const { spentMicroUsd: before } = await sources.summary();
    leaving.abort();
    await Promise.all([logged, gone]);
    hold.open();
    const [row] = await stage.requestLog();
    expect(row).toMatchObject({ status: 'cancelled', usageEstimated: true });
    expect(row?.costMicroUsd).toBeGreaterThan(0);
    expect(await sources.summary()).toMatchObject({ spentMicroUsd: before + (row?.costMicroUsd ?? 0) });
  });

  it('one that never says what its answers take is estimated', async () => {
    await using sources = await startSourceStage({}, { accounts: [] });
    sources.source.script([answers(words, { usage: false })]);
    const answer = await sources.stage.call('/v1/chat/completions', {
      method: 'POST',
      headers: json,
      body: body(false),
    });
    expect(answer.status).toBe(200);
    const [row] = await sources.stage.requestLog();
    expect(row).toMatchObject({ status: 'success', usageEstimated: true });
    expect(row?.outputTokens).toBe(Math.ceil(words.length / 4));
    expect(await sources.summary()).toMatchObject({ spentMicroUsd: row?.costMicroUsd, unpricedRequests: 0 });
  });
});
