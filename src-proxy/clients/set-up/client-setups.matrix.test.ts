import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';

import type { ClientId, ClientSetups, SetupForm } from '../../contract/client-setup.ts';
import { usualModels } from '../offered-models.ts';
import { createClientSetups } from './client-setups.ts';
import { clientStarts } from './client-starts.fixture.ts';
import { mortalFs } from './mortal-fs.fixture.ts';

/** Every file that people have × a link or none × what happens: byte equality after undoing, whatever came between. */
const starts = clientStarts.flatMap((start) => [false, true].map((isLink) => ({ ...start, isLink })));

/** Of the steps of an act each start dies at every twentieth; over the starts all of them are met, each in several. */
const stride = 20;
const ceiling = 200;

/** That others may read: a key in the file takes it away, and undoing gives it back. */
const usualMode = 0o644;

async function machine({ id, form, text, isLink }: { id: ClientId; form: SetupForm; text: string; isLink: boolean }) {
  const home = await mkdtemp(join(tmpdir(), 'evenkeel-matrix-'));
  const path = id === 'codex' ? join(home, 'codex', 'config.toml') : join(home, 'xdg', 'opencode', 'opencode.json');
  const target = isLink ? join(home, 'dotfiles', 'config') : path;
  for (const file of [path, target]) await mkdir(dirname(file), { recursive: true });
  await writeFile(target, text);
  await chmod(target, usualMode);
  if (isLink) await symlink(target, path);
  const setups = (port: number, lives = Infinity) => {
    const { fs, hasDied } = mortalFs(lives);
    const clients = createClientSetups({
      environment: { HOME: home, CODEX_HOME: join(home, 'codex'), XDG_CONFIG_HOME: join(home, 'xdg'), PATH: '' },
      dataDir: join(home, 'data'),
      origin: () => `http://127.0.0.1:${port}`,
      models: () => usualModels,
      clock: { nowMs: () => 0 },
      audit: () => Promise.resolve(),
      fs,
    });
    return { clients, hasDied };
  };
  return {
    path,
    target,
    setups,
    /** Sets it up, or sets it right. */
    async enable({ clients }: { clients: ClientSetups }, key?: string) {
      // Codex has one form for a key; setting it right keeps it.
      const wanted = { form: id === 'codex' && key !== undefined ? ('provider' as const) : form, key };
      const { fingerprint } = await clients.preview(id, { action: 'apply', ...wanted });
      await clients.apply(id, { fingerprint, ...wanted }, 'dashboard');
    },
    undo: ({ clients }: { clients: ClientSetups }) => clients.restore(id, {}, 'command line'),
    content: () => readFile(target, 'utf8').catch(() => null),
    mode: async () => (await stat(target)).mode & 0o777,
    isStillLink: async () => (await lstat(path)).isSymbolicLink() === isLink,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
type Machine = Awaited<ReturnType<typeof machine>>;

const acts = [
  ['enabling', { earlier: false, act: (here: Machine, lives: number) => here.enable(here.setups(2455, lives)) }],
  [
    'setting the port right',
    { earlier: true, act: (here: Machine, lives: number) => here.enable(here.setups(2460, lives)) },
  ],
  ['undoing', { earlier: true, act: (here: Machine, lives: number) => here.undo(here.setups(2455, lives)) }],
] as const;

describe.each(starts)('$id, $form, from a file with $name, behind a link: $isLink', (start) => {
  const { id, text } = start;
  const offset = starts.indexOf(start) % stride;

  it.each(acts)(
    'killed while %s: undoing brings back every byte, and a link stays one',
    async (_name, { earlier, act }) => {
      for (let lives = offset; lives < ceiling; lives += stride) {
        await using here = await machine(start);
        if (earlier) await here.enable(here.setups(2455));
        const isAlive = await act(here, lives).then(
          () => true,
          () => false,
        );
        await here.undo(here.setups(2460));
        expect([lives, await here.content(), await here.isStillLink()]).toEqual([lives, text, true]);
        expect(await here.mode()).toBe(usualMode);
        if (isAlive) return;
      }
      throw new Error('It never came to an end.');
    },
  );

  it.each([undefined, 'sk-clb-of-this-test'])(
    'edited since, then the port changed, with the key %s: undoing leaves the edit alone',
    async (key) => {
      await using here = await machine(start);
      await here.enable(here.setups(2455), key);
      await writeFile(here.target, edited(id, (await here.content()) ?? ''));
      await here.enable(here.setups(2460), key);
      expect(await here.content()).toMatch(/127\.0\.0\.1:2460/);
      await here.undo(here.setups(2460));
      const left = await here.content();
      expect(await here.isStillLink()).toBe(true);
      expect(await here.mode()).toBe(usualMode);
      if (id === 'codex') expect(left).toBe(edited(id, text));
      // In JSON white space may differ, and a file that was empty keeps the person's edit in an object.
      else expect(parse(left ?? '')).toMatchObject(parse(edited(id, text === '' ? '{}' : text)) as object);
      expect(left).not.toMatch(/127\.0\.0\.1:24|sk-clb/);
    },
  );

  it('read-only, at a port change and killed anywhere: not a byte is touched, and undone once it may be', async () => {
    for (let lives = offset; lives < ceiling; lives += stride) {
      await using here = await machine(start);
      await here.enable(here.setups(2455));
      const written = await here.content();
      await chmod(here.target, 0o444);
      const moved = here.setups(2460, lives);
      await expect(here.enable(moved)).rejects.toBeInstanceOf(Error);
      await expect(here.undo(here.setups(2455, lives))).rejects.toBeInstanceOf(Error);
      expect([lives, await here.content()]).toEqual([lives, written]);
      await chmod(here.target, 0o644);
      await here.undo(here.setups(2460));
      expect([lives, await here.content()]).toEqual([lives, text]);
      if (!moved.hasDied()) return;
    }
    throw new Error('It never came to an end.');
  });
});

/** As a person would, in the same line ends. */
function edited(id: ClientId, text: string): string {
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  if (id === 'opencode') return text.replace('{', `{${eol}  "username": "me",`);
  const joint = text === '' || text.endsWith('\n') ? '' : eol;
  return `${text}${joint}[projects."/new"]${eol}trust_level = "trusted"${eol}`;
}
