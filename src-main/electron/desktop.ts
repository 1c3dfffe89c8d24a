import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  type MessageBoxOptions,
  nativeTheme,
  type Rectangle,
  screen,
  session,
  shell,
} from 'electron';

/** Belongs to the window where one can be seen: over it on Linux and Windows, hung from its title bar on macOS. */
export async function askPerson(options: MessageBoxOptions): Promise<number> {
  const parent = BrowserWindow.getAllWindows().find((window) => window.isVisible() && !window.isMinimized());
  const { response } = await (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options));
  return response;
}

/** macOS brings a window forward only together with its app. */
export const takeForeground = (): void => app.focus({ steal: true });
export const windowAgent = (): string => session.defaultSession.getUserAgent();
export const openOutside = (url: string): Promise<void> => shell.openExternal(url);
export const systemLanguages = (): string[] => app.getPreferredSystemLanguages();
export const isDark = (): boolean => nativeTheme.shouldUseDarkColors;
export const screenAreas = (): Rectangle[] => screen.getAllDisplays().map(({ workArea }) => workArea);

/** Electron 42 copies at once, 45 gives a promise. */
export async function copyText(text: string): Promise<void> {
  await clipboard.writeText(text);
}

/** @throws an Error with the system's words, which Electron gives instead of throwing them. */
export async function openFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new Error(problem);
}
