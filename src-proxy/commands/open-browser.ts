import { execFile } from 'node:child_process';

interface Opener {
  readonly command: string;
  readonly args: readonly string[];
}

/** The program that opens an address in the person's own browser; `null` where there is no desktop to open it on. */
export function browserOpener(
  url: string,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): Opener | null {
  if (!isFitToOpen(url)) return null;
  if (platform === 'darwin') return { command: 'open', args: [url] };
  if (platform === 'win32') return { command: 'rundll32', args: ['url.dll,FileProtocolHandler', url] };
  // Without a desktop xdg-open may start a browser inside this very terminal.
  const hasDesktop = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  return hasDesktop ? { command: 'xdg-open', args: [url] } : null;
}

/**
 * SECURITY: the address comes from the engine, and is given to a program of the system. It goes as one argument, never
 * through a shell, and only when it is an address of the web: other schemes start other programs.
 */
function isFitToOpen(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/** Whether a browser was asked to open the address. */
export async function openBrowser(url: string): Promise<boolean> {
  const opener = browserOpener(url, process.platform, process.env);
  if (opener === null) return false;
  return await new Promise((resolve) => {
    execFile(opener.command, [...opener.args], { timeout: 10_000, windowsHide: true }, (error) => resolve(!error));
  });
}
