import { describe, expect, it } from 'vitest';

import { providersMetricsSchema } from '../../src-proxy/contract/provider-metrics.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { dropAfterFirstEvent, ok, status, usageLimit } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { ownerOf } from './dashboard-auth-stage.ts';
import { open } from './http-client.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { readPrometheus, type ScrapedFamily, type ScrapedSample } from './prometheus-reader.ts';
import { chat, respond } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const on = { environment: { EVENKEEL_METRICS_ENABLED: 'true' } };
const wrongKey = { headers: { authorization: `Bearer sk-clb-${'x'.repeat(43)}` } };
const overloaded = status(503, { error: { code: 'server_is_overloaded', message: 'busy' } });

async function scrape(stage: Stage, headers: Readonly<Record<string, string>> = {}): Promise<ScrapedFamily[]> {
  const answer = await stage.call('/metrics', { headers });
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'no-store',
  ]);
  return readPrometheus(answer.text);
}
const samplesOf = (families: readonly ScrapedFamily[], name: string): readonly ScrapedSample[] => {
  const found = families.find((family) => family.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found.samples;
};
const sum = (samples: readonly ScrapedSample[]): number => samples.reduce((all, { value }) => all + value, 0);
const valueOf = (families: readonly ScrapedFamily[], name: string, labels: Readonly<Record<string, string>> = {}) =>
  sum(
    samplesOf(families, name).filter((sample) =>
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    ),
  );
const providersOf = async (stage: Stage, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await stage.call('/v1/metrics/providers', { headers });
  expect(answer.status).toBe(200);
  return providersMetricsSchema.parse(answer.json);
};

/** A client that leaves in the middle of its answer. */
async function leaveInTheMiddle(stage: Stage): Promise<void> {
  const hold = createLatch();
  stage.account('acc-a').script([ok('a b c', { hold })]);
  const response = await open(stage.origin, '/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: turnBody(),
  });
  const logged = stage.nextEvent(({ type }) => type === 'request');
  response.destroy();
  await logged;
  hold.open();
}

describe('GET /metrics', () => {
  it('S48: counts streams, 401, 404, 429, 5xx and who left, and adds up to the request log', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...on });
    await stage.turn();
    await chat(stage);
    await respond(stage, { stream: true });
    await chat(stage, {}, wrongKey);
    await respond(stage, { model: 'gpt-55' });
    await leaveInTheMiddle(stage);
    stage.account('acc-a').script([dropAfterFirstEvent()]);
    await stage.turn();
    stage.account('acc-a').script([overloaded]);
    expect((await stage.turn()).status).toBe(503);
    {
      await using socket = await TestSocket.open(stage);
      expect((await socket.ask()).end).toBe('response.completed');
      expect(valueOf(await scrape(stage), 'evenkeel_websocket_connections')).toBe(1);
    }
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    expect((await stage.turn()).status).toBe(429);

    const rows = await stage.requestLog('?limit=1000');
    const families = await scrape(stage);
    const word = ({ kind, transport, status: end, code }: Readonly<Record<string, string>>): string =>
      [kind, transport, end, code].join(' ');
    const expected = rows.map((row) =>
      word({
        kind: row.requestKind,
        transport: row.transport,
        status: row.status,
        code: String(row.statusCode ?? 'none'),
      }),
    );
    const counted = samplesOf(families, 'evenkeel_requests_total').flatMap(({ labels, value }) =>
      Array.from({ length: value }, () => word(labels)),
    );
    expect(counted.toSorted()).toEqual(expected.toSorted());
    for (const code of ['200', '401', '404', '429', '503'])
      expect(valueOf(families, 'evenkeel_requests_total', { code })).toBeGreaterThan(0);
    expect(valueOf(families, 'evenkeel_requests_total', { status: 'cancelled', code: '200' })).toBe(1);
    expect(valueOf(families, 'evenkeel_requests_total', { transport: 'websocket' })).toBe(1);
    expect(valueOf(families, 'evenkeel_requests_without_row_total')).toBe(0);
    // What was refused at the door was nobody's, what the upstream refused was the accounts'.
    expect(valueOf(families, 'evenkeel_requests_total', { provider: 'none' })).toBe(2);
    const tokens = rows.reduce((all, { inputTokens }) => all + (inputTokens ?? 0), 0);
    expect(tokens).toBeGreaterThan(0);
    expect(valueOf(families, 'evenkeel_input_tokens_total')).toBe(tokens);
    const cost = rows.reduce((all, { costMicroUsd }) => all + (costMicroUsd ?? 0), 0) / 1e6;
    expect(valueOf(families, 'evenkeel_cost_usd_total')).toBeCloseTo(cost, 9);
    const attempts = rows.reduce((all, row) => all + row.attempts.length, 0);
    expect(valueOf(families, 'evenkeel_attempts_total')).toBe(attempts);
    const sent = rows.filter((row) => row.attempts.length > 0).length;
    const durations = samplesOf(families, 'evenkeel_request_duration_seconds');
    expect(sum(durations.filter(({ name }) => name.endsWith('_count')))).toBe(sent);
    expect(valueOf(families, 'evenkeel_accounts', { status: 'rate_limited' })).toBe(1);
  });

  it('S48: what a flood leaves without a row is counted all the same', async () => {
    await using stage = await startStage({ accounts: [], clock: new ManualClock(), ...on });
    for (let count = 0; count < 37; count += 1) await chat(stage, {}, wrongKey);
    const families = await scrape(stage);
    const rows = await stage.requestLog('?limit=1000');
    expect(valueOf(families, 'evenkeel_requests_total', { code: '401' })).toBe(rows.length);
    expect(valueOf(families, 'evenkeel_requests_without_row_total', { reason: 'flood' })).toBe(37 - rows.length);
    expect(rows.length).toBeLessThan(37);
  });

  it('names the failure of an attempt that another account made good', async () => {
    await using stage = await startStage({ ...on });
    stage.account('acc-a').script([overloaded]);
    expect((await stage.turn()).status).toBe(200);
    const families = await scrape(stage);
    expect(samplesOf(families, 'evenkeel_failovers_total').map(({ labels, value }) => [labels, value])).toEqual([
      [{ reason: 'server_is_overloaded' }, 1],
    ]);
    expect(valueOf(families, 'evenkeel_requests_total', { status: 'error' })).toBe(0);
  });

  it('a name that was never answered is no series of its own, whatever a client calls its model', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], ...on });
    await stage.turn();
    stage.account('acc-a').always(status(400, { detail: 'The model is not supported.' }));
    for (const model of ['x"\n\\y', 'a', 'b', 'c']) await stage.turn({ body: turnBody([], { model }) });
    const models = samplesOf(await scrape(stage), 'evenkeel_model_requests_total');
    expect(models.map(({ labels, value }) => [labels['model'], value])).toEqual([
      ['gpt-5.5', 1],
      ['other', 4],
    ]);
  });

  it('of a pool with nothing in it, and after a start: valid, and every total nought', async () => {
    await using stage = await startStage({ accounts: [], ...on });
    const families = await scrape(stage);
    expect(valueOf(families, 'evenkeel_requests_total')).toBe(0);
    expect(valueOf(families, 'evenkeel_build_info', { version: '0.0.0-test' })).toBe(1);
    expect(valueOf(families, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('what is left, per account and of the pool, and never an e-mail address', async () => {
    await using stage = await startStage({ ...on });
    const [first] = stage.engine.snapshot().accounts;
    await stage.call(`/api/accounts/${first?.accountId}/alias`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ alias: 'Quoted "one" \\ here' }),
    });
    const answer = await stage.call('/metrics');
    expect(answer.text).not.toContain('@');
    const families = readPrometheus(answer.text);
    const left = samplesOf(families, 'evenkeel_account_left_percent').map(({ labels, value }) => [
      labels['window'],
      value,
    ]);
    expect(left).toEqual([
      ['short', 90],
      ['week', 80],
      ['short', 80],
      ['week', 70],
    ]);
    expect(samplesOf(families, 'evenkeel_pool_left_percent')).toHaveLength(2);
    const aliases = samplesOf(families, 'evenkeel_account_info').map(({ labels }) => labels['alias']);
    expect(aliases).toEqual(['Quoted "one" \\ here', '']);
  });

  it('a key sees no alias, and what is left only where its owner lets it', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'], ...on });
    const { key } = await keys.create({});
    const bearer = { authorization: `Bearer ${key}` };
    await keys.stage.turn();
    const families = await scrape(keys.stage, bearer);
    expect(samplesOf(families, 'evenkeel_account_info')[0]?.labels).not.toHaveProperty('alias');
    await keys.stage.set({ hideUpstreamQuotaFromApiKeys: true });
    const hidden = await scrape(keys.stage, bearer);
    expect(samplesOf(hidden, 'evenkeel_account_left_percent')).toEqual([]);
    expect(samplesOf(hidden, 'evenkeel_pool_left_percent')).toEqual([]);
    expect(valueOf(hidden, 'evenkeel_requests_total')).toBe(1);
    expect((await keys.stage.call('/metrics', wrongKey)).status).toBe(401);
    expect((await keys.stage.call('/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(401);
  });
});

describe('GET /v1/metrics/providers', () => {
  it.each(['/health', '/v1/models', '/v1/metrics/providers'])(
    'matrix, triage 1–4: %s is JSON with 200 on a fresh install with one account',
    async (path) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const answer = await stage.call(path);
      expect([answer.status, typeof answer.json]).toEqual([200, 'object']);
    },
  );

  it('before anything was asked: every provider, and null where nobody knows', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const { providers, codex } = await providersOf(stage);
    expect(codex).toEqual(providers['codex']);
    expect(codex).toMatchObject({
      request_count: 0,
      success_rate: null,
      latency_p50_ms: null,
      cost_per_1k_input: null,
    });
    expect(codex?.accounts).toMatchObject([{ status: 'active', request_count: 0 }]);
  });

  it('matrix, 403 fast path: the failure counts under its provider and account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script([status(403, { error: { code: 'unknown_to_us', message: 'no' } })]);
    expect((await stage.turn()).status).toBe(403);
    expect((await stage.call('/v1/models')).status).toBe(200);
    const { codex } = await providersOf(stage);
    expect(codex).toMatchObject({ request_count: 1, failure_count: 1, success_rate: 0 });
    expect(codex?.accounts).toMatchObject([{ failure_count: 1 }]);
  });

  it('desktop 4.6 #9: p50 and p95 of answers, in all and for each account, and what a thousand tokens cost', async () => {
    await using stage = await startStage();
    await stage.turn();
    stage.account('acc-a').script([overloaded]);
    await stage.turn();
    await leaveInTheMiddle(stage);
    const rows = await stage.requestLog();
    const answered = rows.filter((row) => row.status === 'success');
    const { codex } = await providersOf(stage);
    expect(codex).toMatchObject({ request_count: 3, success_count: 2, cancelled_count: 1, success_rate: 1 });
    const longest = Math.max(...answered.map(({ latencyMs }) => latencyMs));
    expect(codex?.latency_p95_ms).toBeGreaterThan(0);
    expect(codex?.latency_p95_ms).toBeLessThanOrEqual(longest);
    expect(codex?.latency_p50_ms).toBeLessThanOrEqual(codex?.latency_p95_ms ?? 0);
    expect(codex?.first_event_p50_ms).not.toBeNull();
    expect(codex?.accounts?.map(({ success_count }) => success_count)).toEqual([1, 1]);
    expect(codex?.total_tokens).toBe(rows.reduce((all, { tokens }) => all + (tokens ?? 0), 0));
    expect(codex?.cost_per_1k_output).toBeGreaterThan(codex?.cost_per_1k_input ?? Infinity);
  });

  it('a key is told the sums alone; whoever is only on this machine, once there is a password, no names', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key } = await keys.create({});
    const told = await providersOf(keys.stage, { authorization: `Bearer ${key}` });
    expect(told['codex']).not.toHaveProperty('accounts');
    expect((await providersOf(keys.stage))['codex']?.accounts?.[0]).toHaveProperty('alias');
    await ownerOf(keys.stage);
    expect((await providersOf(keys.stage))['codex']?.accounts?.[0]).not.toHaveProperty('alias');
  });
});
