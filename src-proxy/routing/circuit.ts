/** Whether an account may be used: `open` not, `half_open` once, to see whether it does again. */
export type CircuitState = 'closed' | 'open' | 'half_open';

/** One account's circuit breaker, never a global one (balancing 4.4). Times are epoch milliseconds. */
export interface Circuit {
  readonly failuresInARow: number;
  /** `null` while closed. */
  readonly openedAtMs: number | null;
  /** The one request that a half-open circuit admits is under way. */
  readonly isProbing: boolean;
}

/** `released` ends an attempt that said neither yes nor no, such as one whose client left. */
export type CircuitEvent = 'selected' | 'served' | 'failed' | 'released';

export const closedCircuit: Circuit = { failuresInARow: 0, openedAtMs: null, isProbing: false };

const failuresToOpen = 5;
const openMs = 60_000;

export function circuitOf({ openedAtMs, isProbing }: Circuit, nowMs: number): CircuitState {
  if (openedAtMs === null) return 'closed';
  const elapsedMs = nowMs - openedAtMs;
  // An opening that lies ahead is of a clock that was set back: it must not outlast its length.
  if (elapsedMs >= 0 && elapsedMs < openMs) return 'open';
  return isProbing ? 'open' : 'half_open';
}

/** When one request may see whether the account does again; `null` while closed, or while that one is under way. */
export function openUntilMs({ openedAtMs, isProbing }: Circuit): number | null {
  return openedAtMs === null || isProbing ? null : openedAtMs + openMs;
}

/** The same object where nothing changed. */
export function circuitAfter(circuit: Circuit, event: CircuitEvent, nowMs: number): Circuit {
  const { failuresInARow, openedAtMs, isProbing } = circuit;
  switch (event) {
    case 'served':
      return openedAtMs === null && failuresInARow === 0 ? circuit : closedCircuit;
    case 'selected':
      return circuitOf(circuit, nowMs) === 'half_open' ? { ...circuit, isProbing: true } : circuit;
    case 'released':
      return isProbing ? { ...circuit, isProbing: false } : circuit;
    case 'failed': {
      const failures = failuresInARow + 1;
      if (isProbing) return { failuresInARow: failures, openedAtMs: nowMs, isProbing: false };
      // One that was under way when it opened must not keep it open for longer.
      if (openedAtMs !== null) return circuit;
      return { failuresInARow: failures, openedAtMs: failures >= failuresToOpen ? nowMs : null, isProbing: false };
    }
  }
}
