import { writeFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';
import { call } from './http-client.ts';
import { turnBody } from './harness.ts';

describe('evenkeel affinity list | unpin | purge', () => {
  it('over the running engine’s API, and on the data folder without one', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const account = upstream.addAccount({ id: 'acc-a' });
    const file = `${stage.home}/auth.json`;
    await writeFile(file, account.authFile());
    await stage.finish(['accounts', 'import', file]);
    expect((await stage.finish(['affinity', 'list'])).stdout).toMatch(/No conversation is bound/);

    const engine = stage.run(['serve']);
    const origin = await engine.listening();
    for (const session of ['c-1', 'c/2', 'c-3']) {
      const headers = { 'content-type': 'application/json', 'session-id': session };
      await call(origin, '/backend-api/codex/responses', { method: 'POST', headers, body: turnBody() });
    }
    const list = await stage.finish(['affinity', 'list']);
    expect(list.stdout.trim().split('\n')).toHaveLength(3);
    expect(list.stdout).toMatch(/^c\/2 +codex_session +acc-a@example\.test +\d{4}-/m);
    const gone = await stage.finish(['affinity', 'unpin', 'c/2']);
    expect([gone.code, gone.stdout]).toEqual([0, 'c/2 is not bound to acc-a@example.test any more.\n']);
    const unknown = await stage.finish(['affinity', 'unpin', 'c/2']);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('affinity list')]);
    expect((await stage.finish(['affinity', 'purge'])).stdout).toMatch(/^0 conversations are/);
    engine.kill('SIGTERM');
    await engine.exited;

    const kept = JSON.parse((await stage.finish(['affinity', 'list', '--json'])).stdout) as {
      entries: { key: string }[];
    };
    expect(kept.entries.map(({ key }) => key)).toEqual(['c-3', 'c-1']);
    expect((await stage.finish(['affinity', 'unpin', 'c-3'])).code).toBe(0);
    const purged = await stage.finish(['affinity', 'purge', '--account', 'acc-a@example.test']);
    expect(purged.stdout).toBe('1 conversation is not bound any more.\n');
    expect((await stage.finish(['affinity', 'list'])).stdout).toMatch(/No conversation is bound/);
  });
});
