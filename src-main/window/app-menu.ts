import type { MenuItemConstructorOptions } from 'electron';

/**
 * Copy and paste on macOS go through the application's menu. Elsewhere the same menu stays out of sight behind Alt; its
 * accelerators, closing the window and the sizes of text among them, work all the same.
 */
export function appMenuTemplate(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
  };
  const app: MenuItemConstructorOptions =
    platform === 'darwin' ? { role: 'appMenu' } : { label: 'Evenkeel', submenu: [{ role: 'close' }, { role: 'quit' }] };
  return [app, { role: 'editMenu' }, view, { role: 'windowMenu' }];
}
