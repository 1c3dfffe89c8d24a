import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { startFakeUpstream, type FakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startCliStage, type CliStage } from './cli-process.ts';

/** A folder as people have it: an auth.json, a pool beside it, and what is none of either. */
async function fillFolder(stage: CliStage, upstream: FakeUpstream): Promise<string> {
  const folder = join(stage.home, 'sign-ins');
  await mkdir(join(folder, 'work'), { recursive: true });
  const [a, b, c] = ['acc-a', 'acc-b', 'acc-c'].map((id) => upstream.addAccount({ id }));
  await writeFile(join(folder, 'work', 'auth.json'), String(a?.authFile()));
  await writeFile(join(folder, 'pool.jsonl'), [b, c].map((one) => one?.authFile().replaceAll('\n', '')).join('\n'));
  await writeFile(join(folder, 'package.json'), '{}');
  return folder;
}

describe('evenkeel accounts import FOLDER (pains row 28)', () => {
  it.each([['without a running engine'], ['over its API']])(
    '%s: shows what would happen, writes nothing without --yes, and with it all of them',
    async (how) => {
      await using upstream = await startFakeUpstream();
      await using stage = await startCliStage({ upstream });
      const folder = await fillFolder(stage, upstream);
      if (how === 'over its API') await stage.run(['serve']).listening();

      const asked = await stage.finish(['accounts', 'import', folder]);
      expect(asked.code).toBe(1);
      expect(asked.stdout).toMatch(/new +acc-b@example\.test +plus +\S+pool\.jsonl #1\n/);
      expect(asked.stdout).toMatch(/new +acc-a@example\.test +plus +\S+auth\.json\n/);
      expect(asked.stdout).toMatch(/^1 other file holds no sign-in\.$/m);
      expect(asked.stdout).toMatch(/^3 new$/m);
      expect(asked.stderr).toMatch(/--yes/);
      const dry = await stage.finish(['accounts', 'import', '--dry-run', '--yes', folder]);
      expect([dry.code, dry.stderr]).toEqual([0, '']);
      expect((await stage.finish(['accounts', 'list'])).stdout).toMatch(/No account has been added/);

      const done = await stage.finish(['accounts', 'import', folder, '--yes']);
      expect([done.code, done.stderr]).toEqual([0, '']);
      expect(done.stdout).toMatch(/pool\.jsonl #2: added acc-c@example\.test \(plus\)/);
      const { stdout } = await stage.finish(['accounts', 'list']);
      for (const id of ['acc-a', 'acc-b', 'acc-c']) expect(stdout).toContain(`${id}@example.test`);
    },
  );

  it('an older file is kept out unless --overwrite-older says otherwise', async () => {
    await using upstream = await startFakeUpstream();
    await using stage = await startCliStage({ upstream });
    const account = upstream.addAccount({ id: 'acc-a' });
    const [now, before] = [join(stage.home, 'now.json'), join(stage.home, 'before.json')];
    await writeFile(before, account.authFile('2026-01-01T00:00:00Z'));
    account.rotateTokens();
    await writeFile(now, account.authFile());
    await stage.finish(['accounts', 'import', now]);
    expect((await stage.finish(['accounts', 'import', before])).stdout).toMatch(/kept the newer tokens of acc-a@/);
    const shown = await stage.finish(['accounts', 'import', before, '--dry-run']);
    expect(shown.stdout).toMatch(/older .*older than those Evenkeel holds/);
    expect((await stage.finish(['accounts', 'import', before, '--overwrite-older'])).stdout).toMatch(/updated acc-a@/);
  });

  it('an empty folder says so', async () => {
    await using stage = await startCliStage();
    const { code, stdout } = await stage.finish(['accounts', 'import', stage.home]);
    expect([code, stdout]).toEqual([0, 'There is no sign-in in what you named.\n']);
  });
});
