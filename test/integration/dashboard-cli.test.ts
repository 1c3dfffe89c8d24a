import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { pageHeader } from '../../src-proxy/contract/dashboard-door.ts';
import { startCliStage } from './cli-process.ts';
import { call } from './http-client.ts';

const password = 'correct horse battery';
const json = { 'content-type': 'application/json', [pageHeader]: '1' };

async function setUp(origin: string, bootstrapToken?: string): Promise<number> {
  const body = JSON.stringify({ password, ...(bootstrapToken === undefined ? {} : { bootstrapToken }) });
  return (await call(origin, '/api/dashboard-auth/password/setup', { method: 'POST', headers: json, body })).status;
}

describe('evenkeel and the sign-in of the dashboard', () => {
  it('commands go on working with a password set, and one that was forgotten is reset', async () => {
    await using stage = await startCliStage();
    const engine = stage.run(['serve', '--port', '0']);
    const origin = await engine.listening();
    expect(await setUp(origin)).toBe(200);
    expect((await call(origin, '/api/accounts')).status).toBe(401);
    expect(await stage.finish(['accounts', 'list'])).toMatchObject({ code: 0 });
    const reset = await stage.finish(['dashboard', 'reset-password']);
    expect([reset.code, reset.stdout]).toEqual([0, expect.stringContaining('The password of the dashboard is gone')]);
    expect((await call(origin, '/api/accounts')).status).toBe(200);
    engine.kill('SIGTERM');
    await engine.exited;
  });

  it('A2: the token for the first password is printed once, to the console, and is in no file', async () => {
    await using stage = await startCliStage();
    const engine = stage.run(['serve', '--port', '0'], { EVENKEEL_REQUIRE_SIGN_IN: 'true' });
    const origin = await engine.listening();
    const [, token = ''] = await engine.printed(/good until then: ([\w-]{32})/);
    expect(engine.stdout().split(token)).toHaveLength(2);
    expect((await call(origin, '/api/accounts')).status).toBe(401);
    expect(await setUp(origin, token)).toBe(200);
    const names = await readdir(stage.home, { recursive: true, withFileTypes: true });
    for (const file of names.filter((entry) => entry.isFile()))
      expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain(token);
    engine.kill('SIGTERM');
    await engine.exited;
  });
});
