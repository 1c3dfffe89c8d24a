import { describe, expect, it } from 'vitest';

import { answers, refuses, type SourceStep } from '../fakes/source/source-steps.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { errorOf, eventsFrom, lastEvent, open } from './http-client.ts';
import { ownModel, sourceKey, startSourceStage } from './source-stage.ts';
import { hello, turnBody } from './harness.ts';
import { chat, json, respond } from './v1-requests.ts';

const native = turnBody([hello], { model: ownModel });
const ask = { model: ownModel };

describe('what a source refuses', () => {
  const refusals: readonly [string, SourceStep, number, string, RegExp][] = [
    [
      '401',
      refuses(401, { error: { message: 'bad key' } }),
      502,
      'model_source_key_refused',
      /"My box" refuses the API key.*bad key/,
    ],
    ['403', refuses(403, 'no'), 502, 'model_source_key_refused', /nobody has to sign in again/],
    ['402', refuses(402, { error: { message: 'pay' } }), 502, 'model_source_failed', /wants to be paid/],
    ['404', refuses(404, 'nothing here'), 502, 'model_source_failed', /"My box" failed \(HTTP 404\)/],
    ['500', refuses(500, '<html>oh</html>'), 502, 'model_source_failed', /"My box" failed \(HTTP 500\)\.$/],
    ['a redirect', refuses(302, '', { location: 'http://127.0.0.1:9/' }), 502, 'model_source_failed', /HTTP 302/],
    ['no stream', refuses(200, { choices: [] }), 502, 'model_source_failed', /did not stream/],
    [
      '400',
      refuses(400, { error: { message: 'no such tool', code: 'bad_tool', param: 'tools' } }),
      400,
      'bad_tool',
      /^no such tool$/,
    ],
    [
      'a first event that is an error',
      { kind: 'raw', bytes: 'data: {"error":{"message":"out of memory"}}\n\n' },
      502,
      'model_source_failed',
      /out of memory/,
    ],
    ['nothing but a cut', { kind: 'cut', after: 'nothing' }, 502, 'stream_incomplete', /"My box" broke off/],
    ['an empty stream', { kind: 'raw', bytes: '' }, 502, 'stream_incomplete', /"My box" broke off/],
  ];
  it.each(refusals)('%s', async (_name, step, statusCode, code, message) => {
    await using on = await startSourceStage();
    on.source.script([step]);
    const answer = await chat(on.stage, ask);
    expect([answer.status, errorOf(answer)['code'], errorOf(answer)['message']]).toEqual([
      statusCode,
      code,
      expect.stringMatching(message),
    ]);
    const [row] = await on.stage.requestLog();
    expect(row).toMatchObject({ status: 'error', statusCode, sourceId: on.id, accountId: null, costMicroUsd: null });
    const { lastError, spentMicroUsd, unpricedRequests, running } = await on.summary();
    expect([lastError === null, spentMicroUsd, unpricedRequests, running]).toEqual([false, 0, 0, 0]);
    expect(on.source.requests).toHaveLength(1);
  });

  it('429 with Retry-After: the client is told how long', async () => {
    await using on = await startSourceStage();
    on.source.script([refuses(429, { error: { message: 'slow down' } }, { 'retry-after': '17' })]);
    const answer = await chat(on.stage, ask);
    expect([answer.status, errorOf(answer)['code'], answer.headers['retry-after']]).toEqual([
      429,
      'rate_limit_exceeded',
      '17',
    ]);
  });

  it('never shows its key, wherever it repeats it', async () => {
    await using on = await startSourceStage();
    on.source.script([
      refuses(401, { error: { message: `Incorrect API key provided: ${sourceKey}` } }),
      refuses(400, { error: { message: `${sourceKey} is no model` } }),
      {
        kind: 'raw',
        bytes: `data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\ndata: {"error":{"message":"no ${sourceKey}"}}\n\n`,
      },
    ]);
    const shown = [
      await chat(on.stage, ask),
      await chat(on.stage, ask),
      await chat(on.stage, { ...ask, stream: true }),
    ];
    expect(shown.map(({ status }) => status)).toEqual([502, 400, 200]);
    const rows = await on.stage.requestLog();
    const seen = [
      ...shown.map(({ text }) => text),
      JSON.stringify(rows),
      JSON.stringify(await on.summary()),
      JSON.stringify(on.stage.log),
    ];
    for (const text of seen) expect(text).not.toContain(sourceKey);
    expect(shown[2]?.text).toContain('[redacted]');
  });

  it('a server that is not there', async () => {
    await using on = await startSourceStage({ baseUrl: 'http://127.0.0.1:9/v1' });
    const answer = await respond(on.stage, ask);
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'upstream_unreachable']);
    expect(errorOf(answer)['message']).toMatch(/"My box" could not be reached \(ECONNREFUSED\)/);
  });
});

describe('an answer of a source that does not come to its end', () => {
  const ends: readonly [string, SourceStep][] = [
    ['is cut', { kind: 'cut', after: 'words' }],
    ['ends early in good order', { kind: 'end-early' }],
    [
      'ends in what is no JSON',
      { kind: 'raw', bytes: 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\ndata: {oops\n\n' },
    ],
  ];
  for (const ability of ['chat_completions', 'responses'] as const)
    it.each(ends)(`of ${ability}: %s`, async (_name, step) => {
      await using on = await startSourceStage({ abilities: [ability] });
      if (step.kind === 'raw' && ability === 'responses') {
        const begun = 'data: {"type":"response.output_text.delta","item_id":"m","content_index":0,"delta":"a"}\n\n';
        on.source.script([{ kind: 'raw', bytes: `${begun}data: {oops\n\n` }]);
      } else on.source.script([step]);
      const answer = await on.stage.turn({ body: native });
      expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.failed']);
      expect(answer.text).not.toContain('response.completed');
      const [row] = await on.stage.requestLog();
      // It may have to be paid all the same: what, is estimated.
      expect(row).toMatchObject({ status: 'error', sourceId: on.id, usageEstimated: true });
      expect(row?.costMicroUsd).toBeGreaterThan(0);
      expect(await on.summary()).toMatchObject({
        spentMicroUsd: row?.costMicroUsd,
        unpricedRequests: 0,
        running: 0,
        lastError: { statusCode: null },
      });
      on.source.script([step]);
      const streamed = await chat(on.stage, { ...ask, stream: true });
      expect(streamed.text).toContain('"error"');
      expect(streamed.text).not.toContain('"finish_reason":"stop"');
    });

  it('falls silent for longer than its owner allows', async () => {
    await using on = await startSourceStage({ timeoutSeconds: 1 });
    const latch = createLatch();
    on.source.script([
      { kind: 'silent', latch, after: 'nothing' },
      { kind: 'silent', latch, after: 'words' },
    ]);
    const before = await chat(on.stage, ask);
    expect([before.status, errorOf(before)['code']]).toEqual([504, 'stream_idle_timeout']);
    expect(errorOf(before)['message']).toMatch(/"My box" sent nothing for 1 seconds/);
    const after = await on.stage.turn({ body: native });
    expect([after.status, lastEvent(after)]).toEqual([200, { type: 'response.failed', code: 'stream_idle_timeout' }]);
    latch.open();
  });
});

describe('a client of a source', () => {
  it('that leaves ends the call, and its place is free again', async () => {
    await using on = await startSourceStage({ maxConcurrency: 1 });
    const hold = createLatch();
    on.source.script([answers('one two three four', { hold })]);
    const leave = new AbortController();
    const response = await open(on.stage.origin, '/v1/chat/completions', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ ...ask, stream: true, messages: [{ role: 'user', content: 'hi' }] }),
      signal: leave.signal,
    });
    response.on('error', () => undefined);
    await eventsFrom(response).next();
    const full = await chat(on.stage, ask);
    expect([full.status, errorOf(full)['code'], full.headers['retry-after']]).toEqual([429, 'model_source_busy', '5']);
    leave.abort();
    const [asked] = on.source.requests;
    await asked?.closedEarly;
    hold.open();
    await expect.poll(async () => (await on.summary()).running).toBe(0);
    const row = (await on.stage.requestLog()).find(({ status }) => status === 'cancelled');
    expect(row).toMatchObject({ sourceId: on.id, usageEstimated: true });
    expect(await on.summary()).toMatchObject({
      spentMicroUsd: row?.costMicroUsd,
      unpricedRequests: 0,
      lastError: null,
    });
    expect((await chat(on.stage, ask)).status).toBe(200);
  });

  it('that does not read holds the source back', async () => {
    await using on = await startSourceStage();
    on.source.script([answers('word '.repeat(200_000))]);
    const response = await open(on.stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: json,
      body: native,
    });
    response.pause();
    const asked = await on.source.waitForRequest(1);
    let before = -1;
    const isStill = (): boolean => {
      const still = asked.sentBytes === before && before > 0;
      before = asked.sentBytes;
      return still;
    };
    await expect.poll(isStill, { interval: 100, timeout: 10_000 }).toBe(true);
    const stalledAt = asked.sentBytes;
    expect(stalledAt).toBeLessThan(30_000_000);
    let last = '';
    for await (const { event } of eventsFrom(response)) last = event;
    expect(last).toBe('response.completed');
    expect(asked.sentBytes).toBeGreaterThan(stalledAt);
  });

  it('sends none of its own headers but its name, and no secret crosses over', async () => {
    await using on = await startSourceStage({ isOverflow: true });
    const headers = {
      authorization: 'Bearer client-secret',
      cookie: 'session=client-cookie',
      'chatgpt-account-id': 'client-account',
      'x-codex-turn-state': 'client-turn',
      'x-codex-window-id': 'client-window',
      'session-id': 'client-session',
      'thread-id': 'client-thread',
      originator: 'codex_cli_rs',
      'x-api-key': 'client-key',
      'openai-organization': 'client-org',
      'x-request-id': 'client-request',
      'user-agent': 'codex_cli_rs/0.98',
      version: '0.98',
    };
    const body = turnBody([hello], {
      model: ownModel,
      client_metadata: { 'x-codex-installation-id': 'client-installation' },
    });
    expect((await on.stage.turn({ body, headers })).status).toBe(200);
    await on.change({ abilities: ['responses'] });
    expect((await on.stage.turn({ body, headers })).status).toBe(200);
    for (const asked of on.source.requests) {
      expect(Object.keys(asked.headers).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
        'x-request-id',
      ]);
      expect(asked.headers).toMatchObject({ authorization: `Bearer ${sourceKey}`, 'user-agent': 'codex_cli_rs/0.98' });
      const told = JSON.stringify(asked.headers) + asked.body;
      expect(told).not.toMatch(/client-(?!request)/);
      expect(told).not.toContain(on.stage.account('acc-a').accessToken);
    }
    expect((await on.stage.turn({ headers })).status).toBe(200);
    for (const { rawHeaders, rawBody } of on.stage.upstream.requests)
      expect(rawHeaders.join() + rawBody.toString()).not.toContain(sourceKey);
  });
});
