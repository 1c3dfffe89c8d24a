import type { Shell } from './shell.ts';
import { allLines } from './tray/tray-item.ts';
import type { TrayModel } from './tray/tray-model.ts';

/** What a test can reach from outside: no test can click the panel of a desktop that is not there. */
export interface TestHook {
  trayModel(): TrayModel | null;
  /** Clicks an item of the tray menu, or of a menu in it. @throws when there is no such item, or it cannot be clicked. */
  click(itemId: string): void;
}

interface Exposure {
  readonly environment: NodeJS.ProcessEnv;
  readonly isPackaged: boolean;
}

/** SECURITY: only where a test asked for it, and never in a packaged app. */
export function exposeTestHook(shell: Shell, { environment, isPackaged }: Exposure): void {
  if (isPackaged || environment['EVENKEEL_TEST'] !== '1') return;
  const hook: TestHook = {
    trayModel: () => shell.tray(),
    click(itemId) {
      const found = allLines(shell.tray()?.items ?? []).find(({ id }) => id === itemId);
      if (!found || found.action === null) throw new Error(`The tray has no item ${itemId} to click.`);
      shell.click(found.action);
    },
  };
  Object.assign(globalThis, { evenkeelTest: hook });
}
