import { describe, expect, it } from 'vitest';

import { auditPageSchema, type AuditEntry } from '../../src-proxy/contract/audit.ts';
import { isAudited } from '../../src-proxy/server/audited-routes.ts';
import { askEngine, findRunningEngine } from '../../src-proxy/running-engine.ts';
import { ownerOf, Visitor } from './dashboard-auth-stage.ts';
import { startStage } from './harness.ts';

async function lines(visitor: Visitor, query = ''): Promise<AuditEntry[]> {
  return auditPageSchema.parse((await visitor.ask('GET', `/api/audit-logs${query}`)).json).entries;
}

describe('every change has its line: who, what, before and after', () => {
  it('of accounts, settings, prices and keys', async () => {
    await using stage = await startStage();
    const visitor = new Visitor(stage);
    const { accountId } = stage.summary('acc-a');
    const account = `/api/accounts/${accountId}`;
    await visitor.ask('PUT', `${account}/alias`, { alias: 'Work' });
    await visitor.ask('PUT', `${account}/routing-policy`, { routingPolicy: 'burn_first' });
    await visitor.ask('PUT', '/api/accounts/order', { accountIds: [accountId] });
    await visitor.ask('POST', `${account}/pause`);
    await visitor.ask('POST', `${account}/reactivate`);
    await visitor.ask('PUT', '/api/settings', { maxRequestBody: 7 });
    const price = { standard: { input: 1, cachedInput: null, output: 2 } };
    await visitor.ask('PUT', '/api/prices/some-model', price);
    const made = (await visitor.ask('POST', '/api/api-keys/', { name: 'one' })).json as { id: string };
    await visitor.ask('PATCH', `/api/api-keys/${made.id}`, { name: 'two' });
    await visitor.ask('PUT', '/api/upstream-proxy', { mode: 'direct' });
    await visitor.ask('DELETE', account);
    const found = (await lines(visitor)).toReversed().map(({ action, target, detail: { before, after } }) => ({
      action,
      target,
      before,
      after,
    }));
    const of = (action: string) => found.find((line) => line.action === action);
    expect(of('account.rename')).toMatchObject({
      target: accountId,
      before: { alias: null },
      after: { alias: 'Work' },
    });
    expect(of('account.routing_policy')).toMatchObject({
      before: { routingPolicy: 'normal' },
      after: { routingPolicy: 'burn_first' },
    });
    expect(of('account.order')).toMatchObject({ before: { accountIds: [] }, after: { accountIds: [accountId] } });
    expect(of('account.pause')).toMatchObject({ before: { status: 'active' }, after: { status: 'paused' } });
    expect(of('account.resume')).toMatchObject({ before: { status: 'paused' }, after: { status: 'active' } });
    expect(of('settings.change')).toEqual({
      action: 'settings.change',
      target: null,
      before: { maxRequestBody: 128 },
      after: { maxRequestBody: 7 },
    });
    expect(of('api_key.create')).toMatchObject({ target: made.id, after: { name: 'one' } });
    expect(of('api_key.update')).toMatchObject({ before: { name: 'one' }, after: { name: 'two' } });
    expect(of('upstream_proxy.change')).toMatchObject({ target: null });
    expect(of('account.remove')).toMatchObject({ before: { alias: 'Work' }, after: null });
    expect(found.map(({ action }) => action)).toContain('price.set');
  });

  it('a refused change has none', async () => {
    await using stage = await startStage();
    const visitor = new Visitor(stage);
    await visitor.ask('PUT', '/api/settings', { maxRequestBody: 100_000 });
    await visitor.ask('POST', '/api/accounts/nobody/pause');
    expect(await lines(visitor)).toEqual([]);
  });

  it('of the sign-in; nothing secret is in any of them', async () => {
    await using stage = await startStage();
    const owner = await ownerOf(stage);
    await owner.auth('guest/password', { password: 'a guest password' });
    await new Visitor(stage).auth('guest/login', { password: 'a guest password' });
    await new Visitor(stage).auth('password/login', { password: 'a wrong password' });
    await owner.auth('logout-everywhere');
    const window = new Visitor(stage);
    await window.auth('handover', { token: stage.engine.dashboard.handOver() });
    await window.ask('PUT', '/api/settings', { maxRequestBody: 7 });
    const all = await lines(window);
    expect(all.map(({ action }) => action).toReversed()).toEqual([
      'dashboard_auth.password_set',
      'dashboard_auth.guest_access',
      'dashboard_auth.guest_signed_in',
      'dashboard_auth.refused',
      'dashboard_auth.signed_out_everywhere',
      'settings.change',
    ]);
    expect(all[0]).toMatchObject({ actor: 'desktop', detail: { session: expect.stringMatching(/^[0-9a-f]{8}$/) } });
    expect(JSON.stringify(all)).not.toMatch(/correct horse|a guest password|a wrong password/);
  });

  it('names the face: tray, command line, dashboard', async () => {
    await using stage = await startStage();
    const { accountId } = stage.summary('acc-a');
    await stage.engine.pauseAccount(accountId);
    const origin = String(await findRunningEngine(stage.dataDir));
    await askEngine(`${origin}/api/accounts/${accountId}/reactivate`, { method: 'POST' });
    await stage.call(`/api/accounts/${accountId}/pause`, { method: 'POST' });
    const actors = (await lines(new Visitor(stage))).map(({ actor }) => actor).toReversed();
    expect(actors).toEqual(['tray', 'command line', 'dashboard']);
  });

  it('a page of the log goes on from the last line of the one before; one kind alone can be asked for', async () => {
    await using stage = await startStage({ accounts: [] });
    const visitor = new Visitor(stage);
    for (const size of [1, 2, 3]) await visitor.ask('PUT', '/api/settings', { maxRequestBody: size });
    const first = auditPageSchema.parse((await visitor.ask('GET', '/api/audit-logs?limit=2')).json);
    expect([first.entries.length, first.hasMore]).toEqual([2, true]);
    const rest = await lines(visitor, `?limit=2&before=${first.entries.at(-1)?.id}`);
    expect(rest.map(({ detail }) => detail.after)).toEqual([{ maxRequestBody: 1 }]);
    expect(await lines(visitor, '?action=account.pause')).toEqual([]);
  });

  it('what is left out is left out by name', async () => {
    await using stage = await startStage({ accounts: [] });
    const writes = stage.engine.routes.filter(({ plane, method }) => plane === 'dashboard' && method !== 'get');
    const silent = writes.filter((route) => !isAudited(route)).map(({ path }) => path);
    for (const path of silent)
      expect(path).toMatch(
        /preview|simulate|test|verify|refresh-usage|oauth\/cancel|diagnostics\/(?:run|cancel)|clients|api-keys|prices|sticky-sessions|dashboard-auth|model-sources|export\/auth|consume/,
      );
    expect(writes.length).toBeGreaterThan(silent.length);
  });
});
