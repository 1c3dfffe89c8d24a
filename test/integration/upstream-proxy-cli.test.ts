import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { startHttpProxy } from '../fakes/proxies/start-http-proxy.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage } from './cli-process.ts';

const credentials = { username: 'me', password: 'canary-cli-password' };

describe('evenkeel accounts proxy', () => {
  it('sets the way with a password from the environment, shows it without, and refuses one in an argument', async () => {
    await using upstream = await startFakeUpstream();
    await using proxy = await startHttpProxy({ credentials });
    await using stage = await startCliStage({ upstream });
    const account = upstream.addAccount({ id: 'anna', email: 'anna@example.test' });
    const file = join(stage.home, 'auth.json');
    await writeFile(file, account.authFile());
    expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
    const set = (way: string[], environment: Readonly<Record<string, string>> = {}) =>
      stage.finish(['accounts', 'proxy', 'anna@example.test', ...way], environment);
    const address = proxy.address.replace('://', '://me@');

    expect((await set([])).stdout).toContain('follows the global way out');
    const unasked = await set([address]);
    expect([unasked.code, unasked.stderr]).toEqual([1, expect.stringContaining('EVENKEEL_PROXY_PASSWORD')]);
    const refused = await set([address], { EVENKEEL_PROXY_PASSWORD: '' });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('did not accept user name and password'),
    ]);
    const saved = await set([address], { EVENKEEL_PROXY_PASSWORD: credentials.password });
    expect([saved.stderr, saved.code]).toEqual(['', 0]);
    expect(saved.stdout).toContain(`goes out through ${proxy.address} as me, with a password`);
    const shown = await set([]);
    expect(shown.stdout).toContain(`goes out through ${proxy.address} as me, with a password`);
    const leaked = await set([proxy.address.replace('://', `://me:${credentials.password}@`)]);
    expect([leaked.code, leaked.stderr]).toEqual([1, expect.stringContaining('EVENKEEL_PROXY_PASSWORD')]);
    const unsupported = await set(['socks4://127.0.0.1:1']);
    expect([unsupported.code, unsupported.stderr]).toEqual([1, expect.stringContaining('not supported')]);
    expect((await set(['direct'])).stdout).toContain('goes out directly');
    await proxy.die();
    expect((await set([proxy.address, '--untested'])).code).toBe(0);
    for (const { stdout, stderr } of [refused, saved, shown, leaked]) expect(stdout + stderr).not.toContain('canary');
  });
});
