import type { ShellPorts } from './shell-ports.ts';
import type { EngineStarter } from './start-up/engine-starter.ts';
import { activeRequestsOf, stopWithin } from './stop-within.ts';

export interface QuittingPorts {
  readonly shell: Pick<ShellPorts, 'lifecycle' | 'updates' | 'time' | 'log'>;
  readonly starter: EngineStarter;
  /** Ends at once what a person could still begin. */
  readonly onBegin: () => void;
  /** Called each second while requests are still running. */
  readonly onWait: () => void;
  /** The engine has stopped: windows and tray go. */
  readonly onStopped: () => void;
}

/** The way out: running requests finish, and then the app ends, or makes room for its next version. */
export interface Quitting {
  isUnderWay(): boolean;
  /** Safe to call twice; the first call decides what comes after. */
  quit(after?: 'exit' | 'install'): Promise<void>;
  /** No more waiting for running requests. */
  hurry(): void;
}

/** Windows and macOS hand over to an installer at once; a copy of a large file may take longer. */
const longestInstallMs = 60_000;

export function createQuitting({ shell, starter, onBegin, onWait, onStopped }: QuittingPorts): Quitting {
  const { lifecycle, updates, time, log } = shell;
  const hurry = new AbortController();
  let ended: Promise<void> | null = null;

  async function drain(after: 'exit' | 'install'): Promise<void> {
    onBegin();
    log.info('Evenkeel quits.', { after, activeRequests: activeRequestsOf(starter.engine()) });
    const result = await stopWithin({
      stop: async () => {
        await starter.cancel();
        await starter.engine()?.stop();
      },
      activeRequests: () => activeRequestsOf(starter.engine()),
      time,
      onWait,
      signal: hurry.signal,
    }).catch((error: unknown) => {
      log.error('The engine did not stop in order.', { error });
      return 'failed' as const;
    });
    log.info('Evenkeel has quit.', { result });
    onStopped();
    if (after === 'install') install();
    else lifecycle.exit(0);
  }

  /** Ends the app in its own way; where that fails, the app ends all the same. */
  function install(): void {
    lifecycle.allowQuit();
    time.after(longestInstallMs, () => lifecycle.exit(0));
    updates.install();
  }

  return {
    isUnderWay: () => ended !== null,
    quit(after = 'exit') {
      // Set first: what the way out sets off may ask whether it is under way.
      const done = Promise.withResolvers<void>();
      if (ended !== null) return ended;
      ended = done.promise;
      drain(after).then(done.resolve, done.reject);
      return ended;
    },
    hurry: () => hurry.abort(),
  };
}
