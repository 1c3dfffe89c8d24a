import type { AccountSummary, ImportOutcome } from '#contract/account.ts';
import type { ImportPreview } from '#contract/account-import.ts';
import type { CodexLbImported, CodexLbPreview, FoundCodexLb } from '#contract/codex-lb.ts';
import type { Said } from '#contract/said.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { fileName, type AccountFiles } from './account-files.ts';

type BulkApi = Pick<ApiClient, 'importFiles' | 'previewFiles' | 'codexLbFolders' | 'previewCodexLb' | 'importCodexLb'>;

export type BulkSource =
  ({ readonly kind: 'files' } & AccountFiles) | { readonly kind: 'codex-lb'; readonly path: string };

/** Where an import of many accounts stands. Nothing is written before `importing`. */
export type BulkStage =
  | { readonly step: 'choose' }
  | { readonly step: 'reading'; readonly source: BulkSource }
  | { readonly step: 'preview'; readonly source: BulkSource; readonly preview: ImportPreview | CodexLbPreview }
  | { readonly step: 'importing'; readonly done: number; readonly total: number | null }
  | {
      readonly step: 'done';
      readonly outcomes: readonly ImportOutcome[];
      readonly settings: CodexLbImported['settings'];
      readonly keys: CodexLbImported['keys'];
      readonly notes: readonly string[];
      readonly notesSaid: readonly Said[];
    };

type Beside = Pick<Extract<BulkStage, { step: 'done' }>, 'settings' | 'keys' | 'notes' | 'notesSaid'>;

/** So many files go in at a time: progress can be seen, and nobody waits long for a stop. */
const filesAtOnce = 20;

/** Importing many accounts: what is chosen, what it would do, and what it did. */
export class BulkImport {
  isOpen = $state.raw(false);
  stage = $state.raw<BulkStage>({ step: 'choose' });
  error = $state.raw<unknown>(null);
  overwriteOlder = $state(false);
  alsoSettings = $state(false);
  alsoKeys = $state(false);
  /** Data folders of a codex-lb on this machine. */
  codexLbs = $state.raw<readonly FoundCodexLb[]>([]);
  readonly #api: BulkApi;
  readonly #onAccount: (account: AccountSummary) => void;
  /** Counts what was begun, so that an answer that comes too late is known as such. */
  #attempt = 0;

  constructor(api: BulkApi, onAccount: (account: AccountSummary) => void) {
    this.#api = api;
    this.#onAccount = onAccount;
  }

  open(): void {
    if (this.stage.step !== 'importing') this.startAgain();
    this.isOpen = true;
  }

  /** What goes in goes on; when it is done, whoever left is told. */
  close(): void {
    if (this.stage.step !== 'importing') this.startAgain();
    this.isOpen = false;
  }

  startAgain(): void {
    this.#attempt += 1;
    this.stage = { step: 'choose' };
    this.error = null;
    this.overwriteOlder = false;
    this.alsoSettings = false;
    this.alsoKeys = false;
  }

  /** The offer is a convenience: when it cannot be had, the page says nothing. */
  async lookForCodexLb(): Promise<void> {
    try {
      this.codexLbs = await this.#api.codexLbFolders();
    } catch (error) {
      console.info('It is not known whether this machine has a codex-lb.', error);
      this.codexLbs = [];
    }
  }

  /** Opens with a preview. What is being imported is not interrupted. */
  async take(source: BulkSource): Promise<void> {
    this.open();
    if (this.stage.step === 'importing') return;
    if (source.kind === 'files' && source.files.length === 0) {
      this.stage = { step: 'preview', source, preview: emptyPreview };
      return;
    }
    const attempt = this.#attempt;
    this.stage = { step: 'reading', source };
    try {
      const preview =
        source.kind === 'files'
          ? await this.#api.previewFiles(source.files)
          : await this.#api.previewCodexLb(source.path);
      if (attempt === this.#attempt) this.stage = { step: 'preview', source, preview };
    } catch (error) {
      if (attempt !== this.#attempt) return;
      this.stage = { step: 'choose' };
      this.error = error;
    }
  }

  /** How many accounts an import would write, as things are chosen. */
  get toWrite(): number {
    if (this.stage.step !== 'preview') return 0;
    const { new: added, updates, older } = this.stage.preview.counts;
    return added + updates - (this.overwriteOlder ? 0 : older);
  }

  async confirm(): Promise<void> {
    if (this.stage.step !== 'preview') return;
    const { source, preview } = this.stage;
    this.error = null;
    if (source.kind === 'files') await this.#importFiles(source.files, preview);
    else await this.#importCodexLb(source.path);
  }

  async #importFiles(files: readonly File[], preview: ImportPreview): Promise<void> {
    const useful = new Set(
      preview.rows.filter(({ result }) => result === 'new' || result === 'updates').map(({ file }) => file),
    );
    const wanted = files.filter((file) => useful.has(fileName(file)));
    // Told to overwrite, only an import that sees all files at once knows which of two is fresher.
    const atOnce = this.overwriteOlder ? wanted.length : filesAtOnce;
    const outcomes: ImportOutcome[] = [];
    for (let at = 0; at < wanted.length; at += atOnce) {
      this.stage = { step: 'importing', done: at, total: wanted.length };
      try {
        const batch = wanted.slice(at, at + atOnce);
        outcomes.push(...(await this.#api.importFiles(batch, { overwriteOlder: this.overwriteOlder })));
      } catch (error) {
        this.error = error;
        break;
      }
    }
    this.#finish(outcomes, { settings: [], keys: [], notes: [], notesSaid: [] });
  }

  async #importCodexLb(path: string): Promise<void> {
    this.stage = { step: 'importing', done: 0, total: null };
    try {
      const taken = { settings: this.alsoSettings, keys: this.alsoKeys };
      const { outcomes, settings, keys, notes, notesSaid = [] } = await this.#api.importCodexLb(path, taken);
      this.#finish(outcomes, { settings, keys, notes, notesSaid });
    } catch (error) {
      this.error = error;
      this.stage = { step: 'choose' };
      this.isOpen = true;
    }
  }

  #finish(outcomes: readonly ImportOutcome[], more: Beside): void {
    for (const outcome of outcomes) if (outcome.result !== 'failed') this.#onAccount(outcome.account);
    this.stage = { step: 'done', outcomes, ...more };
    this.isOpen = true;
  }
}

const emptyPreview: ImportPreview = {
  rows: [],
  counts: { new: 0, updates: 0, duplicate: 0, unreadable: 0, older: 0 },
};
