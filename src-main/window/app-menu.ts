import type { MenuItemConstructorOptions } from 'electron';

import type { Sentences, Speech } from '../i18n/speech.ts';

type Item = MenuItemConstructorOptions;

export interface AppMenuPorts {
  readonly platform: NodeJS.Platform;
  readonly setAppMenu: (template: Item[]) => void;
  readonly speech: () => Speech;
}

/** Returns what sets the menu anew, where it does not yet speak the language of the moment. */
export function createAppMenu({ platform, setAppMenu, speech }: AppMenuPorts): () => void {
  let spoken: Speech | null = null;
  return () => {
    const now = speech();
    if (now === spoken) return;
    spoken = now;
    setAppMenu(appMenuTemplate(platform, now.say));
  };
}

const separator: Item = { type: 'separator' };

/**
 * Copy and paste on macOS go through the application's menu. Elsewhere the same menu stays out of sight behind Alt; its
 * accelerators, closing the window and the sizes of text among them, work all the same. Electron's own words for its roles
 * are English everywhere.
 */
export function appMenuTemplate(platform: NodeJS.Platform, { menu: say }: Sentences): Item[] {
  const isMac = platform === 'darwin';
  return [
    { label: 'Evenkeel', submenu: isMac ? macItems(say) : [close(say), quit(say)] },
    {
      label: say.edit,
      submenu: [
        { role: 'undo', label: say.undo },
        { role: 'redo', label: say.redo },
        separator,
        { role: 'cut', label: say.cut },
        { role: 'copy', label: say.copy },
        { role: 'paste', label: say.paste },
        { role: 'selectAll', label: say.selectAll },
      ],
    },
    {
      label: say.view,
      submenu: [
        { role: 'resetZoom', label: say.actualSize },
        { role: 'zoomIn', label: say.zoomIn },
        { role: 'zoomOut', label: say.zoomOut },
        { role: 'togglefullscreen', label: say.fullScreen },
      ],
    },
    {
      // The role has macOS list the open windows in it.
      ...(isMac ? { role: 'window' } : {}),
      label: say.window,
      submenu: [{ role: 'minimize', label: say.minimize }, close(say)],
    },
  ];
}

function macItems(say: Sentences['menu']): Item[] {
  return [
    { role: 'about', label: say.about },
    separator,
    { role: 'services', label: say.services },
    separator,
    { role: 'hide', label: say.hide },
    { role: 'hideOthers', label: say.hideOthers },
    { role: 'unhide', label: say.showAll },
    separator,
    quit(say),
  ];
}

function close(say: Sentences['menu']): Item {
  return { role: 'close', label: say.close };
}

function quit(say: Sentences['menu']): Item {
  return { role: 'quit', label: say.quit };
}
