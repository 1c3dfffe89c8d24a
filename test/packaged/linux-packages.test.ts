import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { electronVersion, root } from '../electron/runtime.ts';

const run = promisify(execFile);
let folder: string;

/** Stands in for fpm, which makes the packages, and is not to be had everywhere: keeps what it was told. */
const recorder = (to: string): string => `#!/bin/sh
previous=
for word; do
  case $previous in
    -t) target=$word; printf '%s\\n' "$@" > '${to}'/$target.words ;;
    --package) : > "$word" ;;
    --after-install | --after-remove) cp "$word" '${to}'/$target$previous ;;
  esac
  previous=$word
done
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-linux-packages-'));
  const fpm = join(folder, 'fpm');
  await writeFile(fpm, recorder(folder), { mode: 0o755 });
  await mkdir(join(folder, 'app', 'resources'), { recursive: true });
  const wanted = ['--linux', 'deb', 'rpm', '--x64', '--publish', 'never', '--prepackaged', join(folder, 'app')];
  await run(
    process.execPath,
    [
      join(root, 'node_modules', 'electron-builder', 'cli.js'),
      ...wanted,
      `-c.electronVersion=${electronVersion()}`,
      `-c.directories.output=${join(folder, 'release')}`,
      // On GitHub it is known by the checkout.
      '-c.extraMetadata.homepage=https://evenkeel.test',
    ],
    { cwd: root, env: { ...process.env, CUSTOM_FPM_PATH: fpm } },
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['deb', 'rpm'])('the %s package', (target) => {
  const kept = (name: string) => readFile(join(folder, target + name), 'utf8');

  it('gives other programs their configuration back before its files go', async () => {
    const words = (await kept('.words')).split('\n');
    const script = words.find((word) => word.startsWith('--before-remove='))?.slice('--before-remove='.length) ?? '';
    // By this path alone would the program be found that does it.
    expect(words).toContain(`${join(folder, 'app')}/=/opt/Evenkeel`);
    expect(await readFile(join(root, script), 'utf8')).toContain('\nprogram=/opt/Evenkeel/evenkeel\n');
  });

  it('brings the evenkeel command, and takes it away when it goes, not at an update', async () => {
    expect(await kept('--after-install')).toContain("'/usr/bin/evenkeel' 'evenkeel' '/opt/Evenkeel/evenkeel'");
    const after = await kept('--after-remove');
    expect(after).toContain("update-alternatives --remove 'evenkeel' '/opt/Evenkeel/evenkeel'");
    expect(after).toContain('remove | purge | 0) ;;');
    expect(after).not.toContain('${');
  });
});
