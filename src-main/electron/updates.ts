import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { app } from 'electron';
import type { AppUpdater } from 'electron-updater';

import type { Logger } from '../../src-proxy/ports.ts';
import { canVerifyUpdates } from '../updates/update-address.ts';
import type { UpdatePort } from '../updates/updater.ts';

/**
 * Updates by electron-updater, which checks what it has fetched by its SHA-512 and, where this build is signed, on Windows
 * and macOS by its signature.
 * SECURITY (E11): where to look is in the package itself, and nothing is fetched or put in place unasked.
 */
export function openUpdates(log: Logger): UpdatePort {
  // A package that was built without an address has no such file, and the library would fail on that.
  const addressFile = join(process.resourcesPath, 'app-update.yml');
  if (!app.isPackaged || !existsSync(addressFile)) return withoutUpdates;
  const build = {
    addressFile: readFileSync(addressFile, 'utf8'),
    manifest: readFileSync(join(app.getAppPath(), 'package.json'), 'utf8'),
  };
  if (!canVerifyUpdates(process.platform, build)) {
    log.info('This build is not signed, and nothing could tell who made an update of it: none is offered.');
    return withoutUpdates;
  }
  // Loaded where it is of use alone: the other copies do without its memory.
  const { autoUpdater } = createRequire(import.meta.url)('electron-updater') as { readonly autoUpdater: AppUpdater };
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = false;
  autoUpdater.allowDowngrade = false;
  autoUpdater.logger = {
    info: (message: unknown) => log.debug(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.warn(String(message)),
  };
  // Every call below rejects as well; without a listener the event alone would end the process.
  autoUpdater.on('error', () => undefined);
  // An image whose name says its version gets another one, and the file that this process came from is gone.
  autoUpdater.on('appimage-filename-updated', (path) => (process.env['APPIMAGE'] = path));
  return {
    isSupported: () => autoUpdater.isUpdaterActive(),
    async check() {
      const result = await autoUpdater.checkForUpdates();
      return result?.isUpdateAvailable === true ? result.updateInfo.version : null;
    },
    async download(onPercent) {
      const listener = ({ percent }: { percent: number }) => onPercent(percent);
      autoUpdater.on('download-progress', listener);
      const version = new Promise<string>((resolve) => {
        autoUpdater.once('update-downloaded', (event) => resolve(event.version));
      });
      try {
        await autoUpdater.downloadUpdate();
        return await version;
      } finally {
        autoUpdater.off('download-progress', listener);
      }
    },
    install(onFailed) {
      // The call itself says nothing of a failure, such as of a password that nobody gave.
      autoUpdater.once('error', onFailed);
      autoUpdater.quitAndInstall(false, true);
    },
  };
}

const withoutUpdates: UpdatePort = {
  isSupported: () => false,
  check: () => Promise.resolve(null),
  download: () => Promise.reject(new Error('This copy has no way to updates.')),
  install: () => undefined,
};
