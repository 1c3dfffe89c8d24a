import type { PlainStorage } from './browser-storage.ts';

export const accountsViews = ['cards', 'table'] as const;
export type AccountsView = (typeof accountsViews)[number];

const key = 'evenkeel.accounts-view';

/** Whether this browser shows the accounts as cards or as a table. Where it remembers nothing, as long as the page lasts. */
export class AccountsLook {
  view = $state.raw<AccountsView>('cards');
  readonly #storage: PlainStorage | null;

  constructor(storage: PlainStorage | null) {
    this.#storage = storage;
    this.view = accountsViews.find((view) => view === storage?.getItem(key)) ?? 'cards';
  }

  choose(view: AccountsView): void {
    this.view = view;
    this.#storage?.setItem(key, view);
  }
}
