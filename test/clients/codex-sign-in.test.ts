import { describe, expect, it } from 'vitest';

import { makeAuthFile } from '../fakes/auth-file.ts';
import { inputItems } from '../fakes/upstream/responses-route.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { builtInProviderConfig, codexConfig, makeCodexHome, signedInCodexConfig } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { setStage } from './stage.ts';

/** A ChatGPT login that is nobody's in the pool. */
const clientLogin = {
  email: 'client@example.test',
  accountId: 'acc-client',
  accessToken: 'client-access-token',
  refreshToken: 'client-refresh-token',
};

describe('Codex CLI 0.169.0 by the way it is signed in', () => {
  it('with an API key: the key stays here, the pool account goes upstream', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({
      config: codexConfig({ origin: evenkeel.origin, provider: ['requires_openai_auth = true'] }),
      auth: JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }),
    });
    const run = await codexExec(home, ['Say hello.']);

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(upstream.turns()).toHaveLength(1);
    expect(upstream.turns()[0]?.headers).toMatchObject({
      authorization: `Bearer ${first.accessToken}`,
      'chatgpt-account-id': first.id,
    });
    for (const request of upstream.requests) expect(request.rawHeaders.join('\n')).not.toContain('sk-of-the-client');
  });

  it('without anything, also where the provider asks for OpenAI sign-in', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({
      config: codexConfig({ origin: evenkeel.origin, provider: ['requires_openai_auth = true'] }),
    });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(upstream.turns()[0]?.headers.authorization).toBe(`Bearer ${first.accessToken}`);
  });

  it('with the built-in provider and WebSockets turned off: the CLI falls back at once and silently', async () => {
    await using stage = await setStage({ env: { EVENKEEL_UPSTREAM_TRANSPORT: 'http' } });
    const { upstream, evenkeel } = stage;
    await using home = await makeCodexHome({
      config: builtInProviderConfig(evenkeel.origin),
      auth: JSON.stringify({ OPENAI_API_KEY: 'sk-of-the-client' }),
    });
    const run = await codexExec(home, ['Say hello.']);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(run.stderr).not.toMatch(/reconnecting/i);
    expect(upstream.turns()).toHaveLength(1);
  });

  it('with ChatGPT: zstd bodies, routing discovery by us, and nothing of its own login upstream', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    await using home = await makeCodexHome({
      config: signedInCodexConfig({ origin: evenkeel.origin }),
      auth: makeAuthFile(clientLogin),
    });
    const run = await codexExec(home, ['Say hello.'], {
      env: { CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${upstream.authBaseUrl}/oauth/token` },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    const [turn, ...more] = upstream.turns();
    expect(more).toEqual([]);
    expect(turn?.headers).toMatchObject({
      authorization: `Bearer ${first.accessToken}`,
      'chatgpt-account-id': first.id,
      'content-encoding': 'zstd',
    });
    // The frame's magic number: the body went on as it came.
    expect(turn?.rawBody.subarray(0, 4).toString('hex')).toBe('28b52ffd');
    expect(inputItems(turn?.json).at(-1)).toMatchObject({ content: [{ text: 'Say hello.' }] });
    for (const request of upstream.requests) {
      expect(request.rawHeaders.join('\n')).not.toMatch(/client-access-token|acc-client/);
      expect(['/backend-api/codex/responses', '/backend-api/codex/models', '/backend-api/wham/usage']).toContain(
        request.pathname,
      );
    }
    // Nobody had to refresh, neither the client nor the pool.
    expect(upstream.refreshes()).toEqual([]);
  });

  it('with ChatGPT: the model list is the pool’s, with one ETag', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel, first } = stage;
    first.script([ok('Hello from acc-a', { headers: { 'x-models-etag': 'W/"of-acc-a"' } })]);
    await using home = await makeCodexHome({
      config: signedInCodexConfig({ origin: evenkeel.origin, model: 'gpt-fake-upstream' }),
      auth: makeAuthFile(clientLogin),
    });
    const run = await codexExec(home, ['Say hello.']);

    expect(run).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    // Only the upstream's list knows this model.
    expect(run.stderr).not.toContain('Model metadata for');
    const lists = upstream.requests.filter((request) => request.pathname === '/backend-api/codex/models');
    expect(lists.some((request) => request.path.includes('client_version=0.169.0'))).toBe(true);
    expect(upstream.turns()[0]?.json).toMatchObject({ model: 'gpt-fake-upstream' });

    // Each account was asked once: no answer's `x-models-etag` made the CLI think that it has another list.
    expect([lists.length, new Set(lists.map(({ accountId }) => accountId)).size]).toEqual([2, 2]);
    const models = '/backend-api/codex/models?client_version=0.169.0';
    const etag = String((await evenkeel.fetch(models)).headers.get('etag'));
    const again = await evenkeel.fetch(models, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag')]).toEqual([304, etag]);
  });
});
