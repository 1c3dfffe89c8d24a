import { Refusal } from '../contract/refusal.ts';

/**
 * Whether new requests are served. Running ones, the dashboard and the polling of usage go on either way. Not kept over a
 * restart: a machine that starts with nobody looking would leave its clients without a word of why.
 */
export class ProxySwitch {
  readonly #onChange: () => void;
  #isPaused = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  set(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#onChange();
  }

  /** What a new request is told; `null` while the proxy serves. */
  refusal(): Refusal | null {
    if (!this.#isPaused) return null;
    return new Refusal(
      'proxy_paused',
      'Evenkeel is paused and serves no requests. Resume it in the tray or on the dashboard.',
      { headers: { 'retry-after': '30' } },
    );
  }
}
