import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { ClientId, ClientSetups } from '../../contract/client-setup.ts';
import { usualModels } from '../offered-models.ts';
import type { SetupFileSystem } from './client-file.ts';
import { createClientSetups } from './client-setups.ts';
import { mortalFs } from './mortal-fs.fixture.ts';

const ceiling = 200;
const texts: Record<ClientId, string> = {
  codex: '# mine\nmodel_provider = "other"\r\n[model_providers.other]\n',
  opencode: '{ "model": "x/y", /* mine */ }',
};

interface Machine extends AsyncDisposable {
  readonly path: string;
  setups(port: number, fs?: SetupFileSystem): ClientSetups;
  content(): Promise<string | null>;
  /** Names in the client's folder, and in ours. */
  left(): Promise<string[]>;
}

async function machine(id: ClientId, text: string | null): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-kill-'));
  const path = id === 'codex' ? join(home, 'codex', 'config.toml') : join(home, 'xdg', 'opencode', 'opencode.json');
  await mkdir(join(home, 'xdg'));
  if (text !== null) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
  return {
    path,
    setups: (port, fs) =>
      createClientSetups({
        environment: { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' },
        dataDir: join(home, 'data'),
        origin: () => `http://127.0.0.1:${port}`,
        models: () => usualModels,
        clock: { nowMs: () => 0 },
        audit: () => Promise.resolve(),
        ...(fs === undefined ? {} : { fs }),
      }),
    content: async () => await readFile(path, 'utf8').catch(() => null),
    left: async () => [...(await names(dirname(path))), ...(await names(join(home, 'data', 'clients')))],
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

async function enable(clients: ClientSetups, id: ClientId): Promise<void> {
  const { fingerprint } = await clients.preview(id, { action: 'apply', form: 'built-in' });
  await clients.apply(id, { fingerprint, form: 'built-in' }, 'dashboard');
}

/** What is done when the kill comes, and what must have happened before. */
const acts = {
  enabling: { port: 2455, before: [], act: enable },
  'setting the port right': { port: 2460, before: [2455], act: enable },
  undoing: {
    port: 2455,
    before: [2455],
    act: async (clients: ClientSetups, id: ClientId) => void (await clients.restore(id, {}, 'dashboard')),
  },
} satisfies Record<
  string,
  { port: number; before: number[]; act: (clients: ClientSetups, id: ClientId) => Promise<void> }
>;

const cases = (['codex', 'opencode'] as const).flatMap((id) =>
  [texts[id], null].flatMap((text) =>
    Object.entries(acts).map(([name, act]) => ({
      id,
      text,
      name,
      start: text === null ? 'no file' : 'a file',
      ...act,
    })),
  ),
);

describe.each(cases)('killed at any step of $name $id, from $start', ({ id, text, port, before, act }) => {
  it('the file is whole at every moment, and undoing brings back every byte', async () => {
    for (let lives = 0; lives < ceiling; lives += 1) {
      await using here = await machine(id, text);
      for (const earlier of before) await enable(here.setups(earlier), id);
      const old = await here.content();
      const { fs, hasDied } = mortalFs(lives);
      await act(here.setups(port, fs), id).catch(() => undefined);
      const now = await here.content();
      const isWhole = now === old || now === text || now?.includes(`127.0.0.1:${port}`);
      expect([lives, isWhole]).toEqual([lives, true]);
      await here.setups(port).restore(id, {}, 'command line');
      expect([lives, await here.content()]).toEqual([lives, text]);
      // Nothing of ours stays beside it, and no copy of it with us.
      const left = (await here.left()).filter((name) => name !== 'ledger.json' && !here.path.endsWith(name));
      expect([lives, left]).toEqual([lives, []]);
      if (!hasDied()) return;
    }
    throw new Error('It never came to an end.');
  });
});
