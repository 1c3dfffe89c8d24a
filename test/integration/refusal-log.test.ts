import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { status } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { startStage } from './harness.ts';
import { chat, json, respond } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const wrongKey = `sk-clb-${'x'.repeat(43)}`;
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}`, 'user-agent': 'probe/1.2' } });

describe('S2, S48: what is refused before an account is looked for has its row', () => {
  it('with code, status, path and program, and no account, key or secret', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_MAX_REQUEST_BODY: '1' } });
    await chat(stage, {}, bearer(wrongKey));
    await respond(stage, { model: 'gpt-55' }, { headers: { 'user-agent': 'probe/1.2' } });
    await stage.call('/v1/responses', { method: 'POST', headers: json, body: '{"model":' });
    await respond(stage, { input: 'x'.repeat(1024 * 1024) });
    await stage.call('/v1/embeddings', { method: 'POST', headers: json, body: '{}' });
    await stage.call('/v1/nothing?token=sk-secret-secret-secret');
    const rows = await stage.requestLog();
    expect(
      rows.map(({ statusCode, errorCode, requestKind, path }) => [statusCode, errorCode, requestKind, path]),
    ).toEqual([
      [404, 'not_found', 'control', expect.stringContaining('/v1/nothing')],
      [404, 'model_not_found', 'control', '/v1/embeddings'],
      [413, 'request_too_large', 'responses', '/v1/responses'],
      [400, 'request_malformed', 'responses', '/v1/responses'],
      [404, 'model_not_found', 'responses', '/v1/responses'],
      [401, 'invalid_api_key', 'responses', '/v1/chat/completions'],
    ]);
    for (const row of rows)
      expect(row).toMatchObject({ status: 'error', accountId: null, apiKeyId: null, attempts: [] });
    expect(rows.at(-1)).toMatchObject({ client: 'probe', clientIp: '127.0.0.1', errorMessage: expect.any(String) });
    expect(rows.at(-2)?.errorMessage).toContain('gpt-55');
    expect(JSON.stringify(rows)).not.toContain(wrongKey);
    expect(JSON.stringify(rows)).not.toContain('sk-secret');
  });

  it("S2: and a line in the program's own log, as every request that failed", async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await respond(stage, { model: 'gpt-55', input: 'canary' });
    stage.account('acc-a').script([status(403, { error: { code: 'unknown_to_us', message: 'canary' } })]);
    await stage.turn();
    await stage.turn();
    const lines = stage.log.filter(({ message }) => message === 'A request failed');
    const rows = await stage.requestLog();
    expect(lines.map(({ data }) => data)).toEqual([
      {
        requestId: rows[2]?.requestId,
        requestKind: 'responses',
        statusCode: 404,
        errorCode: 'model_not_found',
        accountId: null,
        attempts: 0,
      },
      {
        requestId: rows[1]?.requestId,
        requestKind: 'responses',
        statusCode: 403,
        errorCode: 'unknown_to_us',
        accountId: stage.summary('acc-a').accountId,
        attempts: 1,
      },
    ]);
    expect(JSON.stringify(stage.log)).not.toContain('canary');
  });

  it('one row each: also for a key that is known, and for a WebSocket', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const { key, id } = await keys.create({ name: 'mine', allowedModels: ['gpt-4'] });
    await respond(keys.stage, { model: 'gpt-55' }, bearer(key));
    // This one the relay refuses, in a row of its own.
    await respond(keys.stage, { model: 'gpt-5.5' }, bearer(key));
    await TestSocket.open(keys.stage, { headers: { authorization: `Bearer ${wrongKey}` } }).catch(() => null);
    const rows = await keys.stage.requestLog();
    expect(
      rows.map(({ errorCode, transport, apiKeyId, apiKeyName }) => [errorCode, transport, apiKeyId, apiKeyName]),
    ).toEqual([
      ['invalid_api_key', 'websocket', null, null],
      ['model_not_allowed', 'http', id, 'mine'],
      ['model_not_found', 'http', id, 'mine'],
    ]);
    expect((await keys.key(id)).usage.requestCount).toBe(0);
  });

  it('another host at the door, and nothing of the dashboard', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await stage.call('/v1/models', { headers: { host: 'evil.example' } });
    await stage.call('/api/settings', { headers: { host: 'evil.example' } });
    await stage.call('/api/accounts/none');
    await stage.call('/favicon.nothing');
    const rows = await stage.requestLog();
    expect(rows.map(({ errorCode, path }) => [errorCode, path])).toEqual([['host_not_allowed', '/v1/models']]);
  });
});

describe('S37: a flood of refusals', () => {
  it('does not fill the log; rows and the counter together are all of them, and other codes keep their rows', async () => {
    const clock = new ManualClock();
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    for (let count = 0; count < 100; count += 1) await stage.call('/v1/models', bearer(wrongKey));
    await respond(stage, { model: 'gpt-55' });
    const rows = await stage.requestLog('?limit=1000');
    expect(rows.filter(({ errorCode }) => errorCode === 'invalid_api_key')).toHaveLength(30);
    expect(rows.filter(({ errorCode }) => errorCode === 'model_not_found')).toHaveLength(1);
    expect(stage.engine.state().unloggedRefusals).toBe(70);
    const told = (): number => stage.log.filter(({ message }) => message.startsWith('Refusals come faster')).length;
    expect(told()).toBe(1);

    const engineEvent = stage.nextEvent((event) => event.type === 'engine');
    await clock.advance(60_000);
    for (let count = 0; count < 11; count += 1) await stage.call('/v1/models', bearer(wrongKey));
    const later = await stage.requestLog('?limit=1000');
    expect(later.filter(({ errorCode }) => errorCode === 'invalid_api_key')).toHaveLength(40);
    expect(stage.engine.state().unloggedRefusals).toBe(71);
    expect(await engineEvent).toMatchObject({ engine: { unloggedRefusals: 70 } });
    expect(told()).toBe(2);
  });
});
