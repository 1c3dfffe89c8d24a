import type { RecordedRequest } from './recorded-request.ts';

type Predicate = (request: RecordedRequest) => boolean;

/** Every request in the order in which its body was whole, and a way to wait for one without polling. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  #waiting: { predicate: Predicate; resolve: (request: RecordedRequest) => void }[] = [];

  add(request: RecordedRequest): void {
    this.requests.push(request);
    const served = this.#waiting.filter((waiter) => waiter.predicate(request));
    this.#waiting = this.#waiting.filter((waiter) => !served.includes(waiter));
    for (const waiter of served) waiter.resolve(request);
  }

  /** The first request, past or future, that fits. The test's own time limit is the limit. */
  waitFor(predicate: Predicate): Promise<RecordedRequest> {
    const past = this.requests.find(predicate);
    if (past) return Promise.resolve(past);
    return new Promise((resolve) => this.#waiting.push({ predicate, resolve }));
  }
}
