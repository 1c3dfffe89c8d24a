import type { PlainStorage } from './browser-storage.ts';

const key = 'evenkeel.recent-commands';
const kept = 6;

/** The command palette: whether it is open, and what was chosen in it lately. */
export class Palette {
  isOpen = $state.raw(false);
  /** The dialog that names the shortcuts. */
  isHelpOpen = $state.raw(false);
  recent = $state.raw<readonly string[]>([]);
  readonly #storage: PlainStorage | null;

  constructor(storage: PlainStorage | null) {
    this.#storage = storage;
    this.recent = readIds(storage?.getItem(key) ?? null);
  }

  open(): void {
    this.isHelpOpen = false;
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  help(): void {
    this.isOpen = false;
    this.isHelpOpen = true;
  }

  used(id: string): void {
    this.recent = [id, ...this.recent.filter((other) => other !== id)].slice(0, kept);
    this.#storage?.setItem(key, JSON.stringify(this.recent));
  }
}

/** Anybody may have written there, so anything may stand there. */
function readIds(text: string | null): string[] {
  if (text === null) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter((id) => typeof id === 'string').slice(0, kept) : [];
  } catch (error) {
    console.info('What was chosen lately cannot be read and is forgotten.', error);
    return [];
  }
}
