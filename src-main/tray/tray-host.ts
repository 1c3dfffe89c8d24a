/** What is known of whoever would draw our icon. */
export interface TrayFacts {
  readonly platform: NodeJS.Platform;
  /** The names of the desktop, as in `GNOME` or `ubuntu:GNOME`. */
  readonly desktop: string | undefined;
  /** Whether a program on the session's bus draws StatusNotifierItems; `null` where nobody could say. */
  readonly askWatcher: () => Promise<boolean | null>;
}

/** Call themselves GNOME too and have a panel with a tray of their own, which need not be on the bus. */
const panels: ReadonlySet<string> = new Set(['budgie', 'gnome-flashback', 'unity']);

/**
 * Whether it is sure that nobody shows a tray icon. Without a StatusNotifier watcher Electron falls back to the older tray of
 * X11, which most desktops have; GNOME has neither unless an extension brings one.
 */
export async function isWithoutTray({ platform, desktop, askWatcher }: TrayFacts): Promise<boolean> {
  const names = (desktop ?? '').toLowerCase().split(':');
  const isGnome = names.includes('gnome') && !names.some((name) => panels.has(name));
  return platform === 'linux' && isGnome && (await askWatcher()) === false;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Electron rewrites the variable for Chromium's sake and keeps what it was. */
export function desktopOf({ ORIGINAL_XDG_CURRENT_DESKTOP: original, XDG_CURRENT_DESKTOP: now }: Environment) {
  return original ?? now;
}
