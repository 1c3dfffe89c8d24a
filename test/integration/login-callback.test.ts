import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { errorOf } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';
import { comeBack, post, startBrowser, statusOf, visit } from './login-stage.ts';

const oneAccount = { accounts: ['anna'], imports: false } as const;

async function holdPort(): Promise<{ port: number; server: Server }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

async function expectClosed(address: URL): Promise<void> {
  await expect(comeBack(address)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
}

function changed(address: URL, parameters: Readonly<Record<string, string | null>>): URL {
  const copy = new URL(address);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) copy.searchParams.delete(name);
    else copy.searchParams.set(name, value);
  }
  return copy;
}

function tokensIn(stage: Stage): string[] {
  const { accessToken, refreshToken } = stage.account('anna');
  return [accessToken, refreshToken];
}

describe('the callback', () => {
  it('O1: a wrong, missing or reused state is 400 and nothing is exchanged', async () => {
    await using stage = await startStage(oneAccount);
    const [started, other] = [await startBrowser(stage), await startBrowser(stage)];
    const back = await visit(started);
    expect((await comeBack(changed(back, { state: 'x'.repeat(43) }))).status).toBe(400);
    expect((await comeBack(changed(back, { state: null }))).status).toBe(400);
    expect(stage.upstream.exchanges()).toHaveLength(0);
    expect((await statusOf(stage, started.flowId)).status).toBe('pending');
    expect((await comeBack(back)).status).toBe(200);
    // The other sign-in keeps the port open, so the same answer can arrive again.
    expect((await comeBack(back)).status).toBe(400);
    expect(stage.upstream.exchanges()).toHaveLength(1);
    expect((await statusOf(stage, started.flowId)).status).toBe('success');
    expect((await statusOf(stage, other.flowId)).status).toBe('pending');
  });

  it('O2: after the answer the port is closed, and while the code is exchanged as well', async () => {
    await using stage = await startStage(oneAccount);
    const hold = createLatch();
    stage.upstream.issuer.exchangeHold = hold;
    const started = await startBrowser(stage);
    const back = await visit(started);
    const page = comeBack(back);
    await stage.upstream.waitForRequest(({ pathname }) => pathname === '/oauth/token');
    await expectClosed(back);
    hold.open();
    expect((await page).status).toBe(200);
    await expectClosed(back);
    expect(stage.upstream.exchanges()).toHaveLength(1);
  });

  it('O3: another Host, a foreign Origin or a POST is 403 and changes nothing', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const back = await visit(started);
    const wrong = [
      { headers: { host: 'evil.test' } },
      { headers: { host: `evil.test:${back.port}` } },
      { headers: { host: 'localhost' } },
      { headers: { origin: 'https://evil.test' } },
      { headers: { origin: 'null' } },
      { method: 'POST' },
      { method: 'POST', headers: { origin: back.origin } },
    ];
    for (const options of wrong) expect((await comeBack(back, options)).status).toBe(403);
    expect((await comeBack(new URL('/', back))).status).toBe(404);
    expect(stage.upstream.exchanges()).toHaveLength(0);
    expect((await comeBack(back)).status).toBe(200);
  });

  it('O4: the verifier is on the wire at the exchange only, and fits the challenge', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    expect(started.authorizationUrl).not.toContain('code_verifier');
    await comeBack(await visit(started));
    const carriers = stage.upstream.requests.filter(({ path, rawBody }) =>
      `${path}${rawBody.toString('utf8')}`.includes('code_verifier'),
    );
    expect(carriers.map(({ pathname }) => pathname)).toEqual(['/oauth/token']);
    expect((await statusOf(stage, started.flowId)).status).toBe('success');
  });

  it('O5: a taken port is named with its holder, and the pasted address signs in', async () => {
    const held = await holdPort();
    await using stage = await startStage({ ...oneAccount, loginPorts: [held.port] });
    const started = await startBrowser(stage);
    expect(started.listening).toBe(false);
    expect(started.problem).toContain(`Port ${held.port} is taken by`);
    expect(started.problem).toContain(`process ${process.pid}`);
    expect(started.problem).toContain('paste');
    const back = await visit(started);
    const answer = await post(stage, '/api/oauth/manual-callback', { callbackUrl: back.href, flowId: started.flowId });
    expect(answer.json).toMatchObject({ status: 'success', result: 'added' });
    held.server.close();
  });

  it('O5: the second port is taken when the first is not free', async () => {
    const held = await holdPort();
    await using stage = await startStage({ ...oneAccount, loginPorts: [held.port, 0] });
    const started = await startBrowser(stage);
    expect(started).toMatchObject({ listening: true, problem: null });
    expect(new URL(started.callbackUrl).port).not.toBe(String(held.port));
    held.server.close();
  });

  it('O6: two sign-ins at once share the port, each with a state of its own', async () => {
    await using stage = await startStage({ accounts: ['anna', 'bert'], imports: false });
    const [first, second] = await Promise.all([startBrowser(stage), startBrowser(stage)]);
    expect(first.callbackUrl).toBe(second.callbackUrl);
    const { issuer } = stage.upstream;
    issuer.signsInAs = stage.account('bert');
    await comeBack(await visit(second));
    issuer.signsInAs = stage.account('anna');
    const back = await visit(first);
    await comeBack(back);
    expect((await statusOf(stage, first.flowId)).accountId).toBe(stage.summary('anna').accountId);
    expect((await statusOf(stage, second.flowId)).accountId).toBe(stage.summary('bert').accountId);
    await expectClosed(back);
  });

  it('O7: quitting in the middle closes the port and stores nothing', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const back = await visit(started);
    await stage.engine.stop();
    await expectClosed(back);
    expect(stage.engine.logins.status(started.flowId)).toMatchObject({ status: 'cancelled', errorCode: 'stopping' });
    expect(stage.upstream.exchanges()).toHaveLength(0);
  });

  it('O8: a name from the tokens is escaped; the page shows no token and is not kept', async () => {
    await using stage = await startStage(oneAccount);
    stage.upstream.issuer.claims = {
      email: '<img src=x onerror=alert(1)>@example.test',
      'https://api.openai.com/profile': {},
    };
    const started = await startBrowser(stage);
    const page = await comeBack(await visit(started));
    expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;@example.test');
    expect(page.text).not.toContain('<img');
    for (const token of tokensIn(stage)) expect(page.text).not.toContain(token);
    expect(page.headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      connection: 'close',
    });
  });

  it('the login of the Codex CLI asks for the port with /cancel and gets it; a page in a browser does not', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const back = await visit(started);
    const cancel = new URL('/cancel', back);
    expect((await comeBack(cancel, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await statusOf(stage, started.flowId)).status).toBe('pending');
    expect((await comeBack(cancel)).status).toBe(200);
    expect(await statusOf(stage, started.flowId)).toMatchObject({
      status: 'cancelled',
      errorCode: 'cancelled_by_program',
      errorMessage: expect.stringContaining('codex login'),
    });
    await expectClosed(back);
  });

  it('nothing of a sign-in is in the log', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const back = await visit(started);
    await comeBack(back);
    const text = JSON.stringify(stage.log);
    const verifier = new URLSearchParams(stage.upstream.exchanges()[0]?.rawBody.toString('utf8')).get('code_verifier');
    const secrets = [back.searchParams.get('code'), back.searchParams.get('state'), verifier, ...tokensIn(stage)];
    for (const secret of secrets) {
      expect(secret).toBeTruthy();
      expect(text).not.toContain(secret);
    }
  });
});

describe('a pasted address', () => {
  it.each([
    ['oauth_callback_invalid', () => 'not an address'],
    ['oauth_callback_wrong_address', () => 'https://auth.openai.com/oauth/authorize'],
    ['oauth_callback_wrong_address', (back: URL) => back.href.replace(`:${back.port}`, ':1')],
    ['oauth_state_missing', (back: URL) => changed(back, { state: null }).href],
    ['oauth_state_unknown', (back: URL) => changed(back, { state: 'x'.repeat(43) }).href],
    ['oauth_callback_invalid', (back: URL) => changed(back, { code: null }).href],
  ] as const)('that cannot be taken: %s, and the sign-in goes on', async (code, address) => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const back = await visit(started);
    const callbackUrl = address(back);
    const answer = await post(stage, '/api/oauth/manual-callback', { callbackUrl, flowId: started.flowId });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code, message: expect.stringMatching(/\.$/) });
    expect(stage.upstream.exchanges()).toHaveLength(0);
    expect((await statusOf(stage, started.flowId)).status).toBe('pending');
  });

  it('of another sign-in is refused', async () => {
    await using stage = await startStage(oneAccount);
    const [first, second] = [await startBrowser(stage), await startBrowser(stage)];
    const callbackUrl = (await visit(first)).href;
    const answer = await post(stage, '/api/oauth/manual-callback', { callbackUrl, flowId: second.flowId });
    expect(errorOf(answer)['code']).toBe('oauth_state_unknown');
  });

  it('is good once', async () => {
    await using stage = await startStage(oneAccount);
    const started = await startBrowser(stage);
    const callbackUrl = (await visit(started)).href;
    const [first, second] = await Promise.all([
      post(stage, '/api/oauth/manual-callback', { callbackUrl }),
      post(stage, '/api/oauth/manual-callback', { callbackUrl }),
    ]);
    expect(new Set([first.status, second.status])).toEqual(new Set([200, 400]));
    expect(stage.upstream.exchanges()).toHaveLength(1);
  });
});
