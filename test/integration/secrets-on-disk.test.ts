import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import { startModelsServer } from '../fakes/source/models-server.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { dropAfterFirstEvent, ok, status } from '../fakes/upstream/steps.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { call, open } from './http-client.ts';
import { startCliStage } from './cli-process.ts';
import { turnBody } from './harness.ts';

const json = { 'content-type': 'application/json' };

interface Found {
  readonly path: string;
  readonly mode: number;
  readonly folder: boolean;
}

async function walk(path: string): Promise<Found[]> {
  const { mode } = await stat(path);
  const inside = await readdir(path, { withFileTypes: true });
  const below = await Promise.all(
    inside.map(async (entry) => {
      const full = join(path, entry.name);
      return entry.isDirectory()
        ? await walk(full)
        : [{ path: full, mode: (await stat(full)).mode & 0o777, folder: false }];
    }),
  );
  return [{ path, mode: mode & 0o777, folder: true }, ...below.flat()];
}

/** Windows has no such bits; rights there come with the folder of the user. */
const masks = process.platform === 'win32' ? [] : [0];

describe('F1: files', () => {
  it.each(masks)('F1: folders are 0700 and files 0600 under umask %i, while it runs and after', async (umask) => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream, umask });
    const server = stage.run(['serve']);
    const origin = await server.listening();
    const file = join(stage.home, 'a.json');
    await writeFile(file, upstream.addAccount({ id: 'acc-a' }).authFile());
    await stage.finish(['accounts', 'import', file]);
    await call(origin, '/backend-api/codex/responses', { method: 'POST', headers: json, body: turnBody() });
    const check = async (): Promise<number> => {
      const found = await walk(stage.dataDir);
      const wrong = found.filter(({ mode, folder }) => mode !== (folder ? 0o700 : 0o600));
      expect(wrong.map(({ path, mode }) => `${path} ${mode.toString(8)}`)).toEqual([]);
      return found.length;
    };
    expect(await check()).toBeGreaterThan(6);
    server.kill('SIGTERM');
    await server.exited;
    await check();
  });
});

describe('R1: canaries', () => {
  it('R1: no token, prompt or answer in any file, on stdout or stderr, through success, 401, 500, cut and abort at debug level', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const server = stage.run(['serve'], { EVENKEEL_LOG_LEVEL: 'debug' });
    const origin = await server.listening();
    const accounts = ['acc-a', 'acc-b'].map((id) =>
      // Opaque, so that nothing can know it by its looks.
      upstream.addAccount({
        id,
        accessToken: `opaque-access-canary-${id}`,
        refreshToken: `opaque-refresh-canary-${id}`,
      }),
    );
    const secrets = new Set<string>();
    const remember = (): void => {
      for (const account of accounts) for (const one of [account.accessToken, account.refreshToken]) secrets.add(one);
    };
    remember();
    for (const [index, account] of accounts.entries()) {
      const text = account.authFile();
      const { tokens } = JSON.parse(text) as { tokens: { id_token: string } };
      secrets.add(tokens.id_token);
      await writeFile(join(stage.home, `${index}.json`), text);
    }
    const imported = ['0.json', '1.json'].map((name) => join(stage.home, name));
    expect((await stage.finish(['accounts', 'import', ...imported], { EVENKEEL_LOG_LEVEL: 'debug' })).code).toBe(0);

    const body = turnBody([{ type: 'message', role: 'user', content: 'prompt-canary-text' }]);
    const headers = {
      ...json,
      authorization: 'Bearer client-bearer-canary',
      cookie: 'sid=client-cookie-canary',
      'x-api-key': 'client-key-canary',
    };
    const turn = () => call(origin, '/backend-api/codex/responses', { method: 'POST', headers, body });
    const [a, b] = accounts;
    a?.script([ok('answer-canary-text')]);
    await turn();
    for (const account of accounts) account.expireAccessTokens();
    await turn();
    remember();
    const echo = { error: { message: `Bearer ${a?.accessToken} was refused`, access_token: a?.accessToken } };
    for (const account of accounts) account.script([status(500, echo), status(500, echo), status(500, echo)]);
    await turn();
    await call(origin, '/api/accounts');
    for (const { accountId } of (await accountsOf(origin)).accounts)
      await call(origin, `/api/accounts/${accountId}/reactivate`, { method: 'POST' });
    for (const account of accounts) account.script([dropAfterFirstEvent(5), dropAfterFirstEvent(5)]);
    await turn();
    const hold = createLatch();
    for (const account of accounts) account.script([ok('answer-canary-text more', { hold })]);
    const response = await open(origin, '/backend-api/codex/responses', { method: 'POST', headers, body });
    response.destroy();
    for (const account of accounts) account.script([status(401, echo), status(401, echo)]);
    await turn();
    hold.open();
    await call(origin, '/backend-api/codex/responses', {
      method: 'POST',
      headers,
      body: 'prompt-canary-text not json',
    });
    expect(b?.id).toBe('acc-b');
    expect(((await call(origin, '/api/request-logs')).json as RequestLogPage).requests.length).toBeGreaterThan(4);

    const canaries = [
      ...secrets,
      'prompt-canary-text',
      'answer-canary-text',
      'client-bearer-canary',
      'client-cookie-canary',
      'client-key-canary',
    ];
    remember();
    const search = async (): Promise<string[]> => {
      const files = (await walk(stage.dataDir)).filter(({ folder }) => !folder);
      const texts = await Promise.all(files.map(async ({ path }) => ({ path, text: await readFile(path, 'latin1') })));
      texts.push({ path: 'stdout', text: server.stdout() }, { path: 'stderr', text: server.stderr() });
      return texts.flatMap(({ path, text }) =>
        canaries.filter((canary) => text.includes(canary)).map((canary) => `${canary.slice(0, 40)} in ${path}`),
      );
    };
    expect(await search()).toEqual([]);
    server.kill('SIGTERM');
    await server.exited;
    expect(await search()).toEqual([]);
  });
});

async function accountsOf(origin: string): Promise<{ accounts: { accountId: string }[] }> {
  return (await call(origin, '/api/accounts')).json as { accounts: { accountId: string }[] };
}

describe('R1: the key of a model source', () => {
  it('R1: on no disk, on no output and in no answer, whether it is typed, kept, asked with, replaced or refused', async () => {
    await using server = await startModelsServer();
    await using stage = await startCliStage();
    const serve = stage.run(['serve'], { EVENKEEL_LOG_LEVEL: 'debug' });
    const origin = await serve.listening();
    const canaries = ['first-source-canary', 'second-source-canary', 'refused-source-canary', 'asked-source-canary'];
    const [first, second, refused, asked] = canaries;
    const answers: string[] = [];
    const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
      const sent = body === undefined ? {} : { headers: json, body: JSON.stringify(body) };
      const { text, json: read } = await call(origin, path, { method, ...sent });
      answers.push(text);
      return read;
    };
    const added = await stage.finish(['sources', 'add', 'Lab', server.baseUrl], { EVENKEEL_SOURCE_KEY: String(first) });
    answers.push(added.stdout, added.stderr);
    expect(added.code).toBe(0);
    const { sources } = (await ask('GET', '/api/model-sources/')) as { sources: { id: string; hasKey: boolean }[] };
    const [source] = sources;
    expect(source?.hasKey).toBe(true);
    const path = `/api/model-sources/${source?.id}`;
    await ask('POST', `${path}/test`);
    server.answer = { status: 401, body: `Bearer ${first} is not welcome` };
    await ask('POST', `${path}/test`);
    await ask('PATCH', path, { apiKey: second });
    await ask('POST', '/api/model-sources/', { name: 'x', baseUrl: 'ftp://nowhere', apiKey: refused });
    await ask('POST', '/api/model-sources/', { name: 'x', apiKey: `${refused} with blanks` });
    await ask('POST', '/api/model-sources/test', { baseUrl: server.baseUrl, apiKey: asked });
    for (const one of ['/api/audit-logs', '/api/request-logs', '/api/settings', '/v1/models']) await ask('GET', one);
    await ask('POST', `${path}/test`);
    const authorized = server.asked.map(({ headers }) => headers['authorization']);
    expect(authorized).toEqual([`Bearer ${first}`, `Bearer ${first}`, `Bearer ${asked}`, `Bearer ${second}`]);

    const search = async (): Promise<string[]> => {
      const files = (await walk(stage.dataDir)).filter(({ folder }) => !folder);
      const texts = await Promise.all(files.map(async ({ path: file }) => await readFile(file, 'latin1')));
      texts.push(serve.stdout(), serve.stderr(), ...answers);
      return canaries.filter((canary) => texts.some((text) => text.includes(canary)));
    };
    expect(await search()).toEqual([]);
    await ask('DELETE', path);
    serve.kill('SIGTERM');
    await serve.exited;
    expect(await search()).toEqual([]);
  });
});
