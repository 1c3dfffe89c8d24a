import type { AccountSummary, FoundAuthFile, ImportOutcome } from '#contract/account.ts';

import type { ApiClient } from '../connection/api-client.ts';

type ImportApi = Pick<ApiClient, 'importFiles' | 'importFound' | 'foundFiles'>;

/** Adding accounts: the files given, what became of each, and the sign-in that lies on this machine already. */
export class AccountImport {
  busy = $state.raw(false);
  outcomes = $state.raw<readonly ImportOutcome[] | null>(null);
  error = $state.raw<unknown>(null);
  found = $state.raw<readonly FoundAuthFile[]>([]);
  readonly #api: ImportApi;
  readonly #onAccount: (account: AccountSummary) => void;

  constructor(api: ImportApi, onAccount: (account: AccountSummary) => void) {
    this.#api = api;
    this.#onAccount = onAccount;
  }

  async importFiles(files: readonly File[]): Promise<void> {
    if (files.length > 0) await this.#run(() => this.#api.importFiles(files));
  }

  async importFound(path: string): Promise<void> {
    await this.#run(() => this.#api.importFound(path));
  }

  /** The offer is a convenience: when it cannot be had, the page says nothing and choosing a file still works. */
  async lookForFiles(): Promise<void> {
    try {
      this.found = (await this.#api.foundFiles()).filter((file) => !file.alreadyAdded);
    } catch (error) {
      console.info('It is not known whether this machine has a Codex sign-in.', error);
      this.found = [];
    }
  }

  dismiss(): void {
    this.outcomes = null;
    this.error = null;
  }

  async #run(work: () => Promise<ImportOutcome[]>): Promise<void> {
    if (this.busy) return;
    this.dismiss();
    this.busy = true;
    try {
      const outcomes = await work();
      for (const outcome of outcomes) if (outcome.result !== 'failed') this.#onAccount(outcome.account);
      this.outcomes = outcomes;
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
    await this.lookForFiles();
  }
}
