/** What an import may be made of; other files of a folder are not even read. */
const suffixes = ['.json', '.jsonl', '.txt'];
const mostBytes = 16 * 1024 * 1024;

export interface AccountFiles {
  readonly files: readonly File[];
  /** Files of a folder that were left out. */
  readonly others: number;
}

/** Of a folder, only what can hold accounts, in the order of the paths. */
export function filesOfFolder(files: readonly File[]): AccountFiles {
  const wanted = files.filter(
    ({ name, size }) => size <= mostBytes && suffixes.some((suffix) => name.toLowerCase().endsWith(suffix)),
  );
  const sorted = wanted.toSorted((one, other) => (one.webkitRelativePath < other.webkitRelativePath ? -1 : 1));
  return { files: sorted, others: files.length - wanted.length };
}

export function fileName(file: File): string {
  return file.webkitRelativePath || file.name;
}
