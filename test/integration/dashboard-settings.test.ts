import { describe, expect, it } from 'vitest';

import {
  settingDeclarations,
  settingKeys,
  settingsResponseSchema,
  type SettingsResponse,
} from '../../src-proxy/contract/settings.ts';
import { startHttpProxy } from '../fakes/proxies/start-http-proxy.ts';
import { stickyPageSchema } from '../../src-proxy/contract/affinity.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { dropBeforeFirstEvent, ok, silent } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { balancingProofs } from './balancing-proofs.ts';
import { clientProofs } from './client-proofs.ts';
import { desktopProofs } from './desktop-proofs.ts';
import { errorOf, lastEvent } from './http-client.ts';
import { hello, startStage, turnBody, type Stage } from './harness.ts';
import { TestSocket } from './websocket-client.ts';

const json = { 'content-type': 'application/json' };
const put = (stage: Stage, body: unknown) =>
  stage.call('/api/settings', { method: 'PUT', headers: json, body: JSON.stringify(body) });
const view = async (stage: Stage): Promise<SettingsResponse> =>
  settingsResponseSchema.parse((await stage.call('/api/settings')).json);

describe('GET and PUT /api/settings', () => {
  it('shows every setting with value, source and what is allowed', async () => {
    await using stage = await startStage({ accounts: [] });
    const { settings, version } = await view(stage);
    expect(version).toBe(0);
    expect(settings.map(({ key }) => key)).toEqual(settingKeys);
    expect(settings.find(({ key }) => key === 'vault')).toMatchObject({
      value: 'memory',
      source: 'environment',
      sourceName: 'EVENKEEL_VAULT',
      editable: false,
    });
    expect(settings.find(({ key }) => key === 'routingStrategy')).toMatchObject({
      value: 'usage_weighted',
      source: 'default',
      editable: true,
      choices: [...settingDeclarations.routingStrategy.schema.options],
    });
  });

  it('gives every value by its name too, as codex-lb does', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await put(stage, { routingStrategy: 'round_robin' });
    expect(answer.json).toMatchObject({ version: 1, routingStrategy: 'round_robin', maxRequestBody: 128 });
  });

  it('changes what is given, says so in an event, and remembers it over a restart; null takes it back', async () => {
    await using stage = await startStage({ accounts: [], vault: 'file' });
    const told = stage.nextEvent(({ type }) => type === 'settings');
    const answer = await put(stage, { expectedVersion: 0, maxRequestBody: 7, logLevel: 'debug' });
    expect([answer.status, settingsResponseSchema.parse(answer.json).version]).toEqual([200, 1]);
    expect(await told).toEqual({ type: 'settings', version: 1 });
    await stage.restart();
    const of = async (key: string) => (await view(stage)).settings.find((one) => one.key === key);
    expect(await of('maxRequestBody')).toMatchObject({ value: 7, source: 'dashboard' });
    await put(stage, { maxRequestBody: null });
    expect(await of('maxRequestBody')).toMatchObject({ value: 128, source: 'default' });
    expect(await of('logLevel')).toMatchObject({ value: 'debug', source: 'dashboard' });
  });

  it('413 for a body larger than any that makes sense, and not the word that it is no JSON', async () => {
    await using stage = await startStage({ accounts: [] });
    const answer = await put(stage, { singleAccountId: 'x'.repeat(70_000) });
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'request_too_large']);
  });

  it('409 settings_conflict on an old version, and nothing is changed', async () => {
    await using stage = await startStage({ accounts: [] });
    await put(stage, { expectedVersion: 0, maxRequestBody: 7 });
    const late = await put(stage, { expectedVersion: 0, maxRequestBody: 9 });
    expect([late.status, errorOf(late).code]).toEqual([409, 'settings_conflict']);
    expect((await view(stage)).settings.find(({ key }) => key === 'maxRequestBody')?.value).toBe(7);
  });

  it('409 setting_overridden names the variable that stands before it, and for what is read at start', async () => {
    await using stage = await startStage({ accounts: [], environment: { EVENKEEL_MAX_REQUEST_BODY: '3' } });
    const overridden = await put(stage, { maxRequestBody: 9 });
    expect([overridden.status, errorOf(overridden).code]).toEqual([409, 'setting_overridden']);
    expect(errorOf(overridden).message).toMatch(/EVENKEEL_MAX_REQUEST_BODY/);
    const atStart = await put(stage, { upstreamConnectTimeout: 9 });
    expect([atStart.status, errorOf(atStart).code]).toEqual([409, 'setting_overridden']);
  });

  it('422 for a value that is not allowed, all or nothing; 400 for what is no JSON; 422 for an unknown name', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const values of [
      { maxRequestBody: 0 },
      { maxRequestBody: 1.5 },
      { maxRequestBody: true },
      { maxRequestBody: '' },
      { routingStrategy: 'random' },
      { replayUnseenFailures: 'perhaps' },
      { logLevel: 'error', streamIdleTimeout: -1 },
      { nonsense: 1 },
    ]) {
      const answer = await put(stage, values);
      expect([values, answer.status, errorOf(answer).code]).toEqual([values, 422, 'validation_error']);
    }
    const torn = await stage.call('/api/settings', { method: 'PUT', headers: json, body: '{"values":' });
    expect([torn.status, errorOf(torn).code]).toEqual([400, 'request_malformed']);
    expect((await view(stage)).version).toBe(0);
  });
});

const shapeLines = (stage: Stage): string[] =>
  stage.log.filter(({ message }) => message === 'Shape of a request').map(({ data }) => JSON.stringify(data));

/** One proof for each setting that claims to be live; a new one without a proof fails the test below. */
const proofs: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async requireApiKey(stage) {
    expect((await stage.turn()).status).toBe(200);
    await stage.set({ requireApiKey: true });
    expect((await stage.turn()).status).toBe(401);
    await stage.set({ requireApiKey: null });
    expect((await stage.turn()).status).toBe(200);
  },
  async dashboardSessionTtlSeconds(stage) {
    await stage.set({ dashboardSessionTtlSeconds: 300 });
    const answer = await stage.call('/api/dashboard-auth/password/setup', {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ password: 'a long password' }),
    });
    expect(String(answer.headers['set-cookie'])).toMatch(/Max-Age=(?:300|299)(?:;|$)/);
  },
  async hideUpstreamQuotaFromApiKeys(stage) {
    const made = await stage.call('/api/api-keys/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a key' }),
    });
    const authorization = `Bearer ${(made.json as { key: string }).key}`;
    const primary = async (): Promise<unknown> => {
      const { json } = await stage.call('/v1/usage', { headers: { authorization } });
      return (json as { account_pool_usage: { primary: unknown } }).account_pool_usage.primary;
    };
    expect(await primary()).toMatchObject({ used_percent: expect.any(Number) });
    await stage.set({ hideUpstreamQuotaFromApiKeys: true });
    expect(await primary()).toBeNull();
  },
  ...balancingProofs,
  ...clientProofs,
  ...desktopProofs,
  async routingStrategy(stage) {
    await stage.turn();
    await stage.turn();
    await stage.set({ routingStrategy: 'round_robin' });
    await stage.turn();
    await stage.turn();
    expect(stage.served().slice(0, 2)).toEqual(['acc-a', 'acc-a']);
    expect(new Set(stage.served().slice(2))).toEqual(new Set(['acc-a', 'acc-b']));
  },
  async promptCacheAffinityMaxAge(stage) {
    await stage.turn({ body: turnBody([hello], { prompt_cache_key: 'k' }) });
    const lifetimeMs = async (): Promise<number | undefined> => {
      const { entries } = stickyPageSchema.parse((await stage.call('/api/sticky-sessions')).json);
      return entries[0] && Date.parse(entries[0].expiresAt) - Date.parse(entries[0].updatedAt);
    };
    expect(await lifetimeMs()).toBe(1_800_000);
    await stage.set({ promptCacheAffinityMaxAge: 60 });
    expect(await lifetimeMs()).toBe(60_000);
    // That it then moves is in sticky-sessions.test.ts, where time passes.
  },
  async debugEndpointsEnabled(stage) {
    expect((await stage.call('/debug/lb/state')).status).toBe(404);
    await stage.set({ debugEndpointsEnabled: true });
    expect((await stage.call('/debug/lb/state')).status).toBe(200);
  },
  async modelAliases(stage) {
    const ask = () => stage.turn({ path: '/v1/responses', body: { model: 'claude-sonnet-4', input: 'hi' } });
    expect((await ask()).status).toBe(404);
    await stage.set({ modelAliases: 'claude-sonnet-4=gpt-5.5' });
    expect((await ask()).status).toBe(200);
    expect(stage.upstream.turns().at(-1)?.json).toMatchObject({ model: 'gpt-5.5' });
  },
  async metricsEnabled(stage) {
    expect((await stage.call('/metrics')).status).toBe(404);
    await stage.set({ metricsEnabled: true });
    expect((await stage.call('/metrics')).status).toBe(200);
  },
  async logProxyRequestShape(stage) {
    await stage.turn();
    expect(shapeLines(stage)).toEqual([]);
    await stage.set({ logProxyRequestShape: true });
    await stage.turn();
    expect(shapeLines(stage)).toHaveLength(1);
  },
  async logProxyRequestShapeRawCacheKey(stage) {
    await stage.set({ logProxyRequestShape: true });
    const body = turnBody([hello], { prompt_cache_key: 'key-of-mine' });
    await stage.turn({ body });
    await stage.set({ logProxyRequestShapeRawCacheKey: true });
    await stage.turn({ body });
    expect(shapeLines(stage).map((line) => line.includes('"promptCacheKey":"key-of-mine"'))).toEqual([false, true]);
  },
  async replayUnseenFailures(stage) {
    stage.account('acc-a').always(dropBeforeFirstEvent());
    expect((await stage.turn()).status).toBe(200);
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    await stage.set({ replayUnseenFailures: false });
    expect((await stage.turn()).status).toBe(502);
  },
  async upstreamTransport(stage) {
    const upgrade = () =>
      TestSocket.open(stage).then(async (socket) => {
        await using _closing = socket;
        return socket.head.statusCode;
      });
    expect(await upgrade()).toBe(101);
    await stage.set({ upstreamTransport: 'http' });
    await expect(upgrade()).rejects.toThrow('refused with 426');
  },
  async upstreamProxy(stage) {
    await using proxy = await startHttpProxy();
    await stage.turn();
    await stage.set({ upstreamProxy: proxy.address });
    await stage.turn();
    expect(stage.upstream.turns().map(({ remotePort }) => proxy.calledFrom(remotePort))).toEqual([false, true]);
  },
  async streamIdleTimeout(stage) {
    await stage.set({ streamIdleTimeout: 5, replayUnseenFailures: false });
    const latch = createLatch();
    stage.account('acc-a').script([silent(latch), ok('one two', { hold: latch })]);
    const startedAtMs = performance.now();
    const [silence, stall] = await Promise.all([stage.turn(), stage.turn()]);
    expect(performance.now() - startedAtMs).toBeGreaterThan(4500);
    expect([silence.status, errorOf(silence).code]).toEqual([504, 'stream_idle_timeout']);
    expect(lastEvent(stall)).toEqual({ type: 'response.failed', code: 'stream_idle_timeout' });
    expect(stage.summary('acc-a').status).toBe('active');
  },
  async usageRefreshInterval(stage) {
    await stage.set({ usageRefreshInterval: 1 });
    stage.account('acc-b').usage = usualUsageOf(77, 88);
    await stage.nextEvent(
      ({ type }) => type === 'account' && stage.summary('acc-b').usage.primaryRemainingPercent === 23,
    );
  },
  async tokenRefreshIntervalDays(stage) {
    const account = stage.account('acc-a');
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString();
    await stage.engine.importAuthFiles([{ name: 'a', content: account.authFile(twoDaysAgo) }]);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(0);
    await stage.set({ tokenRefreshIntervalDays: 1 });
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(1);
  },
  async maxRequestBody(stage) {
    const body = turnBody([{ ...hello, content: 'x'.repeat(1_500_000) }]);
    expect((await stage.turn({ body })).status).toBe(200);
    await stage.set({ maxRequestBody: 1 });
    const refused = await stage.turn({ body });
    expect([refused.status, errorOf(refused).code]).toEqual([400, 'payload_too_large']);
    expect(errorOf(refused).message).toMatch(/1 MiB/);
  },
  async shutdownDrainTimeout(stage) {
    await stage.set({ shutdownDrainTimeout: 0 });
    const hold = createLatch();
    stage.account('acc-a').script([ok('a b c', { hold })]);
    const running = stage.turn().then(
      (answer) => lastEvent(answer).type,
      () => 'cut',
    );
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 1);
    const startedAtMs = performance.now();
    await stage.engine.stop();
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
    expect(await running).not.toBe('response.completed');
  },
  async requestLogRetentionDays(stage) {
    await stage.set({ requestLogRetentionDays: 1 });
    // That old entries go is in request-log.test.ts, where weeks pass.
    expect((await view(stage)).settings.find(({ key }) => key === 'requestLogRetentionDays')?.value).toBe(1);
  },
  async logLevel(stage) {
    await stage.set({ logLevel: 'debug' });
    expect(stage.logLevels).toEqual(['debug']);
  },
};

describe('a live setting changes behaviour through the running server', () => {
  const live = settingKeys.filter((key) => settingDeclarations[key].effect === 'live');

  it('each has a proof', () => {
    expect(Object.keys(proofs).toSorted()).toEqual(live.toSorted());
  });

  it.each(live)('%s', async (key) => {
    await using stage = await startStage({ polls: true });
    await expect(proofs[key]?.(stage)).resolves.toBeUndefined();
  });
});
