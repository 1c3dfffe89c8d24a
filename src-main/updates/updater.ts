import type { Logger } from '../../src-proxy/ports.ts';
import type { TimePort } from '../time-port.ts';
import { mayCheck, nextUpdateState, type UpdateEvent, type UpdateState } from './update-state.ts';

/** What fetches new versions. Everything here may reject, with words of its own. */
export interface UpdatePort {
  /** False where this copy was packaged without an address to look at, or is not packaged at all. */
  isSupported(): boolean;
  /** Resolves with the version that is newer than this one, if there is one. */
  check(): Promise<string | null>;
  /** Resolves with the version that then waits for a restart. */
  download(onPercent: (percent: number) => void): Promise<string>;
  /**
   * Ends the app, puts the new version in its place and starts that.
   * @param onFailed called when it did not come to that, such as when nobody gave the password; the app still runs then
   */
  install(onFailed: (error: Error) => void): void;
}

export interface UpdaterPorts {
  readonly updates: UpdatePort;
  readonly time: TimePort;
  readonly log: Logger;
  /** Whether the person wants it looked for. Asked anew at each turn. */
  readonly isAutomatic: () => boolean;
  readonly onChange: () => void;
}

/** Updates go step by step, each at a person's word; only the looking can be left to the clock. */
export interface Updater {
  state(): UpdateState;
  /** Never rejects: what goes wrong becomes the state. */
  check(): Promise<void>;
  download(): Promise<void>;
  /** Looks now and every six hours, if the person wants that. */
  start(): void;
  stop(): void;
}

export const checkEveryMs = 6 * 3_600_000;
/** How often it is asked whether the person wants it meanwhile. */
const lookEveryMs = 60_000;

export function createUpdater({ updates, time, log, isAutomatic, onChange }: UpdaterPorts): Updater {
  let state: UpdateState = updates.isSupported() ? { kind: 'idle', checkedAtMs: null } : { kind: 'unsupported' };
  let lastCheckMs = -Infinity;
  let cancelTimer = () => {};

  function step(event: UpdateEvent): void {
    const next = nextUpdateState(state, event, time.nowMs());
    if (next === state) return;
    state = next;
    onChange();
  }

  async function check(): Promise<void> {
    if (!mayCheck(state)) return;
    lastCheckMs = time.nowMs();
    step({ type: 'check' });
    await attempt(async () => {
      const version = await updates.check();
      step(version === null ? { type: 'none' } : { type: 'found', version });
    });
  }

  async function download(): Promise<void> {
    if (state.kind !== 'available') return;
    step({ type: 'download' });
    await attempt(async () => {
      const version = await updates.download((percent) => step({ type: 'progress', percent }));
      step({ type: 'downloaded', version });
    });
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn('An update could not be had.', { error });
      step({ type: 'failed' });
    }
  }

  function turn(): void {
    cancelTimer = time.after(lookEveryMs, turn);
    // What was found and not fetched is no reason to ask again and again.
    const isDue = state.kind !== 'available' && time.nowMs() - lastCheckMs >= checkEveryMs;
    if (isDue && isAutomatic()) check().catch((error: unknown) => log.error('A check for updates failed.', { error }));
  }

  return {
    state: () => state,
    check,
    download,
    start() {
      if (state.kind !== 'unsupported') turn();
    },
    stop: () => cancelTimer(),
  };
}
