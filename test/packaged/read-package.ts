import { readFile } from 'node:fs/promises';

export interface ArchivedFile {
  /** From the archive's root, with a slash in front. */
  readonly path: string;
  /** SHA-256 in hex; empty where it has none. */
  readonly digest: string;
}

interface ArchiveNode {
  readonly files?: Readonly<Record<string, ArchiveNode>>;
  readonly link?: string;
  readonly integrity?: { readonly hash: string };
}

/** What an asar archive holds: its header is JSON behind four sizes of four bytes. `bytes` is that of the whole file. */
export async function readArchive(file: string): Promise<{ readonly files: ArchivedFile[]; readonly bytes: number }> {
  const archive = await readFile(file);
  const header = archive.subarray(16, 16 + archive.readUInt32LE(12)).toString('utf8');
  return { files: filesIn(JSON.parse(header) as ArchiveNode, ''), bytes: archive.length };
}

function filesIn({ files = {} }: ArchiveNode, folder: string): ArchivedFile[] {
  return Object.entries(files).flatMap(([name, node]) => {
    const path = `${folder}/${name}`;
    if (node.files !== undefined) return filesIn(node, path);
    return node.link === undefined ? [{ path, digest: node.integrity?.hash ?? '' }] : [];
  });
}

/** In front of the fuses in Electron's program, version 1 of them, with their number and one character for each. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseNames = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyAsar',
  'ownSnapshot',
  'fileProtocolPrivileges',
] as const;

/** The fuses of a packaged program, by Electron's order of them. Later ones than these are left out. */
export async function readFuses(program: string): Promise<Record<string, boolean>> {
  const bytes = await readFile(program);
  const start = bytes.indexOf(sentinel);
  if (start < 0) throw new Error(`${program} has no fuses.`);
  const first = start + sentinel.length + 2;
  return Object.fromEntries(fuseNames.map((name, index) => [name, bytes[first + index] === '1'.charCodeAt(0)]));
}
