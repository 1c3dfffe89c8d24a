import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';

const usual = { width: 1120, height: 780 };

/** The dashboard's own backgrounds, so that the window does not flash before the first paint. */
const backgrounds = { dark: '#10171b', light: '#f5f7f8' };

export interface WindowLook {
  readonly bounds: Rectangle | null;
  /** The areas of the screens that are there now. */
  readonly screens: readonly Rectangle[];
  readonly dark: boolean;
  readonly iconPath: string;
}

export function windowOptions({ bounds, screens, dark, iconPath }: WindowLook): BrowserWindowConstructorOptions {
  return {
    ...(bounds && isOnAScreen(bounds, screens) ? bounds : usual),
    minWidth: 480,
    minHeight: 320,
    show: false,
    title: 'Evenkeel',
    icon: iconPath,
    backgroundColor: dark ? backgrounds.dark : backgrounds.light,
    autoHideMenuBar: true,
    // SECURITY: the page is a plain web page. It has no preload, no Node and no way into this process but HTTP.
    webPreferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Chromium would fetch dictionaries from the network.
      spellcheck: false,
    },
  };
}

/** A screen that is gone would leave the window where nobody can reach it. */
function isOnAScreen(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some(
    (screen) =>
      bounds.x + 80 < screen.x + screen.width &&
      bounds.x + bounds.width > screen.x + 80 &&
      bounds.y >= screen.y &&
      bounds.y + 40 < screen.y + screen.height,
  );
}
