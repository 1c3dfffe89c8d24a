import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * The engine's floors, upper ones first. A file may import from its own floor's folder, from any lower floor, and from
 * the open ground (`ports.ts`, `engine-api.ts`).
 */
const floors: readonly (readonly string[])[] = [
  ['server'],
  ['ingress', 'clients', 'logins', 'diagnostics'],
  ['relay'],
  ['accounts', 'providers', 'routing', 'usage', 'keys', 'sources', 'dashboard-auth'],
  ['storage', 'vault', 'observe', 'settings'],
  ['contract', 'wire', 'translate'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split('\\').join('/'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => ({
    from: file,
    to: resolveSpecifier(file, specifier ?? ''),
  }));
}

function resolveSpecifier(file: string, specifier: string): string {
  if (specifier.startsWith('#contract/')) return `src-proxy/contract/${specifier.slice('#contract/'.length)}`;
  if (specifier.startsWith('#engine/')) return `src-proxy/${specifier.slice('#engine/'.length)}`;
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(file), specifier));
  return specifier;
}

function floorOf(path: string): number {
  const folder = path.replace('src-proxy/', '').split('/')[0] ?? '';
  return floors.findIndex((names) => names.includes(folder));
}

const isTest = (file: string): boolean => /\.(test|keyring)\.ts$|\.test-suite\.ts$|\.fixture\.ts$/.test(file);
const engine = sourceFiles('src-proxy').filter((file) => !isTest(file));
const shell = sourceFiles('src-main').filter((file) => !isTest(file));
const renderer = sourceFiles('src-renderer').filter((file) => !isTest(file));

describe('imports point one way', () => {
  it('the engine imports neither electron nor a shell nor the dashboard', () => {
    const wrong = engine.flatMap(importsOf).filter(({ to }) => to === 'electron' || /^src-(main|renderer)\//.test(to));
    expect(wrong).toEqual([]);
  });

  it('the dashboard knows the engine by its contract alone', () => {
    const wrong = renderer
      .flatMap(importsOf)
      .filter(
        ({ to }) => to.startsWith('node:') || to === 'electron' || /^src-main\/|^src-proxy\/(?!contract\/)/.test(to),
      );
    expect(wrong).toEqual([]);
  });

  it('electron values are imported only by the adapters of the shell', () => {
    const wrong = shell.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return /import\s+(?!type\b)[^;]*from 'electron'/.test(text) && !/^src-main\/(electron\/|main\.ts)/.test(file);
    });
    expect(wrong).toEqual([]);
  });

  it('inside the engine nobody imports from a floor above', () => {
    const wrong = engine
      .filter((file) => floorOf(file) >= 0)
      .flatMap(importsOf)
      .filter(({ from, to }) => to.startsWith('src-proxy/') && floorOf(to) >= 0 && floorOf(to) < floorOf(from));
    expect(wrong).toEqual([]);
  });

  it('ingress and providers do not know each other', () => {
    const wrong = engine
      .flatMap(importsOf)
      .filter(
        ({ from, to }) =>
          (from.startsWith('src-proxy/ingress/') && /^src-proxy\/providers\/.+\//.test(to)) ||
          (from.startsWith('src-proxy/providers/') && to.startsWith('src-proxy/ingress/')),
      );
    expect(wrong).toEqual([]);
  });

  it('relay knows no protocol and no provider', () => {
    const wrong = engine
      .filter((file) => file.startsWith('src-proxy/relay/'))
      .flatMap(importsOf)
      .filter(({ to }) => /^src-proxy\/(ingress\/|providers\/.+\/)/.test(to));
    expect(wrong).toEqual([]);
  });

  it('routing is pure: it imports no node module and no package', () => {
    const wrong = engine
      .filter((file) => file.startsWith('src-proxy/routing/'))
      .flatMap(importsOf)
      .filter(({ to }) => !to.startsWith('src-proxy/'));
    expect(wrong).toEqual([]);
  });
});

describe('files', () => {
  it('none is called utils, helpers or manager', () => {
    const wrong = [...engine, ...shell, ...renderer].filter((file) =>
      /(utils?|helpers?|manager)\.(svelte\.)?ts$/.test(file),
    );
    expect(wrong).toEqual([]);
  });

  it('none is longer than 400 lines', () => {
    const long = [...engine, ...shell, ...renderer].filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 400,
    );
    expect(long).toEqual([]);
  });
});
