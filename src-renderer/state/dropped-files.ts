import { filesOfFolder, type AccountFiles } from './account-files.ts';

const deepest = 4;
/** The engine takes no more at once. */
const mostFiles = 2000;

export interface Dropped extends AccountFiles {
  /** Whether a folder was among it. */
  readonly hasFolder: boolean;
}

/** What was dropped: the files themselves, and of folders what can hold accounts. */
export async function droppedFiles(transfer: Pick<DataTransfer, 'items' | 'files'>): Promise<Dropped> {
  // Only within the event itself does the browser tell what the items are.
  const files = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry) => entry !== null).filter(isFolder);
  if (folders.length === 0) return { files, others: 0, hasFolder: false };
  const single = entries.filter((entry) => entry?.isFile ?? false);
  const loose = files.filter(({ name }) => single.some((entry) => entry?.name === name));
  const found: File[] = [];
  for (const folder of folders) await walk(folder, 1, found);
  const taken = filesOfFolder(found);
  return { files: [...loose, ...taken.files], others: taken.others, hasFolder: true };
}

async function walk(folder: FileSystemDirectoryEntry, depth: number, found: File[]): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    if (found.length >= mostFiles) return;
    if (isFolder(entry)) {
      if (depth < deepest) await walk(entry, depth + 1, found);
    } else if (isFile(entry)) found.push(await fileOf(entry));
  }
}

/** A folder is told in pieces, until a piece is empty. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}

/** With its path, as a chosen folder's files have it: of many files called `auth.json` it tells them apart. */
async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  return Object.defineProperty(file, 'webkitRelativePath', { value: entry.fullPath.replace(/^\//, '') });
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
