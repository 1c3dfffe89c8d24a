import { join } from 'node:path';

import { Menu, type MenuItemConstructorOptions, type NativeImage, nativeImage, Tray } from 'electron';

import { percentIcon } from '../tray/percent-icon.ts';
import { type TrayIconState, trayIconStates } from '../tray/tray-icon.ts';

export interface TrayListeners {
  readonly onClick: () => void;
  /** Somebody is about to look at the menu. */
  readonly onLook: () => void;
}

export type TrayIcons = Readonly<Record<TrayIconState, NativeImage>>;

const percentPx = 24;

/** A percentage as an icon, for screens of both densities. */
export function percentImage(percent: number): NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const { bgra, widthPx, heightPx } = percentIcon(percent, percentPx * scaleFactor);
    image.addRepresentation({ scaleFactor, width: widthPx, height: heightPx, buffer: Buffer.from(bgra) });
  }
  return image;
}

/** @param suffix `Template` where the system paints the icon itself. Files named `@2x` are found by Electron. */
export function loadTrayIcons(folder: string, suffix: string): TrayIcons {
  const load = (state: TrayIconState) => {
    const path = join(folder, `${state}${suffix}.png`);
    const image = nativeImage.createFromPath(path);
    // Electron takes a missing file for an empty picture, and the tray would be there without anybody seeing it.
    if (image.isEmpty()) throw new Error(`The icon ${path} is missing.`);
    return [state, image];
  };
  return Object.fromEntries(trayIconStates.map(load)) as TrayIcons;
}

/** Linux has none of these but `click`, and that not everywhere. */
export function createSystemTray(icon: NativeImage, { onClick, onLook }: TrayListeners): Tray {
  const tray = new Tray(icon);
  tray.on('click', onClick);
  tray.on('click', onLook);
  tray.on('right-click', onLook);
  tray.on('mouse-enter', onLook);
  return tray;
}

export function buildMenu(items: MenuItemConstructorOptions[], whenOpen: (open: boolean) => void): Menu {
  const menu = Menu.buildFromTemplate(items);
  menu.on('menu-will-show', () => whenOpen(true));
  menu.on('menu-will-close', () => whenOpen(false));
  return menu;
}

export function setAppMenu(template: MenuItemConstructorOptions[]): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
