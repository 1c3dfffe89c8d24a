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
