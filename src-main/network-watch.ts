import type { TimePort } from './time-port.ts';

export interface NetworkWatchPorts {
  /** The machine's addresses as one text. It differs once the machine is in another network, or in none. */
  readonly addresses: () => string;
  readonly time: TimePort;
  readonly onChange: () => void;
}

const lookEveryMs = 15_000;

/**
 * Looks whether this machine has changed its network: what is open to the upstream is dead then, and would be noticed only
 * by waiting for it. No system tells a main process of it. Returns what ends the watch.
 */
export function watchNetwork({ addresses, time, onChange }: NetworkWatchPorts): () => void {
  let known = addresses();
  let cancel = time.after(lookEveryMs, look);

  function look(): void {
    cancel = time.after(lookEveryMs, look);
    const now = addresses();
    if (now === known) return;
    known = now;
    // Without any there is nothing to connect anew to; the next change will tell.
    if (now !== '') onChange();
  }

  return () => cancel();
}
