import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron';

import type { TimePort } from '../time-port.ts';
import { menuLabel } from './menu-text.ts';
import type { TrayIconState } from './tray-icon.ts';
import type { TrayAction, TrayItem } from './tray-item.ts';
import type { TrayModel } from './tray-model.ts';

export type TrayPort = Pick<Tray, 'setImage' | 'setTitle' | 'setToolTip' | 'setContextMenu' | 'destroy'>;

export interface TrayControllerPorts {
  readonly tray: TrayPort;
  /** @param percent drawn into the icon, where it is not `null` */
  readonly iconOf: (state: TrayIconState, percent: number | null) => NativeImage;
  /** Builds a menu and tells when the system opens and closes it. */
  readonly buildMenu: (items: MenuItemConstructorOptions[], whenOpen: (open: boolean) => void) => Menu;
  readonly time: TimePort;
  readonly makeModel: () => TrayModel;
  readonly onAction: (action: TrayAction) => void;
  /** Somebody opened the menu. Not every Linux panel says so. */
  readonly onLook: () => void;
}

export interface TrayController {
  /** Something may have changed. Looked at now, or as soon as the last change is a second old. */
  invalidate(): void;
  /** What the tray shows at this moment. */
  shown(): TrayModel;
  dispose(): void;
}

const shortestGapMs = 1_000;
/** Countdowns in the menu are in minutes. */
const countdownMs = 60_000;
/** Not every Linux panel says when a menu closed; the tray does not go stale over it. */
const longestHoldMs = 30_000;

export function createTrayController({
  tray,
  iconOf,
  buildMenu,
  time,
  makeModel,
  onAction,
  onLook,
}: TrayControllerPorts): TrayController {
  let shown: TrayModel | null = null;
  let lookedAtMs = -Infinity;
  let openSinceMs: number | null = null;
  let cancelTimer = () => {};
  /** A click has turned a check box; only a new menu shows what became of it. */
  let isTicked = false;
  let disposed = false;

  function lookIn(ms: number): void {
    cancelTimer();
    cancelTimer = time.after(ms, look);
  }

  function look(): void {
    if (openSinceMs !== null && time.nowMs() - openSinceMs < longestHoldMs) {
      lookIn(shortestGapMs);
      return;
    }
    lookedAtMs = time.nowMs();
    show(makeModel());
    lookIn(countdownMs);
  }

  function show(model: TrayModel): void {
    const iconChanged = shown?.icon !== model.icon || shown.percent !== model.percent;
    const titleChanged = (shown?.title ?? '') !== model.title;
    const tooltipChanged = shown?.tooltip !== model.tooltip;
    const menuChanged = isTicked || JSON.stringify(shown?.items) !== JSON.stringify(model.items);
    shown = model;
    isTicked = false;
    if (iconChanged) tray.setImage(iconOf(model.icon, model.percent));
    // Digits of one width: the neighbours in the menu bar stay where they are while it counts down.
    if (titleChanged) tray.setTitle(model.title, { fontType: 'monospacedDigit' });
    if (tooltipChanged) tray.setToolTip(model.tooltip);
    // Linux panels drop the menu when anything else about the icon changes, so it is handed over again each time.
    if (iconChanged || tooltipChanged || menuChanged)
      tray.setContextMenu(buildMenu(model.items.map(template), whenOpen));
  }

  function whenOpen(open: boolean): void {
    openSinceMs = open ? time.nowMs() : null;
    if (open) onLook();
  }

  function template(item: TrayItem): MenuItemConstructorOptions {
    if (item.kind === 'separator') return { type: 'separator' };
    if (item.kind === 'submenu')
      return { id: item.id, label: menuLabel(item.label), submenu: item.items.map(template) };
    const { id, label, action, checked } = item;
    if (action === null) return { id, label: menuLabel(label), enabled: false };
    const click = () => onAction(action);
    if (checked !== undefined) {
      const turn = () => {
        isTicked = true;
        click();
        lookIn(shortestGapMs);
      };
      return { id, label: menuLabel(label), type: 'checkbox', checked, click: turn };
    }
    return { id, label: menuLabel(label), click };
  }

  return {
    invalidate() {
      if (disposed) return;
      const waitMs = lookedAtMs + shortestGapMs - time.nowMs();
      if (waitMs > 0) lookIn(waitMs);
      else look();
    },
    shown: () => shown ?? makeModel(),
    dispose() {
      disposed = true;
      cancelTimer();
      tray.destroy();
    },
  };
}
