import { createHash } from 'node:crypto';

/** A tool call of the history that waits for its output. */
export interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly kind: 'function' | 'custom';
  /** Where in the request it stands. */
  readonly where: string;
}

/** Pairs calls with outputs. The upstream refuses a call without an output and an output without a call. */
export class CallLedger {
  readonly #open: OpenCall[] = [];

  open(call: OpenCall): void {
    this.#open.push(call);
  }

  /** The call with this id; without an id the one with this name, or else the oldest. `null` for an orphan. */
  close(id: string | null, name: string | null): OpenCall | null {
    const index = this.#open.findIndex((call) => (id === null ? name === null || call.name === name : call.id === id));
    return index === -1 ? null : (this.#open.splice(index, 1)[0] ?? null);
  }

  /** Calls that nobody has answered. */
  get unanswered(): ReadonlySet<OpenCall> {
    return new Set(this.#open);
  }
}

const longestCallId = 64;

/** Ids made by other services may be longer than the upstream takes. The same id always becomes the same short one. */
export function fittingCallId(id: string): string {
  if (id.length <= longestCallId) return id;
  const digest = createHash('sha256').update(id).digest('hex').slice(0, 16);
  return `${id.slice(0, longestCallId - digest.length - 1)}_${digest}`;
}
