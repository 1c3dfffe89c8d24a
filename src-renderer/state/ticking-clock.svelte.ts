/** The time as the page shows it. Countdowns are in minutes, so ten seconds is often enough. */
export class TickingClock {
  nowMs = $state.raw(Date.now());

  /** Returns what stops it. */
  start(everyMs: number): () => void {
    const timer = setInterval(() => (this.nowMs = Date.now()), everyMs);
    return () => clearInterval(timer);
  }
}
