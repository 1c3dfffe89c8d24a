import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';

import type { WindowEvents } from '../window/dashboard-window.ts';

export function openBrowserWindow(options: BrowserWindowConstructorOptions, events: WindowEvents): BrowserWindow {
  const window = new BrowserWindow(options);
  const { webContents } = window;
  window.once('ready-to-show', events.onReady);
  window.on('close', events.onClose);
  window.on('closed', events.onClosed);
  window.on('show', events.onLook);
  window.on('focus', () => {
    window.flashFrame(false);
    events.onLook();
  });
  webContents.on('will-navigate', events.onNavigate);
  webContents.on('will-frame-navigate', events.onNavigate);
  webContents.on('will-redirect', events.onNavigate);
  // SECURITY: the page opens no windows and attaches no webviews.
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  webContents.setWindowOpenHandler(({ url }) => {
    events.onPopup(url);
    return { action: 'deny' };
  });
  webContents.on('did-fail-load', (_event, _code, description, url) => events.onLoadFailed(`${description} ${url}`));
  // A turn later: a page that is loaded again from within this event takes the whole app down with it.
  webContents.on('render-process-gone', (_event, { reason }) =>
    setImmediate(() => window.isDestroyed() || events.onRendererGone(reason)),
  );
  return window;
}
