import type { Engine } from '../src-proxy/engine-api.ts';
import type { Speech } from './i18n/speech.ts';
import { askAboutRequests, askAboutWaiting, type QuitChoice } from './quit-question.ts';
import type { Afterwards, Quitting } from './quitting.ts';
import type { ShellPorts } from './shell-ports.ts';
import type { Question } from './start-up/start-choice.ts';
import { activeRequestsOf } from './stop-within.ts';

export interface QuitWishPorts extends Pick<ShellPorts, 'ask' | 'time' | 'log'> {
  readonly engine: () => Engine | null;
  readonly quitting: Quitting;
  readonly speech: () => Speech;
  readonly onChange: () => void;
}

/** Somebody wants to quit, or to restart for an update: asked first while requests run, because quitting ends them. */
export interface QuitWish {
  /** Once more while it waits: asked again. Once more while the engine stops: at once. */
  quit(after?: Afterwards): Promise<void>;
  /** A program wants it, by a signal: nobody is asked. Once more: at once. */
  quitBySignal(): Promise<void>;
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
  /** Whether new requests were refused since it waits, by whomever. */
  wasPaused: boolean;
}

const lookEveryMs = 1_000;
/** One Ctrl+C comes several times: from the terminal, and from each program between it and us. */
const sameSignalMs = 1_000;

export function createQuitWish({ ask, time, log, engine, quitting, speech, onChange }: QuitWishPorts): QuitWish {
  let dialog: AbortController | null = null;
  let waiting: Waiting | null = null;
  let signalledAtMs = -Infinity;
  let cancelTimer = () => {};

  async function quit(after: Afterwards = 'exit'): Promise<void> {
    if (quitting.isUnderWay()) return await quitting.quit(after, 'now');
    if (dialog !== null) return;
    if (waiting !== null) return await askAgain(waiting);
    const active = activeRequestsOf(engine());
    if (active === 0) return await quitting.quit(after);
    const choice = await choose(askAboutRequests(active, after, speech()));
    if (choice === 'now') await quitting.quit(after, 'now');
    if (choice === 'wait') await wait(after);
  }

  async function askAgain({ after }: Waiting): Promise<void> {
    const active = activeRequestsOf(engine());
    if (active === 0) {
      look();
      return;
    }
    const choice = await choose(askAboutWaiting(active, after, speech()));
    if (choice === 'now') await quitNow();
    if (choice === 'stay') await stay();
  }

  /** `null` where there is nothing to choose any more. */
  async function choose({ options, choices }: Question<QuitChoice>): Promise<QuitChoice | null> {
    const own = (dialog = new AbortController());
    try {
      const button = await ask({ ...options, signal: own.signal });
      // What is pressed in a dialog that macOS could not close counts for nothing.
      return own.signal.aborted ? null : (choices[button] ?? null);
    } finally {
      if (dialog === own) dialog = null;
    }
  }

  async function wait(after: Afterwards): Promise<void> {
    const isOwnPause = engine()?.state().paused === false;
    const begun: Waiting = { after, isOwnPause, wasPaused: !isOwnPause };
    waiting = begun;
    // Else an agent that goes on working would never let it come to an end.
    if (isOwnPause) begun.wasPaused = await turn('pauseProxy');
    if (waiting === begun) look();
  }

  function look(): void {
    if (waiting === null) return;
    // Somebody lets new requests in again, so nobody wants the end that they would meet.
    if (waiting.wasPaused && engine()?.state().paused === false) {
      stopWaiting();
      onChange();
      return;
    }
    onChange();
    if (activeRequestsOf(engine()) > 0) {
      cancelTimer = time.after(lookEveryMs, look);
      return;
    }
    const { after } = waiting;
    stopWaiting();
    quitting.quit(after).catch((error: unknown) => log.error('Evenkeel could not quit.', { error }));
  }

  /** False where it failed. */
  async function turn(which: 'pauseProxy' | 'resumeProxy'): Promise<boolean> {
    try {
      await engine()?.[which]();
      return true;
    } catch (error) {
      log.error('New requests could not be refused, or taken again.', { error, which });
      return false;
    }
  }

  async function quitNow(): Promise<void> {
    const after = waiting?.after ?? 'exit';
    stopWaiting();
    await quitting.quit(after, 'now');
  }

  async function stay(): Promise<void> {
    if (waiting === null) return;
    const { isOwnPause } = waiting;
    stopWaiting();
    if (isOwnPause) await turn('resumeProxy');
    onChange();
  }

  function stopWaiting(): void {
    waiting = null;
    cancelTimer();
    // A question that stands then is about a waiting that is over.
    dialog?.abort();
    dialog = null;
  }

  return {
    quit,
    async quitBySignal() {
      const isFurther = quitting.isUnderWay();
      if (isFurther && Math.abs(time.nowMs() - signalledAtMs) < sameSignalMs) return;
      signalledAtMs = time.nowMs();
      await quitting.quit('exit', isFurther ? 'now' : 'drain');
    },
    quitNow,
    stay,
    phase: () => (quitting.isUnderWay() ? 'draining' : waiting === null ? null : 'waiting'),
    close: stopWaiting,
  };
}
