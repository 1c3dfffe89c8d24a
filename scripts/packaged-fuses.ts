import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In front of the fuses in Electron's program, version 1 of them, with their number and one character for each. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Row E8: the fuses that a package must have, in Electron's order of them. `electron-builder.yml` asks for them. */
export const wantedFuses = {
  runAsNode: false,
  cookieEncryption: true,
  nodeOptions: false,
  nodeCliInspect: false,
  asarIntegrity: true,
  onlyAsar: true,
  ownSnapshot: false,
  fileProtocolPrivileges: false,
} as const;

/** The folder of a packaged app, which on macOS is the bundle around the program. */
export function appFolderOf(program: string): string {
  const bundle = /^(.+\.app)[\\/]Contents[\\/]MacOS[\\/][^\\/]+$/u.exec(program)?.[1];
  return bundle ?? join(program, '..');
}

/** Electron's own code, which holds the fuses: on macOS a framework beside the program, elsewhere the program itself. */
function fuseFileOf(program: string): string {
  const folder = appFolderOf(program);
  if (!folder.endsWith('.app')) return program;
  const framework = 'Electron Framework';
  return join(folder, 'Contents', 'Frameworks', `${framework}.framework`, 'Versions', 'A', framework);
}

/**
 * The fuses of a packaged program, once for each processor that it is built for: a universal macOS app has two sets, and
 * each must be right. Later fuses than those of `wantedFuses` are left out.
 * @throws where the program has none.
 */
export async function readFuses(program: string): Promise<Record<string, boolean>[]> {
  const bytes = await readFile(fuseFileOf(program));
  const sets: Record<string, boolean>[] = [];
  for (let at = bytes.indexOf(sentinel); at >= 0; at = bytes.indexOf(sentinel, at + sentinel.length)) {
    const first = at + sentinel.length + 2;
    const isOn = (index: number): boolean => bytes[first + index] === '1'.charCodeAt(0);
    sets.push(Object.fromEntries(Object.keys(wantedFuses).map((name, index) => [name, isOn(index)])));
  }
  if (sets.length === 0) throw new Error(`${program} has no fuses.`);
  return sets;
}

/** What is wrong with the fuses of a packaged program, as a sentence; `null` when all are as wanted. */
export async function fuseProblem(program: string): Promise<string | null> {
  const wrong = (await readFuses(program)).flatMap((fuses) =>
    Object.entries(wantedFuses)
      .filter(([name, wanted]) => fuses[name] !== wanted)
      .map(([name, wanted]) => `${name} is ${wanted ? 'off' : 'on'}`),
  );
  return wrong.length === 0 ? null : `its fuses are not as they must be: ${wrong.join(', ')}`;
}
