import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { open } from './http-client.ts';
import { startStage, turnBody } from './harness.ts';
import { chat, respond } from './v1-requests.ts';

const json = { 'content-type': 'application/json' };

describe('endpoints 3: x-request-id on every answer', () => {
  it.each([
    ['GET', '/health'],
    ['GET', '/health/live'],
    ['GET', '/health/ready'],
    ['GET', '/api/settings'],
    ['GET', '/api/accounts'],
    ['GET', '/api/request-logs'],
    ['GET', '/api/nothing'],
    ['GET', '/dashboard'],
    ['GET', '/api/codex/usage'],
    ['GET', '/api/codex/rate-limit-reset-credits'],
    ['GET', '/api/codex/nothing'],
    ['GET', '/backend-api/wham/accounts/check'],
    ['GET', '/backend-api/codex/models'],
    ['GET', '/backend-api/codex/nothing'],
    ['POST', '/backend-api/ps/mcp'],
    ['POST', '/backend-api/codex/analytics-events/events'],
    ['GET', '/backend-api/codex/opportunistic/admission?model=gpt-5.5'],
    ['GET', '/backend-api/codex/thread/goal/get'],
    ['GET', '/v1/models'],
    ['GET', '/v1/usage'],
    ['GET', '/elsewhere'],
  ])('%s %s: the client’s own', async (method, path) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const headers = { ...json, 'x-request-id': 'mine-1' };
    const { rawHeaders } = await stage.call(path, { method, headers });
    const names = rawHeaders.filter((_part, index) => index % 2 === 0).map((name) => name.toLowerCase());
    const values = rawHeaders.filter((_part, index) => index % 2 === 1 && names[(index - 1) / 2] === 'x-request-id');
    expect(values).toEqual(['mine-1']);
    expect((await stage.call(path, { method, headers: json })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('matrix row 18: streams come as they are sent', () => {
  it('every model stream asks whoever is on the way not to hold it back; no other answer does', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    for (const streaming of [
      await stage.turn(),
      await chat(stage, { stream: true }),
      await respond(stage, { stream: true }),
    ])
      expect(streaming.headers['x-accel-buffering']).toBe('no');
    for (const whole of [await chat(stage, {}), await stage.call('/backend-api/codex/models')])
      expect(whole.headers).not.toHaveProperty('x-accel-buffering');
    stage.account('acc-a').script([ok('hi', { headers: { 'x-accel-buffering': 'yes' } })]);
    expect((await stage.turn()).headers['x-accel-buffering']).toBe('yes');
  });

  it('a native stream in silence: a comment every 10 s between events, and every other byte as it came', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    const hold = createLatch();
    stage.account('acc-a').script([ok('one two', { hold, holdAfterEvents: 1 })]);
    const response = await open(stage.origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers: json,
      body: turnBody(),
    });
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    const text = (): string => Buffer.concat(chunks).toString();
    await expect.poll(text).toContain('response.created');
    expect(text()).not.toContain(': keepalive');
    for (const beats of [1, 2]) {
      await clock.advance(10_000);
      await expect.poll(() => text().split(': keepalive\n\n').length - 1).toBe(beats);
    }
    hold.open();
    await once(response, 'end');
    expect(text().replaceAll(': keepalive\n\n', '')).toBe(stage.upstream.turns()[0]?.sentBytes.toString());
    expect(text()).toMatch(/\n\n: keepalive\n\n: keepalive\n\nevent: /);
  });
});
