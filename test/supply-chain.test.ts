import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflowFolder = '.github/workflows';
const workflows = readdirSync(join(root, workflowFolder)).map((name) => `${workflowFolder}/${name}`);

/** Lines of the files with a match, each as "file: what matched". */
function matches(files: readonly string[], pattern: RegExp): string[] {
  return files.flatMap((file) => [...read(file).matchAll(pattern)].map(([, found = '']) => `${file}: ${found.trim()}`));
}

describe('E12: the supply chain', () => {
  it('every action of others is pinned by its commit', () => {
    const used = matches(workflows, /^[ \t-]*uses:(.+)$/gm);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((line) => !/: (?:\.\/|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d)/.test(line))).toEqual([]);
  });

  it('one commit of an action is used everywhere', () => {
    const used = workflows.flatMap((file) => [...read(file).matchAll(/uses: ([^.\s]\S*)@(\S+)/g)]);
    const commits = Map.groupBy(used, ([, action]) => action);
    for (const [action, uses] of commits)
      expect([action, new Set(uses.map(([, , commit]) => commit)).size]).toEqual([action, 1]);
  });

  it('no install in a workflow, in CI or in the image runs what packages bring to be run', () => {
    const installs = matches([...workflows, '.ci/run', 'Dockerfile'], /^(.*\bnpm (?:ci|i|install)\b.*)$/gm);
    expect(installs.length).toBeGreaterThan(4);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  it('every package that brings an install script was looked at, and only Node’s may run', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { name?: string; hasInstallScript?: boolean }>;
    };
    const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };
    const withScripts = Object.entries(lock.packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path, { name }]) => name ?? path.replace(/^.*node_modules\//, ''));
    expect(withScripts).toContain('node');
    expect(withScripts.filter((name) => allowScripts[name] === undefined)).toEqual([]);
    expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node']);
  });
});

describe('E8: how packages are built', () => {
  it('an app without a certificate is signed anew after its fuses, or macOS on Apple’s processors ends it at its start', () => {
    expect(read('electron-builder.yml')).toMatch(
      /^electronFuses:\n(?: {2}.+\n)* {2}resetAdHocDarwinSignature: true\n/m,
    );
  });

  it('an AppImage keeps its name through an update, and no installer has one that GitHub would change', () => {
    const names = matches(['electron-builder.yml'], /^ {2}artifactName: (.+)$/gm);
    expect(names).toContain('electron-builder.yml: ${productName}-${arch}.${ext}');
    // electron-builder's own name for an installer of Windows has blanks, and latest.yml another one.
    expect(names).toContain('electron-builder.yml: ${productName}-Setup-${version}.${ext}');
  });

  it('a release is drafted when the image has its name, which whoever publishes it needs', () => {
    expect(read(`${workflowFolder}/release.yml`)).toMatch(/^ {2}draft:\n {4}needs: \[build, image-name\]\n/m);
  });
});
