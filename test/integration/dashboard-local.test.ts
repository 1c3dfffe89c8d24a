import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { askEngine, findRunningEngine } from '../../src-proxy/running-engine.ts';
import { ownerOf, password, said, Visitor, welcome } from './dashboard-auth-stage.ts';
import { startStage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const empty = { accounts: [] } as const;

describe('a sign-in is required', () => {
  const environment = { EVENKEEL_REQUIRE_SIGN_IN: 'true', EVENKEEL_DASHBOARD_BOOTSTRAP_TOKEN: 'given-token-123' };

  it('A1: then nobody gets in before the token from the console has set a password', async () => {
    await using stage = await startStage({ ...empty, environment });
    const visitor = new Visitor(stage);
    expect(await visitor.looks()).toEqual([401, 'bootstrap_required']);
    expect(await visitor.session()).toMatchObject({ role: null, bootstrapRequired: true });
    for (const bootstrapToken of [undefined, '', 'given-token-124']) {
      const answer = await visitor.auth('password/setup', { password, bootstrapToken });
      expect(said(answer)).toEqual([401, 'bootstrap_token_invalid']);
    }
    const answer = await visitor.auth('password/setup', { password, bootstrapToken: 'given-token-123' });
    expect(answer.status).toBe(200);
    expect(await visitor.looks()).toEqual(welcome);
    expect(stage.engine.dashboard.bootstrapToken()).toBeNull();
    const removed = await visitor.auth('password', { currentPassword: password }, 'DELETE');
    expect(said(removed)).toEqual([409, 'password_needed']);
    expect(JSON.stringify(stage.log)).not.toContain('given-token-123');
  });

  it('A2: without one in the environment the token is random, of this start alone', async () => {
    const tokens = new Set<string | null>();
    for (let count = 0; count < 2; count += 1) {
      await using stage = await startStage({ ...empty, environment: { EVENKEEL_REQUIRE_SIGN_IN: '1' } });
      tokens.add(stage.engine.dashboard.bootstrapToken());
      expect(JSON.stringify(stage.log)).not.toContain(stage.engine.dashboard.bootstrapToken());
    }
    expect(tokens.size).toBe(2);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/);
  });
});

describe('this machine’s own ways in', () => {
  it('A11: the window’s token is good once, for a minute, and makes a session that needs no password', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ ...empty, clock });
    expect(stage.engine.dashboard.handOver()).toBeNull();
    await ownerOf(stage);
    const token = stage.engine.dashboard.handOver();
    const window = new Visitor(stage);
    const answer = await window.auth('handover', { token });
    expect(answer.json).toMatchObject({ role: 'owner', via: 'desktop' });
    expect(String(answer.headers['set-cookie'])).not.toContain('Max-Age');
    expect(await window.looks()).toEqual(welcome);
    expect(said(await new Visitor(stage).auth('handover', { token }))).toEqual([401, 'handover_invalid']);
    const late = stage.engine.dashboard.handOver();
    clock.skip(60_000);
    expect(said(await new Visitor(stage).auth('handover', { token: late }))).toEqual([401, 'handover_invalid']);
    expect((await window.auth('password/change', { newPassword: 'chosen anew' })).status).toBe(200);
    expect((await new Visitor(stage).auth('password/login', { password: 'chosen anew' })).status).toBe(200);
  });

  it('the command line proves that it can read the data folder; its user agent alone proves nothing', async () => {
    await using stage = await startStage(empty);
    await ownerOf(stage);
    const file = join(stage.dataDir, 'engine.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const agent = { 'user-agent': 'evenkeel-cli/1' };
    expect(said(await stage.call('/api/accounts', { headers: agent }))).toEqual([401, 'sign_in_required']);
    const wrong = { ...agent, 'x-evenkeel-local-token': 'guessed' };
    expect(said(await stage.call('/api/accounts', { headers: wrong }))).toEqual([401, 'sign_in_required']);
    const origin = String(await findRunningEngine(stage.dataDir));
    expect(await askEngine(`${origin}/api/accounts`)).toMatchObject({ accounts: [] });
    expect(await askEngine(`${origin}/api/dashboard-auth/password`, { method: 'DELETE' })).toMatchObject({
      status: 'reset',
      bootstrapToken: null,
    });
    expect(await new Visitor(stage).looks()).toEqual(welcome);
  });
});
