import type { Engine } from '../src-proxy/engine-api.ts';
import type { Speech } from './i18n/speech.ts';
import { askAboutRequests, type QuitChoice } from './quit-question.ts';
import type { Afterwards, Quitting } from './quitting.ts';
import type { ShellPorts } from './shell-ports.ts';
import { activeRequestsOf } from './stop-within.ts';

export interface QuitWishPorts extends Pick<ShellPorts, 'ask' | 'time' | 'log'> {
  readonly engine: () => Engine | null;
  readonly quitting: Quitting;
  readonly speech: () => Speech;
  readonly onChange: () => void;
}

/** Somebody wants to quit, or to restart for an update: asked first while requests run, because quitting ends them. */
export interface QuitWish {
  /** Once more while it waits: at once. */
  quit(after?: Afterwards): Promise<void>;
  /** No more waiting for running requests, asked or not. */
  quitNow(): Promise<void>;
  /** Called off while it waits: everything goes on. */
  stay(): Promise<void>;
  /**
   * `waiting`: running requests are let end first, new ones are refused, and the wish can still be called off.
   * `draining`: the engine stops. `null` while nobody quits.
   */
  phase(): 'waiting' | 'draining' | null;
  /** The app ends in another way: there is nothing to ask or to wait for any more. */
  close(): void;
}

interface Waiting {
  readonly after: Afterwards;
  /** Whether new requests were refused for this wish alone. */
  readonly isOwnPause: boolean;
}

const lookEveryMs = 1_000;

export function createQuitWish({ ask, time, log, engine, quitting, speech, onChange }: QuitWishPorts): QuitWish {
  let dialog: AbortController | null = null;
  let waiting: Waiting | null = null;
  let cancelTimer = () => {};

  async function quit(after: Afterwards = 'exit'): Promise<void> {
    if (dialog !== null) return;
    if (waiting !== null) return await quitNow();
    if (quitting.isUnderWay() || activeRequestsOf(engine()) === 0) return await quitting.quit(after);
    const choice = await choose(after);
    if (choice === 'stay') return;
    if (choice === 'now') await quitting.quit(after, 'now');
    else await wait(after);
  }

  async function choose(after: Afterwards): Promise<QuitChoice> {
    const { signal } = (dialog = new AbortController());
    const { options, choices } = askAboutRequests(activeRequestsOf(engine()), after, speech());
    try {
      const button = await ask({ ...options, signal });
      // What is pressed in a dialog that macOS could not close counts for nothing.
      return signal.aborted ? 'stay' : (choices[button] ?? 'stay');
    } finally {
      dialog = null;
    }
  }

  async function wait(after: Afterwards): Promise<void> {
    const isOwnPause = engine()?.state().paused === false;
    waiting = { after, isOwnPause };
    // Else an agent that goes on working would never let it come to an end.
    if (isOwnPause) await turn('pauseProxy');
    look();
  }

  function look(): void {
    if (waiting === null) return;
    onChange();
    if (activeRequestsOf(engine()) > 0) {
      cancelTimer = time.after(lookEveryMs, look);
      return;
    }
    const { after } = waiting;
    stopWaiting();
    quitting.quit(after).catch((error: unknown) => log.error('Evenkeel could not quit.', { error }));
  }

  async function turn(which: 'pauseProxy' | 'resumeProxy'): Promise<void> {
    await engine()
      ?.[which]()
      .catch((error: unknown) => log.error('New requests could not be refused, or taken again.', { error, which }));
  }

  async function quitNow(): Promise<void> {
    const after = waiting?.after ?? 'exit';
    stopWaiting();
    await quitting.quit(after, 'now');
  }

  function stopWaiting(): void {
    waiting = null;
    cancelTimer();
  }

  return {
    quit,
    quitNow,
    async stay() {
      if (waiting === null) return;
      const { isOwnPause } = waiting;
      stopWaiting();
      if (isOwnPause) await turn('resumeProxy');
      onChange();
    },
    phase: () => (quitting.isUnderWay() ? 'draining' : waiting === null ? null : 'waiting'),
    close() {
      dialog?.abort();
      stopWaiting();
    },
  };
}
