import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { clientSnippetSchema } from '../../src-proxy/contract/client-snippet.ts';
import { makeAuthFile } from '../fakes/auth-file.ts';
import type { RunningEvenkeel } from '../fakes/running-evenkeel.ts';
import { makeCodexHome } from './codex-home.ts';
import { codexExec } from './codex-run.ts';
import { setStage } from './stage.ts';

const snippetsAnswer = z.object({ snippets: z.array(clientSnippetSchema) });

async function snippet(evenkeel: RunningEvenkeel, id: string): Promise<string> {
  const { snippets } = snippetsAnswer.parse(await (await evenkeel.fetch('/api/clients/snippets')).json());
  return snippets.find((one) => one.id === id)?.text ?? '';
}

describe('Codex CLI 0.169.0 with what Evenkeel gives a person to copy', () => {
  it('form A works as it stands, with an account that the command line imported', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel } = stage;
    const third = upstream.addAccount({ id: 'acc-c' });
    await using home = await makeCodexHome({ config: await snippet(evenkeel, 'codex-a') });
    const file = join(home.home, 'auth-of-c.json');
    await writeFile(file, third.authFile(), { mode: 0o600 });

    const imported = await evenkeel.cli(['accounts', 'import', file]);
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(imported.stdout).toContain(third.email);
    for (const account of await evenkeel.accounts()) {
      if (account.chatgptAccountId === third.id) continue;
      expect((await evenkeel.fetch(`/api/accounts/${account.accountId}/pause`, { method: 'POST' })).status).toBe(200);
    }

    expect(await codexExec(home, ['Say hello.'])).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-c\n' });
    expect(upstream.turns().map((turn) => turn.headers['chatgpt-account-id'])).toEqual(['acc-c']);
  });

  it('form C works as it stands with a ChatGPT login', async () => {
    await using stage = await setStage();
    const { upstream, evenkeel } = stage;
    const auth = makeAuthFile({ email: 'client@example.test', accountId: 'acc-client' });
    await using home = await makeCodexHome({ config: await snippet(evenkeel, 'codex-c'), auth });
    expect(await codexExec(home, ['Say hello.'])).toMatchObject({ exitCode: 0, stdout: 'Hello from acc-a\n' });
    expect(upstream.turns()).toHaveLength(1);
    // The client's login is only passed by: nobody changed its file.
    expect(await home.authFile()).toBe(auth);
  });
});
