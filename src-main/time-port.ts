/** Time as the shell uses it, so that tests move it by hand. */
export interface TimePort {
  nowMs(): number;
  /** Runs `run` once after `ms`. Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

export const systemTime: TimePort = {
  nowMs: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
