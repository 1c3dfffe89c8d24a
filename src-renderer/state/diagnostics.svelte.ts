import type { DiagnosticRun } from '#contract/diagnostics.ts';

import type { DiagnosticsApi } from '../connection/diagnostics-api.ts';

export interface DiagnosticsPorts {
  readonly api: Pick<DiagnosticsApi, 'diagnostics' | 'startDiagnostics' | 'cancelDiagnostics'>;
  readonly sleep: (ms: number) => Promise<void>;
}

const askAgainMs = 250;

/** The last run of the self-tests, followed while it goes on. Never rejects: what failed is in `error`. */
export class Diagnostics {
  /** `null` before the first run, and until the engine has told. */
  run = $state.raw<DiagnosticRun | null>(null);
  error = $state.raw<unknown>(null);
  isKnown = $state.raw(false);
  readonly isRunning = $derived(this.run?.state === 'running');
  readonly #ports: DiagnosticsPorts;
  #turn = 0;

  constructor(ports: DiagnosticsPorts) {
    this.#ports = ports;
  }

  async look(): Promise<void> {
    await this.#follow(this.#ports.api.diagnostics());
  }

  async start(options: { probe: boolean }): Promise<void> {
    await this.#follow(this.#ports.api.startDiagnostics(options));
  }

  async cancel(): Promise<void> {
    await this.#follow(this.#ports.api.cancelDiagnostics());
  }

  /** Nobody looks any more. */
  leave(): void {
    this.#turn += 1;
  }

  async #follow(first: Promise<DiagnosticRun | null>): Promise<void> {
    const turn = ++this.#turn;
    try {
      let run = await first;
      while (turn === this.#turn) {
        this.run = run;
        this.isKnown = true;
        this.error = null;
        if (run?.state !== 'running') return;
        await this.#ports.sleep(askAgainMs);
        if (turn === this.#turn) run = await this.#ports.api.diagnostics();
      }
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }
}
