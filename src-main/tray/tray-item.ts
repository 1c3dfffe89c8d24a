import type { ClientId } from '../../src-proxy/contract/client-setup.ts';

/** What a person can ask of one account from the tray. */
export type AccountVerb =
  'pause' | 'resume' | 'probe' | 'refresh-usage' | 'use-reset' | 'sign-in' | 'copy-email' | 'details' | 'use-only';

export interface AccountAction {
  readonly verb: AccountVerb;
  readonly accountId: string;
}

/** Copies one of the pieces of configuration that the engine has for other programs. */
export interface SnippetAction {
  readonly snippetId: string;
}

/** Opens the page on which a program is set up, or its change undone; nothing is written before it was seen there. */
export interface ClientAction {
  readonly clientId: ClientId;
  readonly wants: 'set-up' | 'undo';
}

/** What is one thing and needs no more said. */
export type PlainAction =
  | 'copy-address'
  | 'open-dashboard'
  | 'add-account'
  | 'refresh-all'
  | 'set-up-client'
  | 'pause-proxy'
  | 'resume-proxy'
  | 'use-all'
  | 'launch-at-login'
  | 'stay-off-at-login'
  | 'hide-emails'
  | 'show-emails'
  | 'open-logs'
  | 'check-updates'
  | 'download-update'
  | 'install-update'
  | 'retry'
  | 'other-port'
  | 'show-problem'
  | 'quit'
  | 'quit-now'
  | 'stay';

export type TrayAction = PlainAction | SnippetAction | ClientAction | AccountAction;

/** `action: null` is a line to read, not to click. */
export interface TrayLine {
  readonly kind: 'item';
  readonly id: string;
  readonly label: string;
  readonly action: TrayAction | null;
  /** Set where it is a check box. */
  readonly checked?: boolean;
}

export interface TraySubmenu {
  readonly kind: 'submenu';
  readonly id: string;
  readonly label: string;
  readonly items: readonly TrayItem[];
}

export type TrayItem = { readonly kind: 'separator' } | TrayLine | TraySubmenu;

export function line(id: string, label: string, action: TrayAction | null = null): TrayLine {
  return { kind: 'item', id, label, action };
}

export function checkBox(id: string, label: string, checked: boolean, action: TrayAction): TrayLine {
  return { kind: 'item', id, label, action, checked };
}

/** Sections with a separator between each two; empty ones leave no trace. */
export function joinSections(sections: readonly (readonly TrayItem[])[]): TrayItem[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [{ kind: 'separator' as const }, ...section]));
}

/** The lines of a menu and of all menus in it. */
export function allLines(items: readonly TrayItem[]): TrayLine[] {
  return items.flatMap((item) => {
    if (item.kind === 'submenu') return allLines(item.items);
    return item.kind === 'item' ? [item] : [];
  });
}
