import { Refusal } from '../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../providers/provider.ts';
import type { ClientAnswer } from '../relay/client-answer.ts';
import { refusalOf } from '../relay/failures.ts';
import type { Owned } from '../relay/owners.ts';
import type { Departure } from './departure.ts';

/** An answer to one of our own questions is a few lines of JSON. */
const maxBytes = 4 * 1024 * 1024;

/**
 * Takes an answer in whole, for an ingress that asks more than once before its client is told anything. Nothing of it goes
 * out by itself.
 */
export class CollectedAnswer implements ClientAnswer {
  readonly #departure: Departure;
  readonly #madeBy: (body: Buffer) => Owned | null;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #head: Pick<UpstreamResponse, 'statusCode' | 'rawHeaders'> | null = null;
  #refusal: Refusal | null = null;

  /** @param madeBy what a good answer made that its account alone has */
  constructor(departure: Departure, madeBy: (body: Buffer) => Owned | null = () => null) {
    this.#departure = departure;
    this.#madeBy = madeBy;
  }

  get signal(): AbortSignal {
    return this.#departure.signal;
  }

  /** What the upstream said, good or bad; `null` where the client left first. @throws Refusal where it said nothing */
  get outcome(): UpstreamResponse | null {
    if (this.#refusal !== null) throw this.#refusal;
    return this.#head === null || this.signal.aborted ? null : { ...this.#head, body: Buffer.concat(this.#pieces) };
  }

  stop(): void {
    this.#departure.stop();
  }

  annotate(headers: Readonly<Record<string, string>>): void {
    this.#departure.annotate(headers);
  }

  commit(statusCode: number, rawHeaders: readonly string[]): void {
    this.#head = { statusCode, rawHeaders };
  }

  write(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes <= maxBytes) this.#pieces.push(chunk);
    return true;
  }

  onDrain(listener: () => void): void {
    listener();
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  refuseAsUpstream({ statusCode, rawHeaders, body }: UpstreamResponse): void {
    this.#head = { statusCode, rawHeaders };
    this.#pieces.push(body);
  }

  break(failure: UpstreamFailure): void {
    this.#refusal = refusalOf(failure);
  }

  made(): Owned | null {
    return this.#madeBy(Buffer.concat(this.#pieces));
  }

  objection(): Refusal | null {
    if (this.#bytes <= maxBytes) return null;
    return new Refusal('upstream_error', 'The upstream answered with far more than such a question is answered with.');
  }

  end(): void {
    // The client's answer is another one, and comes later.
  }
}
