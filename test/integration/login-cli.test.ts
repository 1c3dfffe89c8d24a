import { describe, expect, it } from 'vitest';

import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage, type CliProcess } from './cli-process.ts';
import { call } from './http-client.ts';

/** Opens the printed address as a browser would, to its end. */
async function goThrough(command: CliProcess): Promise<void> {
  const url = new URL((await command.printed(/(http:\/\/\S+\/oauth\/authorize\S+)/))[1] ?? '');
  const sent = await call(url.origin, `${url.pathname}${url.search}`);
  const back = new URL(String(sent.headers.location));
  await call(back.origin, `${back.pathname}${back.search}`);
}

describe('evenkeel accounts add', () => {
  it('without a running engine: by browser, exit code 0, the account is in the pool', async () => {
    await using upstream = await startFakeUpstream();
    upstream.addAccount({ id: 'anna' });
    await using stage = await startCliStage({ upstream });
    await using command = stage.run(['accounts', 'add']);
    await goThrough(command);
    expect((await command.exited).code).toBe(0);
    expect(command.stdout()).toContain('The account was added.');
    expect((await stage.finish(['accounts', 'list'])).stdout).toContain('anna@example.test');
  });

  it('with a running engine: by code, over its API', async () => {
    await using upstream = await startFakeUpstream();
    upstream.addAccount({ id: 'anna' });
    upstream.issuer.deviceInterval = 1;
    await using stage = await startCliStage({ upstream });
    await using engine = stage.run(['serve']);
    const origin = await engine.listening();
    await using command = stage.run(['accounts', 'add', '--device']);
    const code = (await command.printed(/(FAKE-\w+)/))[1] ?? '';
    upstream.issuer.approveDevice(code);
    expect((await command.exited).code).toBe(0);
    expect((await call(origin, '/api/accounts')).text).toContain('anna@example.test');
  });

  it('declined, and ended with Ctrl-C: exit code 1 and a sentence', async () => {
    await using upstream = await startFakeUpstream();
    upstream.addAccount({ id: 'anna' });
    upstream.issuer.consent = 'deny';
    await using stage = await startCliStage({ upstream });
    await using declined = stage.run(['accounts', 'add']);
    await goThrough(declined);
    expect((await declined.exited).code).toBe(1);
    expect(declined.stderr()).toContain('declined');
    await using interrupted = stage.run(['accounts', 'add']);
    await interrupted.printed(/Waiting/);
    interrupted.kill('SIGINT');
    expect((await interrupted.exited).code).toBe(1);
    expect(interrupted.stderr()).toContain('The sign-in was cancelled.');
  });
});
