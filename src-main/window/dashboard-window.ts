import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';

import type { Logger } from '../../src-proxy/ports.ts';
import { isOwnPage, mayOpenOutside } from './navigation-policy.ts';
import type { BoundsStore } from './window-bounds.ts';
import { windowOptions } from './window-options.ts';

export type WindowPort = Pick<
  BrowserWindow,
  'loadURL' | 'show' | 'focus' | 'isMinimized' | 'restore' | 'destroy' | 'getNormalBounds'
> & { readonly webContents: Pick<WebContents, 'reload'> };

/** An attempt of the page to go somewhere. */
export interface Navigation {
  readonly url: string;
  preventDefault(): void;
}

/** What the window tells its owner. */
export interface WindowEvents {
  readonly onReady: () => void;
  readonly onNavigate: (navigation: Navigation) => void;
  readonly onPopup: (url: string) => void;
  readonly onLoadFailed: (reason: string) => void;
  readonly onRendererGone: (reason: string) => void;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

export interface DashboardWindowPorts {
  readonly open: (options: BrowserWindowConstructorOptions, events: WindowEvents) => WindowPort;
  readonly openOutside: (url: string) => Promise<void>;
  readonly screens: () => readonly Rectangle[];
  readonly isDark: () => boolean;
  readonly bounds: BoundsStore;
  readonly iconPath: string;
  readonly log: Logger;
}

export interface DashboardWindow {
  /** Opens the window on the dashboard of `origin`, or brings it to the front. */
  show(origin: string): void;
  isOpen(): boolean;
  close(): void;
}

/**
 * The one window. Closing it ends its renderer process, so that an app in the tray costs next to nothing; the next `show`
 * makes a new one.
 */
export function createDashboardWindow(ports: DashboardWindowPorts): DashboardWindow {
  let current: { readonly window: WindowPort; readonly origin: string } | null = null;

  function open(origin: string): void {
    const options = windowOptions({
      bounds: ports.bounds.read(),
      screens: ports.screens(),
      dark: ports.isDark(),
      iconPath: ports.iconPath,
    });
    const window = ports.open(
      options,
      events(origin, () => window),
    );
    current = { window, origin };
    load(window, origin);
  }

  function load(window: WindowPort, origin: string): void {
    window.loadURL(`${origin}/dashboard`).catch((error: unknown) => {
      ports.log.warn('The dashboard could not be loaded into the window.', { error });
    });
  }

  function events(origin: string, window: () => WindowPort): WindowEvents {
    let reloads = 0;
    return {
      onReady: () => window().show(),
      onNavigate(navigation) {
        if (isOwnPage(navigation.url, origin)) return;
        navigation.preventDefault();
        leave(navigation.url);
      },
      onPopup: leave,
      // Without a first paint there is no `onReady`; a window that stays invisible would tell nobody.
      onLoadFailed(reason) {
        ports.log.warn('The window could not load a page.', { reason });
        window().show();
      },
      onRendererGone(reason) {
        if (reason === 'clean-exit') return;
        reloads += 1;
        if (reloads === 1) {
          ports.log.error('The window crashed and is loaded again.', { reason });
          window().webContents.reload();
        } else {
          ports.log.error('The window crashed again and was closed. The tray and the proxy go on.', { reason });
          window().destroy();
        }
      },
      onClose: () => ports.bounds.write(window().getNormalBounds()),
      onClosed() {
        if (current?.window === window()) current = null;
      },
    };
  }

  function leave(url: string): void {
    if (!mayOpenOutside(url)) {
      ports.log.warn('The window was kept from leaving the dashboard.', { url });
      return;
    }
    ports.openOutside(url).catch((error: unknown) => {
      ports.log.warn('The system opened no browser.', { error, url });
    });
  }

  return {
    show(origin) {
      if (current && current.origin !== origin) current.window.destroy();
      if (!current) {
        open(origin);
        return;
      }
      if (current.window.isMinimized()) current.window.restore();
      current.window.show();
      current.window.focus();
    },
    isOpen: () => current !== null,
    close() {
      if (!current) return;
      // `destroy` asks nobody, so `onClose` is not called.
      ports.bounds.write(current.window.getNormalBounds());
      current.window.destroy();
    },
  };
}
