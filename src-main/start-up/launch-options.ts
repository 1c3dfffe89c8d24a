import { parseArgs } from 'node:util';

/** What the desktop app takes from its command line. */
export interface LaunchOptions {
  /** Stay in the tray; launch at login uses it. */
  readonly hidden: boolean;
  /** `setup --restore`: give other programs their files back and leave, without a window. */
  readonly restoresClients: boolean;
  readonly flags: { readonly host?: string; readonly port?: string; readonly dataDir?: string };
}

/**
 * SECURITY: takes five names and nothing else. Chromium's own switches share the command line, so unknown ones are passed
 * over; only the first instance's arguments are ever read.
 */
export function readLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      hidden: { type: 'boolean' },
      restore: { type: 'boolean' },
      host: { type: 'string' },
      port: { type: 'string' },
      'data-dir': { type: 'string' },
    },
  });
  return {
    hidden: values.hidden === true,
    restoresClients: values.restore === true && positionals.includes('setup'),
    flags: {
      ...(typeof values.host === 'string' ? { host: values.host } : {}),
      ...(typeof values.port === 'string' ? { port: values.port } : {}),
      ...(typeof values['data-dir'] === 'string' ? { dataDir: values['data-dir'] } : {}),
    },
  };
}
