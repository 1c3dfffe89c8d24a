import type { IncomingMessage } from 'node:http';

import { Refusal } from '../contract/refusal.ts';

/**
 * SECURITY (N10): each request may be as large as the setting says, and any number may come at once. What bounds the memory
 * that their bodies take together is this budget. A body takes its part before it is read, where its length is told, and
 * else piece by piece; unpacked it takes another; and gives all of it back when its request has ended.
 */

const mebibyte = 1024 * 1024;
/** Ordinary requests go on being served while large ones fill the budget: the last eighth is for these alone. */
const smallBytes = mebibyte;
const shareForSmall = 8;
const retryAfterSeconds = 5;

export class BodyBudget {
  readonly #limitMib: () => number;
  #heldBytes = 0;

  constructor(limitMib: () => number) {
    this.#limitMib = limitMib;
  }

  /** Of all requests together, at this moment. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  open(): BodyHold {
    let own = 0;
    return {
      take: (bytes) => {
        const limit = this.#limitMib() * mebibyte;
        const room = own + bytes <= smallBytes ? limit : limit - limit / shareForSmall;
        // One alone is bounded by the largest request that is taken, and refused here it would never be served.
        const isAlone = this.#heldBytes === own;
        if (!isAlone && this.#heldBytes + bytes > room) return memoryFull(this.#limitMib());
        own += bytes;
        this.#heldBytes += bytes;
        return null;
      },
      give: (bytes) => {
        const given = Math.min(bytes, own);
        own -= given;
        this.#heldBytes -= given;
      },
      release: () => {
        this.#heldBytes -= own;
        own = 0;
      },
    };
  }
}

/** What the bodies of one client take. */
export interface BodyHold {
  /** Takes so many bytes more; or takes nothing, and says why. */
  take(bytes: number): Refusal | null;
  /** So many are let go before the rest. */
  give(bytes: number): void;
  /** All of them are let go. More than once does nothing. */
  release(): void;
}

function memoryFull(limitMib: number): Refusal {
  return new Refusal(
    'body_memory_full',
    `Evenkeel has as many large requests in memory as it may (${limitMib} MiB, maxBufferedBodies). Try again in ${retryAfterSeconds} seconds.`,
    { headers: { 'retry-after': String(retryAfterSeconds) } },
  );
}

/** On the request itself, as its key is. */
const hold = Symbol('body hold');

interface Held extends IncomingMessage {
  [hold]?: BodyHold;
}

/** For the door: where the request's body is counted. */
export function rememberHold(request: IncomingMessage, given: BodyHold): void {
  const held: Held = request;
  held[hold] = given;
}

/** `null` for a request whose body nobody counts. */
export function holdOf(request: IncomingMessage): BodyHold | null {
  const held: Held = request;
  return held[hold] ?? null;
}
