/** `awaits-approval`: it is asked for, and the system waits for the person to allow it in its own settings. */
export type AutostartState = 'on' | 'off' | 'awaits-approval';

/** Whether the system starts Evenkeel, hidden, when the person logs in. */
export interface Autostart {
  state(): AutostartState;
  /** @throws an Error whose message is a sentence for a person. */
  set(isOn: boolean): Promise<void>;
}

/** A path that no system's list of what starts at login can hold, because there is a line break in it. */
export class UnstartablePath extends Error {}

/** What is started: a program and what it is started with. */
export interface StartCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a start at login says of itself, wherever the system lets it say something. */
export const hiddenArgument = '--hidden';

/**
 * What starts this very copy again. An AppImage runs from a folder that is gone at the next start; what stays is the file.
 *
 * @param appPath the app's folder, where the program is a bare Electron; `null` for a packaged app.
 */
export function startCommand(
  execPath: string,
  appPath: string | null,
  environment: Readonly<Record<string, string | undefined>>,
): StartCommand {
  const { APPIMAGE: image, APPDIR: mount } = environment;
  if (appPath !== null) return { program: execPath, args: [appPath, hiddenArgument] };
  // A program that another AppImage has started inherits its words.
  const isImage = image && mount && execPath.startsWith(`${mount}/`);
  return { program: isImage ? image : execPath, args: [hiddenArgument] };
}
