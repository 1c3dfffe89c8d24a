import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { RequestLogPage } from '../../src-proxy/contract/request-log.ts';
import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import type { FakeAccount } from '../fakes/upstream/fake-account.ts';
import { call } from './http-client.ts';
import { startCliStage, type CliStage } from './cli-process.ts';
import { turnBody } from './harness.ts';

async function serveWith(stage: CliStage, upstream: FakeUpstream, ids: readonly string[]) {
  const server = stage.run(['serve']);
  const origin = await server.listening();
  const accounts: FakeAccount[] = [];
  for (const id of ids) {
    const account = upstream.addAccount({ id });
    const file = join(stage.home, `${id}.json`);
    await writeFile(file, account.authFile());
    expect((await stage.finish(['accounts', 'import', file])).code).toBe(0);
    accounts.push(account);
  }
  return { server, origin, accounts };
}

const turn = (origin: string, requestId: string) =>
  call(origin, '/backend-api/codex/responses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: turnBody(),
  });

describe('kill -9', () => {
  it('under load: every request whose answer had ended at the client is in the log after a restart', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const { server, origin } = await serveWith(stage, upstream, ['acc-a', 'acc-b']);
    const ended: string[] = [];
    let killed = false;
    async function client(name: number): Promise<void> {
      for (let count = 0; !killed; count += 1) {
        const id = `kill-${name}-${count}`;
        const answer = await turn(origin, id).catch((error: unknown) => {
          if (!killed) throw error;
          return null;
        });
        if (answer?.status === 200 && answer.text.includes('response.completed')) ended.push(id);
        if (ended.length >= 150 && !killed) {
          killed = true;
          server.kill('SIGKILL');
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, name) => client(name)));
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const again = await stage.run(['serve']).listening();
    const page = (await call(again, '/api/request-logs?limit=1000')).json as RequestLogPage;
    const logged = new Set(page.requests.map(({ requestId }) => requestId));
    expect(ended.filter((id) => !logged.has(id))).toEqual([]);
    expect(logged.size).toBeGreaterThanOrEqual(150);
  }, 60_000);

  it('at once after the rotated token was first used keeps the rotated one, many times over', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const first = await serveWith(stage, upstream, ['acc-a']);
    const [account] = first.accounts;
    if (!account) throw new Error('no account');
    let { server, origin } = first;
    for (let round = 0; round < 4; round += 1) {
      upstream.expireAccessTokens(account);
      const seen = upstream.turns().length;
      const asked = turn(origin, `round-${round}`).then(
        () => 'ended',
        () => 'cut',
      );
      // The second turn of this round carries the new token: at that moment it must be safe.
      await upstream.waitForRequest(() => upstream.turns().length >= seen + 2);
      server.kill('SIGKILL');
      await Promise.all([asked, server.exited]);
      server = stage.run(['serve']);
      origin = await server.listening();
    }
    expect((await turn(origin, 'last')).status).toBe(200);
    const { accounts } = (await call(origin, '/api/accounts')).json as { accounts: AccountSummary[] };
    expect(accounts.map(({ status }) => status)).toEqual(['active']);
    expect(upstream.refreshes()).toHaveLength(4);
  }, 60_000);
});
