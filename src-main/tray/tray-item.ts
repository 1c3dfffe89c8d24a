/** What a person can ask of one account from the tray. */
export type AccountVerb = 'pause' | 'resume' | 'probe' | 'refresh-usage' | 'sign-in' | 'details';

export interface AccountAction {
  readonly verb: AccountVerb;
  readonly accountId: string;
}

export type TrayAction =
  | 'copy-address'
  | 'open-dashboard'
  | 'add-account'
  | 'refresh-all'
  | 'copy-setup'
  | 'retry'
  | 'other-port'
  | 'show-problem'
  | 'quit'
  | 'quit-now'
  | AccountAction;

/** `action: null` is a line to read, not to click. */
export interface TrayLine {
  readonly kind: 'item';
  readonly id: string;
  readonly label: string;
  readonly action: TrayAction | null;
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
