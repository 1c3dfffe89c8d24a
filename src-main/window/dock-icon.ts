import type { Dock } from 'electron';

import type { Logger } from '../../src-proxy/ports.ts';
import type { TimePort } from '../time-port.ts';

export type DockPort = Pick<Dock, 'show' | 'hide'>;

/** macOS takes an icon away that was put there this long ago; before, Electron drops the wish without a word. */
const settleMs = 1_000;

/**
 * The icon in the Dock of macOS: there with a window, gone without one, so that an app in the menu bar stands nowhere else.
 * Call it with whether a window is open, as often as that changes.
 *
 * @param dock `undefined` on the systems that have none
 */
export function createDockIcon(
  dock: DockPort | undefined,
  time: TimePort,
  log: Logger,
): (isWindowOpen: boolean) => void {
  let shownAtMs = -Infinity;
  let cancelHide = () => {};
  return (isWindowOpen) => {
    cancelHide();
    cancelHide = () => {};
    if (!dock) return;
    if (isWindowOpen) {
      shownAtMs = time.nowMs();
      dock.show().catch((error: unknown) => log.warn('The Dock did not take the icon.', { error }));
      return;
    }
    const waitMs = shownAtMs + settleMs - time.nowMs();
    if (waitMs > 0) cancelHide = time.after(waitMs, () => dock.hide());
    else dock.hide();
  };
}
