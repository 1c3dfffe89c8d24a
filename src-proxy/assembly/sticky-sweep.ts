import type { Conversations } from '../relay/conversations.ts';

const intervalMs = 300_000;

/** Takes away the places of conversations that nobody has gone on with for their lifetime. */
export class StickySweep {
  readonly #timer: NodeJS.Timeout;

  constructor(conversations: Pick<Conversations, 'forgetStale'>) {
    this.#timer = setInterval(() => conversations.forgetStale(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
