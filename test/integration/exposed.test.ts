import { describe, expect, it } from 'vitest';

import { said, password, Visitor, welcome } from './dashboard-auth-stage.ts';
import { hello, startStage, type Stage } from './harness.ts';

const token = 'given-token-123';
const body = JSON.stringify({ model: 'gpt-5.5', input: [hello] });

/** As if other machines could reach it; the socket itself stays on loopback. */
function exposed(): Promise<Stage> {
  return startStage({
    bindTo: '127.0.0.1',
    environment: {
      EVENKEEL_HOST: '0.0.0.0',
      EVENKEEL_PUBLIC_ADDRESSES: 'https://evenkeel.test, nas.local:2455',
      EVENKEEL_DASHBOARD_BOOTSTRAP_TOKEN: token,
    },
  });
}

describe('bound where other machines can reach it', () => {
  it('A1, N8: with no key at all in it, every route of the data plane is 401 without one, from this machine too', async () => {
    await using stage = await exposed();
    const routes = stage.engine.routes.filter(({ plane }) => plane === 'data');
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, path } of routes) {
      const url = path.replaceAll(/\{?\*?[:*](\w+)\}?/gu, 'x').replaceAll(/[{}]/gu, '');
      const answer = await stage.call(url, { method: method === 'all' ? 'POST' : method.toUpperCase() });
      expect([path, ...said(answer)]).toEqual([path, 401, 'invalid_api_key']);
    }
    expect((await stage.call('/health')).status).toBe(200);
    expect(stage.upstream.requests.filter(({ path }) => path.includes('responses'))).toEqual([]);
  });

  it('A1, A10: opens to who has the token of the console; then a password rules the dashboard and keys the rest', async () => {
    await using stage = await exposed();
    const owner = new Visitor(stage);
    expect(await owner.looks()).toEqual([401, 'bootstrap_required']);
    // The page itself, built or not, is for everybody: it is where one signs in.
    expect((await stage.call('/dashboard')).status).not.toBe(403);
    const setUp = await owner.ask(
      'POST',
      '/api/dashboard-auth/password/setup',
      { password, bootstrapToken: token },
      { host: 'evenkeel.test', origin: 'https://evenkeel.test', 'x-forwarded-for': '203.0.113.7' },
    );
    expect(setUp.status).toBe(200);
    // TLS in front of us is what its owner says, so the cookie may travel in no other way.
    expect(String(setUp.headers['set-cookie'])).toMatch(/; Secure$/);
    expect(await owner.looks()).toEqual(welcome);
    const made = await owner.ask('POST', '/api/api-keys/', { name: 'far away' });
    const { key } = made.json as { key: string };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', host: 'nas.local:2455' };
    const turn = { method: 'POST', body, headers };
    expect((await stage.call('/backend-api/codex/responses', turn)).status).toBe(200);
    const plain = await new Visitor(stage).auth('password/login', { password });
    expect(String(plain.headers['set-cookie'])).not.toContain('Secure');
  });

  it('N3: a foreign Host is refused as ever, before the sign-in is asked', async () => {
    await using stage = await exposed();
    for (const host of ['evil.test', 'evenkeel.test:2455', '0.0.0.0'])
      expect(said(await stage.call('/api/accounts', { headers: { host } }))).toEqual([421, 'host_not_allowed']);
  });

  it('says a loopback address to the programs of this machine', async () => {
    await using stage = await exposed();
    expect(stage.engine.state().origin).toBe(`http://127.0.0.1:${stage.port}`);
  });
});
