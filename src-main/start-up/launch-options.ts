import { parseArgs } from 'node:util';

/** What the desktop app takes from its command line. */
export interface LaunchOptions {
  /** Stay in the tray; launch at login uses it. */
  readonly hidden: boolean;
  /** What an uninstaller says: give other programs their files back and leave, without a window. */
  readonly restoresClients: boolean;
  readonly flags: { readonly host?: string; readonly port?: string; readonly dataDir?: string };
}

/**
 * SECURITY: takes four names and nothing else. Chromium's own switches share the command line, so unknown ones are passed
 * over; only the first instance's arguments are ever read.
 */
export function readLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      hidden: { type: 'boolean' },
      host: { type: 'string' },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
    },
  });
  return {
    hidden: values.hidden === true,
    restoresClients: isUninstaller(args),
    flags: {
      ...(typeof values.host === 'string' ? { host: values.host } : {}),
      ...(typeof values.port === 'string' ? { port: values.port } : {}),
      ...(typeof values['data-dir'] === 'string' ? { dataDir: values['data-dir'] } : {}),
    },
  };
}

/**
 * Exactly `setup --restore`, as the uninstallers of Windows and Linux say it: that may not depend on a setting, a database or
 * a running engine. Whoever names a program, or wants to see first, is a person, and means the command line.
 */
function isUninstaller(args: readonly string[]): boolean {
  const [first, second, ...more] = args.filter((arg) => arg !== '--no-sandbox');
  return first === 'setup' && second === '--restore' && more.length === 0;
}
