import type { Account } from '../accounts/account.ts';
import { noteCircuit } from '../accounts/account-fitness.ts';
import type { AccountBook } from '../accounts/account-book.ts';

export interface SlotPorts {
  readonly book: Pick<AccountBook, 'noteSelected' | 'noteReleased'>;
  readonly nowMs: () => number;
  /** Told when there is room for somebody else. */
  readonly onRoom: () => void;
}

/**
 * One request's place on an account, from its choice until it leaves that account: taken in the same turn of the event loop
 * as the choice, so that two choices cannot both see the last place free. However a request ends, it is given back once.
 */
export class Slot {
  readonly #account: Account;
  readonly #ports: SlotPorts;
  /** False for side calls: they take hardly any time, and no cap holds them. */
  readonly #counts: boolean;
  /** It is the one request that a half-open circuit lets through. */
  readonly #probes: boolean;
  #waitsForFirstEvent = false;
  #isHeld = true;

  constructor(account: Account, counts: boolean, ports: SlotPorts) {
    this.#account = account;
    this.#ports = ports;
    this.#counts = counts;
    ports.book.noteSelected(account);
    const { isProbing } = account.breaker;
    noteCircuit(account, 'selected', ports.nowMs());
    this.#probes = !isProbing && account.breaker.isProbing;
    if (counts) account.inFlightStreams += 1;
    this.asks();
  }

  /** An attempt waits for its first event from now on. */
  asks(): void {
    if (!this.#counts || this.#waitsForFirstEvent || !this.#isHeld) return;
    this.#waitsForFirstEvent = true;
    this.#account.inFlightCreates += 1;
  }

  firstEvent(): void {
    if (!this.#waitsForFirstEvent) return;
    this.#waitsForFirstEvent = false;
    this.#account.inFlightCreates -= 1;
    this.#ports.onRoom();
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (this.#waitsForFirstEvent) this.#account.inFlightCreates -= 1;
    this.#waitsForFirstEvent = false;
    if (this.#counts) this.#account.inFlightStreams -= 1;
    if (this.#probes) noteCircuit(this.#account, 'released', this.#ports.nowMs());
    this.#ports.book.noteReleased(this.#account);
    this.#ports.onRoom();
  }
}
