import type { ShellPorts } from '../shell-ports.ts';
import type { DashboardWindow } from './dashboard-window.ts';

export interface AskInFrontPorts extends Pick<ShellPorts, 'ask' | 'time' | 'platform'> {
  readonly window: Pick<DashboardWindow, 'bringToFront' | 'isOpening' | 'isVisible'>;
  /** Where the engine listens; `null` while it does not, and then no stream waits for it. */
  readonly origin: () => string | null;
}

const lookEveryMs = 100;
/** A page that paints later than that has a problem of its own. */
const longestWaitMs = 5_000;

/**
 * Asks while requests run. macOS shows a dialog that belongs to no window in a loop of its own, which stops Node's, and with
 * it every stream; one that hangs on a window lets it go on (electron#23319). So there the dashboard comes first. Elsewhere
 * a window that is about to appear is waited for: it would cover the question.
 */
export function createAskInFront({ ask, time, platform, window, origin }: AskInFrontPorts): ShellPorts['ask'] {
  async function appeared(isMissing: () => boolean, signal: AbortSignal): Promise<void> {
    const untilMs = time.nowMs() + longestWaitMs;
    while (isMissing() && !signal.aborted && time.nowMs() < untilMs)
      await new Promise<void>((resolve) => void time.after(lookEveryMs, resolve));
  }

  return async (options) => {
    const { signal } = options;
    const listening = platform === 'darwin' && !signal.aborted ? origin() : null;
    if (listening !== null) window.bringToFront(listening);
    await appeared(() => (listening === null ? window.isOpening() : !window.isVisible()), signal);
    return await ask(options);
  };
}
