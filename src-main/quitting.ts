import type { ShellPorts, SystemPatience } from './shell-ports.ts';
import type { EngineStarter } from './start-up/engine-starter.ts';
import { activeRequestsOf, longestStopMs, stopWithin } from './stop-within.ts';

export interface QuittingPorts {
  readonly shell: Pick<ShellPorts, 'lifecycle' | 'updates' | 'time' | 'log' | 'platform'>;
  readonly starter: EngineStarter;
  /** Ends at once what a person could still begin. */
  readonly onBegin: () => void;
  /** Called each second while requests are still running. */
  readonly onWait: () => void;
  /** The engine has stopped: windows and tray go. */
  readonly onStopped: () => void;
  /** The update was not put in place; Evenkeel is about to start again as it was. */
  readonly onNotInstalled: () => void;
}

/** What comes once the engine has stopped: the end, or the next version. */
export type Afterwards = 'exit' | 'install';

/**
 * Running requests get what the settings grant them, or nothing, as a person wants it. Where the system goes down they get
 * `system` a moment, or `system-now` nothing.
 */
export type Haste = 'drain' | 'now' | 'system' | 'system-now';

/** The way out: running requests finish, and then the app ends, or makes room for its next version. Asks nobody. */
export interface Quitting {
  isUnderWay(): boolean;
  /** Safe to call twice: the first call decides what comes after, a later one may bring more haste. */
  quit(after?: Afterwards, haste?: Haste): Promise<void>;
  /** The machine goes down: whatever was planned, the app ends within 5 s, which is what systems wait. */
  quitWithSystem(patience: SystemPatience): Promise<void>;
}

interface Pace {
  /** `null`: what the settings say. */
  readonly patienceMs: number | null;
  readonly longestMs: number;
}

/** Windows and logind give a program 5 s; macOS gives more, and cancels the log-out of somebody for whom that was not enough. */
const paces: Readonly<Record<Haste, Pace>> = {
  drain: { patienceMs: null, longestMs: longestStopMs },
  // Requests are cut off at once; what they and the accounts have left behind is still written.
  now: { patienceMs: 0, longestMs: 20_000 },
  system: { patienceMs: 1_500, longestMs: 3_500 },
  'system-now': { patienceMs: 0, longestMs: 3_500 },
};

/** Windows hands over to an installer at once, and a copy of a large file may take longer. */
const longestInstallMs = 60_000;
/** Squirrel fetches the whole download once more, unpacks it and checks its signature before it ends the app. */
const longestMacInstallMs = 5 * 60_000;

export function createQuitting(ports: QuittingPorts): Quitting {
  const { starter } = ports;
  const { lifecycle, updates, time, log, platform } = ports.shell;
  let ended: Promise<void> | null = null;
  let patienceMs: number | null = null;
  let deadlineMs = Infinity;
  let systemEnds = false;
  let isInstalling = false;

  async function leave(after: Afterwards): Promise<void> {
    attempt('onBegin', ports.onBegin);
    log.info('Evenkeel quits.', { after, activeRequests: activeRequestsOf(starter.engine()) });
    const result = await stopWithin({
      stop: async () => {
        await starter.cancel();
        await stopEngine();
      },
      activeRequests: () => activeRequestsOf(starter.engine()),
      time,
      deadlineMs: () => deadlineMs,
      onWait: () => attempt('onWait', ports.onWait),
    }).catch((error: unknown) => {
      log.error('The engine did not stop in order.', { error });
      return 'failed' as const;
    });
    log.info('Evenkeel has quit.', { result });
    attempt('onStopped', ports.onStopped);
    if (after === 'install' && !systemEnds) install();
    else lifecycle.exit(0);
  }

  /** Whatever fails on the way out, the end must come. */
  function attempt(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      log.error('Something failed on the way out. Evenkeel quits nevertheless.', { what, error });
    }
  }

  async function stopEngine(): Promise<void> {
    await starter.engine()?.stop(patienceMs === null ? {} : { patienceMs });
  }

  function hasten(haste: Haste): void {
    const pace = paces[haste];
    deadlineMs = Math.min(deadlineMs, time.nowMs() + pace.longestMs);
    if (pace.patienceMs === null || (patienceMs !== null && patienceMs <= pace.patienceMs)) return;
    patienceMs = pace.patienceMs;
    // How that ends is told to whoever stopped it first.
    if (ended !== null) stopEngine().catch(() => undefined);
  }

  /** Ends the app in its own way. Where that fails, the app starts again: a person with clients set up needs one. */
  function install(): void {
    isInstalling = true;
    lifecycle.allowQuit();
    try {
      updates.install(startAgain);
    } catch (error) {
      startAgain(error);
    }
    // From here on: an installer that asks for a password may hold the call above for as long as that takes.
    const longestMs = platform === 'darwin' ? longestMacInstallMs : longestInstallMs;
    time.after(longestMs, () => startAgain(new Error('Nothing was heard of it in time.')));
  }

  function startAgain(error: unknown): void {
    if (!isInstalling) return;
    isInstalling = false;
    log.error('The update was not put in place. Evenkeel starts again as it was.', { error });
    attempt('onNotInstalled', ports.onNotInstalled);
    attempt('relaunch', () => lifecycle.relaunch());
    lifecycle.exit(0);
  }

  function quit(after: Afterwards = 'exit', haste: Haste = 'drain'): Promise<void> {
    hasten(haste);
    if (ended !== null) return ended;
    // Set first: what the way out sets off may ask whether it is under way.
    const done = Promise.withResolvers<void>();
    ended = done.promise;
    leave(after).then(done.resolve, done.reject);
    return ended;
  }

  return {
    isUnderWay: () => ended !== null,
    quit,
    quitWithSystem(patience) {
      systemEnds = true;
      // To the system, a quit that is held back is a no to its going down.
      lifecycle.allowQuit();
      if (isInstalling) {
        isInstalling = false;
        lifecycle.exit(0);
      }
      return quit('exit', patience === 'some' ? 'system' : 'system-now');
    },
  };
}
