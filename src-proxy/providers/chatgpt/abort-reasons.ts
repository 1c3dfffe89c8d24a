import type { UpstreamFailure } from '../provider.ts';

/*
 * Why we ended an upstream call ourselves, or what is as good as an error of it.
 */

/** The answer was refused already; what is left of it interests nobody. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** The reason of an abort that the client caused. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}

export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';

  constructor(maxBytes: number) {
    super(`The upstream sent an event of more than ${maxBytes / 1024 / 1024} MiB.`);
  }
}

export class EndedEarly extends Error {
  override readonly name = 'EndedEarly';

  constructor() {
    super('the stream ended without a terminal event');
  }
}

/** The reason of an abort because nothing new came any more. */
export class Stalled extends Error {
  override readonly name = 'Stalled';
  readonly failure: UpstreamFailure;

  constructor(failure: UpstreamFailure) {
    super(failure.message);
    this.failure = failure;
  }
}
