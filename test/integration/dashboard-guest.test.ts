import { describe, expect, it } from 'vitest';

import { liveEventSchema } from '../../src-proxy/contract/events.ts';
import { requestLogPageSchema } from '../../src-proxy/contract/request-log.ts';
import { guestMay } from '../../src-proxy/server/dashboard-access.ts';
import { firstEventFailed, status } from '../fakes/upstream/steps.ts';
import { ownerOf, said, Visitor, welcome } from './dashboard-auth-stage.ts';
import { eventsFrom, open } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const guestPassword = 'look but do not touch';

async function guestOf(stage: Stage, owner: Visitor): Promise<Visitor> {
  expect((await owner.auth('guest/password', { password: guestPassword })).json).toMatchObject({ guestAccess: true });
  const guest = new Visitor(stage);
  expect((await guest.auth('guest/login', { password: guestPassword })).json).toMatchObject({ role: 'guest' });
  return guest;
}

const pathOf = (path: string): string => path.replaceAll(/:\w+/g, 'some-id').replace('{*rest}', 'some');

describe('every route of the dashboard', () => {
  it('A5, C7: without a session, and with a made-up one, none is served but those by which one signs in', async () => {
    await using stage = await startStage();
    await ownerOf(stage);
    const stranger = new Visitor(stage);
    for (const { method, path, isForAll } of dashboardRoutes(stage)) {
      for (const cookie of [null, 'evenkeel_session=made-up']) {
        stranger.cookie = cookie;
        const answer = await stranger.ask(method.toUpperCase(), pathOf(path));
        if (isForAll) expect([method, path, said(answer)[1]]).not.toEqual([method, path, 'sign_in_required']);
        else expect([method, path, ...said(answer)]).toEqual([method, path, 401, 'sign_in_required']);
      }
    }
  });

  it('A5, C7: a guest reads what is listed for guests, and changes nothing anywhere', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_DEBUG_ENDPOINTS_ENABLED: 'true' } });
    const owner = await ownerOf(stage);
    const guest = await guestOf(stage, owner);
    const before = stage.upstream.requests.length;
    for (const route of dashboardRoutes(stage).filter(({ isForAll }) => isForAll !== true)) {
      const { method, path } = route;
      if (path === '/api/events') continue;
      const answer = await guest.ask(method.toUpperCase(), pathOf(path));
      const code = said(answer)[1];
      if (guestMay(route)) expect([method, path, code]).not.toEqual([method, path, 'admin_access_required']);
      else if (method === 'get') expect([path, answer.status, code]).toEqual([path, 403, 'admin_access_required']);
      else expect([method, path, answer.status, code]).toEqual([method, path, 403, 'read_only_access']);
    }
    expect(stage.upstream.requests).toHaveLength(before);
    expect(stage.engine.snapshot().accounts).toHaveLength(2);
  });

  it('what holds secrets or the owner’s doings is none of a guest’s', async () => {
    await using stage = await startStage();
    const guest = await guestOf(stage, await ownerOf(stage));
    const { accountId } = stage.summary('acc-a');
    for (const path of ['/api/audit-logs', '/api/conversations', '/api/sticky-sessions', '/api/accounts/found'])
      expect(said(await guest.ask('GET', path))).toEqual([403, 'admin_access_required']);
    const exported = await guest.ask('POST', `/api/accounts/${accountId}/export/auth`, { confirm: true });
    expect(said(exported)).toEqual([403, 'read_only_access']);
    expect(said(await guest.ask('POST', '/api/api-keys/', { name: 'x' }))).toEqual([403, 'read_only_access']);
    expect(await guest.looks()).toEqual(welcome);
  });
});

describe('what a guest sees of requests', () => {
  it('7.4: neither where they came from nor what the upstream said', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const owner = await ownerOf(stage);
    const guest = await guestOf(stage, owner);
    stage.account('acc-a').script([firstEventFailed('invalid_prompt', 'a tell-tale sentence')]);
    await stage.turn();
    const logOf = async (visitor: Visitor) => (await visitor.ask('GET', '/api/request-logs')).json;
    expect(JSON.stringify(await logOf(owner))).toContain('127.0.0.1');
    const page = requestLogPageSchema.parse(await logOf(guest));
    // Nor can it be guessed at, letter by letter.
    const found = async (visitor: Visitor, text: string) =>
      requestLogPageSchema.parse((await visitor.ask('GET', `/api/request-logs?text=${text}`)).json).requests.length;
    expect([await found(owner, 'tell-tale'), await found(guest, 'tell-tale')]).toEqual([1, 0]);
    expect(await found(guest, 'invalid_PROMPT')).toBe(1);
    expect(page.requests.length).toBeGreaterThan(0);
    for (const request of page.requests) {
      expect([request.clientIp, request.errorMessage, request.upstreamError]).toEqual([null, null, null]);
      for (const attempt of request.attempts) expect(attempt.rawError).toBeNull();
    }
    const stream = await open(stage.origin, '/api/events', { headers: guest.headers() });
    const events = eventsFrom(stream);
    const first = liveEventSchema.parse((await events.next()).value?.data);
    expect(JSON.stringify(first)).not.toContain('tell-tale');
    await stage.turn();
    let next = liveEventSchema.parse((await events.next()).value?.data);
    while (next.type !== 'request') next = liveEventSchema.parse((await events.next()).value?.data);
    expect(next.request).toMatchObject({ clientIp: null });
    stream.destroy();
  });
});

describe('what a guest sees of accounts', () => {
  it('7.4: neither what the upstream said of one nor the way out that it takes, at rest and live', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const owner = await ownerOf(stage);
    const guest = await guestOf(stage, owner);
    const { accountId } = stage.summary('acc-a');
    stage.account('acc-a').always(status(403, { detail: 'a tell-tale sentence' }));
    await stage.turn();
    const way = { mode: 'proxy', address: 'http://way-out.test:3128' };
    expect((await owner.ask('PUT', `/api/accounts/${accountId}/upstream-proxy?save_untested=true`, way)).status).toBe(
      200,
    );
    const ownersView = JSON.stringify((await owner.ask('GET', '/api/accounts')).json);
    for (const word of ['tell-tale', 'way-out']) expect(ownersView).toContain(word);
    const guestsView = await guest.ask('GET', '/api/accounts');
    expect([guestsView.status, guestsView.text]).toEqual([200, expect.not.stringMatching(/tell-tale|way-out/)]);
    const stream = await open(stage.origin, '/api/events', { headers: guest.headers() });
    const events = eventsFrom(stream);
    const first = liveEventSchema.parse((await events.next()).value?.data);
    expect(JSON.stringify(first)).not.toMatch(/tell-tale|way-out/);
    await owner.ask('PUT', `/api/accounts/${accountId}/alias`, { alias: 'mine' });
    let next = liveEventSchema.parse((await events.next()).value?.data);
    while (next.type !== 'account') next = liveEventSchema.parse((await events.next()).value?.data);
    expect(JSON.stringify(next)).not.toMatch(/tell-tale|way-out/);
    stream.destroy();
  });
});

describe('guest access', () => {
  it('A7: is off without a password of its own, ends when it is taken away, and never opens more', async () => {
    await using stage = await startStage({ accounts: [] });
    const owner = await ownerOf(stage);
    for (const password of ['', 'anything'])
      expect(said(await new Visitor(stage).auth('guest/login', { password }))).toEqual([401, 'password_invalid']);
    const guest = await guestOf(stage, owner);
    expect(said(await new Visitor(stage).auth('password/login', { password: guestPassword }))).toEqual([
      401,
      'password_invalid',
    ]);
    expect((await owner.auth('guest/password', { password: null })).json).toMatchObject({ guestAccess: false });
    expect(await guest.looks()).toEqual([401, 'sign_in_required']);
    expect(await owner.looks()).toEqual(welcome);
  });
});

function dashboardRoutes(stage: Stage) {
  return stage.engine.routes.filter(({ plane }) => plane === 'dashboard');
}
