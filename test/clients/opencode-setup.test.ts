import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { setupCheckSchema, setupPreviewSchema } from '../../src-proxy/contract/client-setup.ts';
import { installClient } from './install-client.ts';
import { setStage } from './stage.ts';

const ceilingMs = 60_000;
/** With `$schema`: OpenCode writes that into a file that has none, and then the edit would be its own. */
const original =
  '{\n  // mine\n  "$schema": "https://opencode.ai/config.json",\n  "autoupdate": false,\n  "share": "disabled",\n}\n';
const createdKey = z.looseObject({ key: z.string() });
let program = '';

beforeAll(async () => {
  program = await installClient({ packageName: 'opencode-ai', version: '1.18.33', entry: 'bin/opencode.exe' });
});

describe('OpenCode 1.18.33, set up by Evenkeel', () => {
  it.each([
    ['needs none', false],
    ['demands one, which stands in it', true],
  ])(
    'has a turn with its file as written where Evenkeel, asked for a key, %s; the file comes back to the byte',
    async (_name, isDemanded) => {
      const home = await mkdtemp(join(tmpdir(), 'evenkeel-opencode-setup-'));
      try {
        const config = join(home, 'config', 'opencode', 'opencode.jsonc');
        await mkdir(join(home, 'config', 'opencode'), { recursive: true });
        await mkdir(join(home, 'project'));
        await writeFile(config, original);
        await using stage = await setStage({ env: { XDG_CONFIG_HOME: join(home, 'config') } });
        const send = async (method: string, path: string, body: object): Promise<unknown> => {
          const headers = { 'content-type': 'application/json' };
          return await (await stage.evenkeel.fetch(path, { method, headers, body: JSON.stringify(body) })).json();
        };
        const post = (what: string, body: object) => send('POST', `/api/clients/opencode/${what}`, body);
        const { key } = createdKey.parse(await send('POST', '/api/api-keys/', { name: 'opencode' }));
        if (isDemanded) await send('PUT', '/api/settings', { requireApiKey: true });
        const wanted = isDemanded ? { key } : {};
        const { fingerprint } = setupPreviewSchema.parse(await post('preview', wanted));
        await post('apply', { ...wanted, fingerprint });
        expect(setupCheckSchema.parse(await post('verify', {}))).toMatchObject({ ok: true });

        const child = spawn(program, ['run', '--model', 'evenkeel/gpt-5.5', 'Say hello.'], {
          cwd: join(home, 'project'),
          env: {
            PATH: process.env.PATH ?? '',
            HOME: home,
            XDG_CONFIG_HOME: join(home, 'config'),
            OPENCODE_DISABLE_MODELS_FETCH: '1',
            OPENCODE_DISABLE_AUTOUPDATE: '1',
            OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        const ceiling = setTimeout(() => child.kill('SIGKILL'), ceilingMs);
        const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
        clearTimeout(ceiling);
        expect([child.exitCode, stdout, stderr]).toEqual([
          0,
          expect.stringContaining('Hello from acc-a'),
          expect.anything(),
        ]);
        const logged = await stage.evenkeel.requestLogs();
        expect(new Set(logged.map(({ path }) => path))).toEqual(new Set(['/v1/responses']));

        await post('restore', {});
        expect(await readFile(config, 'utf8')).toBe(original);
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  );
});
