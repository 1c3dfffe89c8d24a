import { createHash } from 'node:crypto';

import { withoutHeaders } from '../../wire/raw-headers.ts';
import type { Way } from '../ways/ways-out.ts';
import { headerReader } from './response-headers.ts';

const header = 'x-codex-turn-state';
const maxStates = 10_000;

/**
 * Which account each turn state came from. A client keeps the first one of a turn to the turn's end, also when another
 * account has long taken over; to that account it means nothing, and tells it of the first.
 */
export class TurnStates {
  /** By the state's digest, oldest first. */
  readonly #mintedBy = new Map<string, string>();

  /** @param rawHeaders of an answer that the client is given */
  note(rawHeaders: readonly string[], account: Way): void {
    const state = headerReader(rawHeaders)(header);
    if (state === null || account === null) return;
    this.#mintedBy.set(digestOf(state), account);
    const oldest = this.#mintedBy.keys().next().value;
    if (this.#mintedBy.size > maxStates && oldest !== undefined) this.#mintedBy.delete(oldest);
  }

  /** A client's headers, without a state that is known to be another account's. */
  withoutForeign(rawHeaders: readonly string[], account: Way): readonly string[] {
    const state = headerReader(rawHeaders)(header);
    const mintedBy = state === null ? undefined : this.#mintedBy.get(digestOf(state));
    return mintedBy === undefined || mintedBy === account ? rawHeaders : withoutHeaders(rawHeaders, [header]);
  }
}

function digestOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url').slice(0, 22);
}
