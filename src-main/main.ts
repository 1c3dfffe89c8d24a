import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { app } from 'electron';

import { createEngine } from '../src-proxy/engine.ts';
import { resolveSettings } from '../src-proxy/settings/resolve-settings.ts';
import { version } from '../src-proxy/version.ts';
import {
  askPerson,
  copyText,
  isDark,
  openFolder,
  openOutside,
  screenAreas,
  systemLanguages,
  takeForeground,
  windowAgent,
} from './electron/desktop.ts';
import { lifecycle } from './electron/lifecycle.ts';
import { power } from './electron/power.ts';
import { guardSession } from './electron/session-guard.ts';
import { followAtLogin, loginAutostart, wasOpenedAtLogin } from './electron/autostart.ts';
import { notifications } from './electron/notifications.ts';
import { buildMenu, createSystemTray, loadTrayIcons, percentImage, setAppMenu } from './electron/tray.ts';
import { openUpdates } from './electron/updates.ts';
import { openBrowserWindow } from './electron/window.ts';
import { networkAddresses } from './network-addresses.ts';
import { createShellLog } from './shell-log.ts';
import { createShell } from './shell.ts';
import { commandLineOf } from './start-up/cli-mode.ts';
import { desktopFolder } from './start-up/desktop-folder.ts';
import { findFreePort } from './start-up/free-port.ts';
import { readLaunchOptions } from './start-up/launch-options.ts';
import { restoreClients } from './start-up/restore-clients.ts';
import { exposeTestHook } from './test-hook.ts';
import { systemTime } from './time-port.ts';
import type { TrayIconState } from './tray/tray-icon.ts';
import { hasTrayWatcher } from './tray/session-bus.ts';
import { createTrayController } from './tray/tray-controller.ts';
import { desktopOf, isWithoutTray } from './tray/tray-host.ts';
import { missedUpdateFile } from './updates/missed-update.ts';
import { createDashboardWindow } from './window/dashboard-window.ts';
import { createDockIcon } from './window/dock-icon.ts';
import { mayDownload, mayLoad } from './window/navigation-policy.ts';
import { mayUse } from './window/permission-policy.ts';
import { boundsFile } from './window/window-bounds.ts';

const dist = dirname(fileURLToPath(import.meta.url));
const assets = join(dist, '..', 'assets');
const launch = readLaunchOptions(process.argv.slice(1));
const readSettings = () =>
  resolveSettings({
    flags: launch.flags,
    environment: process.env,
    workingDirectory: process.cwd(),
    // SECURITY (P7): where the app happens to be started from says nothing about who wrote that folder.
    ignoresLocalFile: true,
  });

const log = createShellLog();
process.on('uncaughtException', (error) => log.error('An error that nobody caught. Evenkeel goes on.', { error }));

if (launch.restoresClients) {
  const { dataDir } = readSettings().values;
  const print = (line: string): void => console.log(line);
  process.exit((await restoreClients({ environment: process.env, dataDir, nowMs: () => Date.now(), print })) ? 0 : 1);
}

const commandLine = commandLineOf(process.argv, { isPackaged: app.isPackaged });
if (commandLine !== null) {
  // No window will ever use it, and nothing may stand in the way on a machine without a display.
  app.disableHardwareAcceleration();
  const { runCommandLine } = await import('../src-proxy/commands/command-line.ts');
  await runCommandLine(commandLine);
  process.exit(process.exitCode ?? 0);
}

const profile = desktopFolder(() => readSettings().values.dataDir, app.getPath('userData'), log);
app.setPath('userData', profile);
// Chromium cannot sandbox for root, who says --no-sandbox; this call would overrule that and start no renderer at all.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// Windows shows notifications of an app alone that says who it is.
app.setAppUserModelId('app.evenkeel.desktop');
// The dashboard needs no GPU, and a GPU process costs more memory than the rest of an app that sits in the tray.
app.disableHardwareAcceleration();

let origin: () => string | null = () => null;
let signInService: string | null = null;
let handOver: () => string | null = () => null;

const followDock = createDockIcon(app.dock, systemTime, log);
const startHidden = launch.hidden || wasOpenedAtLogin();

const shell = createShell({
  lifecycle,
  async openEngine() {
    const settings = readSettings();
    signInService = settings.values.authBaseUrl;
    log.moveToFile({ dataDir: settings.values.dataDir, level: settings.values.logLevel });
    const engine = await createEngine({
      settings,
      dashboardDir: join(dist, 'dashboard'),
      version,
      logger: log,
      environment: process.env,
    });
    origin = () => engine.state().origin;
    handOver = () => engine.dashboard.handOver();
    return { engine, port: settings.values.port };
  },
  findFreePort,
  createTray(ports, onClick) {
    const icons = loadTrayIcons(join(assets, 'tray'), process.platform === 'darwin' ? 'Template' : '');
    const tray = createSystemTray(icons.starting, { onClick, onLook: ports.onLook });
    const iconOf = (state: TrayIconState, percent: number | null) =>
      percent === null ? icons[state] : percentImage(percent);
    return createTrayController({ tray, iconOf, buildMenu, time: systemTime, ...ports });
  },
  createWindow: (listeners) =>
    createDashboardWindow({
      open: openBrowserWindow,
      openOutside,
      signInService: () => signInService,
      handOver: () => handOver(),
      takeForeground,
      ...listeners,
      onOpenChange: followDock,
      screens: screenAreas,
      isDark,
      iconPath: join(assets, 'icon.png'),
      bounds: boundsFile(join(profile, 'window.json'), log),
      log,
    }),
  hasNoTray: () =>
    isWithoutTray({
      platform: process.platform,
      desktop: desktopOf(process.env),
      askWatcher: () => hasTrayWatcher(process.env, log),
    }),
  windowAgent,
  notifications,
  autostart: loginAutostart(process.platform),
  logFolder: {
    isThere: () => log.folder() !== null,
    async open() {
      const folder = log.folder();
      if (folder !== null) await openFolder(folder);
    },
  },
  updates: openUpdates(log),
  missedUpdate: missedUpdateFile(join(profile, 'update-not-installed.json'), log),
  power,
  networkAddresses: () => networkAddresses(),
  ask: askPerson,
  copyText,
  time: systemTime,
  systemLanguages,
  setAppMenu,
  print: (line) => console.log(line),
  log,
  platform: process.platform,
  startHidden,
});

app.on('ready', () => {
  if (startHidden) followDock(false);
  followAtLogin(process.platform, log);
  guardSession({
    mayUse: (permission, url) => mayUse(permission, url, origin()),
    mayLoad: (url) => mayLoad(url, origin()),
    mayDownload: (url) => mayDownload(url, origin()),
  });
});
exposeTestHook(shell, { environment: process.env, isPackaged: app.isPackaged });
// Not awaited here: Electron gets ready only after this module has been evaluated.
shell.run().catch((error: unknown) => {
  log.error('The desktop shell failed.', { error });
  app.exit(1);
});
