import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';

import type { Logger } from '../../src-proxy/ports.ts';
import { isOwnPage, mayOpenOutside } from './navigation-policy.ts';
import type { BoundsStore } from './window-bounds.ts';
import { windowOptions } from './window-options.ts';

export type WindowPort = Pick<
  BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'isFocused'
  | 'isVisible'
  | 'isMinimized'
  | 'restore'
  | 'flashFrame'
  | 'destroy'
  | 'getNormalBounds'
> & { readonly webContents: Pick<WebContents, 'reload' | 'getURL'> };

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
  /** It was shown or got the focus. */
  readonly onLook: () => void;
}

/** What others do about it. */
export interface WindowListeners {
  /** It comes before somebody's eyes. */
  readonly onLook: () => void;
  /** The person has closed it. */
  readonly onLeft: () => void;
}

export interface DashboardWindowPorts extends WindowListeners {
  readonly open: (options: BrowserWindowConstructorOptions, events: WindowEvents) => WindowPort;
  readonly openOutside: (url: string) => Promise<void>;
  /** Where people sign in, by the settings; `null` while they are not known. */
  readonly signInService: () => string | null;
  /** A one-time token that signs the page in; `null` while the dashboard asks for no sign-in. */
  readonly handOver: () => string | null;
  /** Asks the system to put the app before the others. */
  readonly takeForeground: () => void;
  /** There is a window now, or none any more. */
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly screens: () => readonly Rectangle[];
  readonly isDark: () => boolean;
  readonly bounds: BoundsStore;
  readonly iconPath: string;
  readonly log: Logger;
}

export interface DashboardWindow {
  /**
   * Opens the window on the dashboard of `origin`, or brings it to the front.
   * @param hash takes the page somewhere, such as `#sign-in=new`. An open page is told, not loaded again.
   */
  show(origin: string, hash?: string): void;
  /** Shows the window over other programs. Where the system does not let it, the window asks for attention. */
  bringToFront(origin: string): void;
  isOpen(): boolean;
  /** It is open, and has not been shown yet, because its page has not painted. */
  isOpening(): boolean;
  /** Somebody can see it, unless other windows are over it. */
  isVisible(): boolean;
  close(): void;
}

/**
 * The one window. Closing it ends its renderer process, so that an app in the tray costs next to nothing; the next `show`
 * makes a new one.
 */
export function createDashboardWindow(ports: DashboardWindowPorts): DashboardWindow {
  let current: { readonly window: WindowPort; readonly origin: string } | null = null;
  let hasAppeared = false;

  function open(origin: string, hash: string): void {
    ports.onOpenChange(true);
    hasAppeared = false;
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
    load(window, `${origin}/dashboard${signedIn(hash)}`);
  }

  /** A new hash alone is not loaded: the page hears of it and keeps what it has. */
  function send(window: WindowPort, origin: string, hash: string): void {
    const shown = window.webContents.getURL();
    const page = isOwnPage(shown, origin) ? shown.replace(/#.*$/, '') : `${origin}/dashboard`;
    load(window, `${page}${hash}`);
  }

  /** SECURITY (A11): in the fragment, which no request and no log carries; the page takes it out at once. */
  function signedIn(hash: string): string {
    const token = ports.handOver();
    if (token === null) return hash;
    return `${hash === '' ? '#' : `${hash}&`}handover=${encodeURIComponent(token)}`;
  }

  function load(window: WindowPort, url: string): void {
    window.loadURL(url).catch((error: unknown) => {
      ports.log.warn('The dashboard could not be loaded into the window.', { error });
    });
  }

  function events(origin: string, window: () => WindowPort): WindowEvents {
    let reloads = 0;
    let isLeft = false;
    function appear(): void {
      hasAppeared = true;
      window().show();
    }
    return {
      onReady: appear,
      onNavigate(navigation) {
        if (isOwnPage(navigation.url, origin)) return;
        navigation.preventDefault();
        leave(navigation.url);
      },
      onPopup: leave,
      onLook: ports.onLook,
      // Without a first paint there is no `onReady`; a window that stays invisible would tell nobody.
      onLoadFailed(reason) {
        ports.log.warn('The window could not load a page.', { reason });
        appear();
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
      onClose() {
        isLeft = true;
        ports.bounds.write(window().getNormalBounds());
      },
      onClosed() {
        if (current?.window !== window()) return;
        current = null;
        ports.onOpenChange(false);
        if (isLeft) ports.onLeft();
      },
    };
  }

  function leave(url: string): void {
    if (!mayOpenOutside(url, ports.signInService())) {
      ports.log.warn('The window was kept from leaving the dashboard.', { url });
      return;
    }
    ports.openOutside(url).catch((error: unknown) => {
      ports.log.warn('The system opened no browser.', { error, url });
    });
  }

  function show(origin: string, hash = ''): void {
    if (current && current.origin !== origin) current.window.destroy();
    if (!current) {
      open(origin, hash);
      return;
    }
    const { window } = current;
    // A page whose session has ended meanwhile is at its sign-in: it takes the token, and a page that is in drops it.
    const full = signedIn(hash);
    if (full !== '') send(window, origin, full);
    if (window.isMinimized()) window.restore();
    hasAppeared = true;
    window.show();
    window.focus();
  }

  return {
    show,
    bringToFront(origin) {
      show(origin);
      ports.takeForeground();
      if (current && !current.window.isFocused()) current.window.flashFrame(true);
    },
    isOpen: () => current !== null,
    isOpening: () => current !== null && !hasAppeared,
    isVisible: () => current !== null && current.window.isVisible() && !current.window.isMinimized(),
    close() {
      if (!current) return;
      // `destroy` asks nobody, so `onClose` is not called.
      ports.bounds.write(current.window.getNormalBounds());
      current.window.destroy();
    },
  };
}
