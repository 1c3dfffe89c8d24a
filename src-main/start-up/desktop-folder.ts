import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Logger } from '../../src-proxy/ports.ts';

/**
 * Where Chromium keeps its profile, and with it the lock of the single instance: inside the data folder, so that one app
 * runs per pool of accounts. Settings that make no sense, or a folder that cannot be had, are reported when the engine is
 * opened; until then the app needs some profile to show a dialog with.
 */
export function desktopFolder(dataDir: () => string, fallback: string, log: Logger): string {
  try {
    const folder = join(dataDir(), 'desktop');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    log.debug('The usual profile folder is used.', { error });
    return fallback;
  }
}
