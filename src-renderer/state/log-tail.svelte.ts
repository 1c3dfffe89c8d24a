import type { LogLine } from '#contract/diagnostics.ts';

import type { DiagnosticsApi } from '../connection/diagnostics-api.ts';

const linesAtOnce = 200;
/** More would make the page slow, and nobody reads them. */
const mostLines = 2000;

/** The end of the log, and older lines before it once somebody asks for them. Never rejects. */
export class LogTail {
  /** Oldest first; `null` until the engine has told. */
  lines = $state.raw<readonly LogLine[] | null>(null);
  level = $state.raw<LogLine['level']>('info');
  isPaused = $state.raw(false);
  /** Where older lines begin; `null` where there are none. */
  before = $state.raw<string | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<DiagnosticsApi, 'logPage'>;
  #turn = 0;

  constructor(api: Pick<DiagnosticsApi, 'logPage'>) {
    this.#api = api;
  }

  /** What has been written since; nothing while it is paused. */
  async renew(): Promise<void> {
    if (!this.isPaused) await this.#load(null);
  }

  async show(level: LogLine['level']): Promise<void> {
    this.level = level;
    await this.#load(null);
  }

  async pause(isPaused: boolean): Promise<void> {
    this.isPaused = isPaused;
    await this.renew();
  }

  /** Whoever reads what is older does not want the newest to push it away. */
  async loadOlder(): Promise<void> {
    if (this.before === null) return;
    this.isPaused = true;
    await this.#load(this.before);
  }

  async #load(before: string | null): Promise<void> {
    const turn = ++this.#turn;
    try {
      const page = await this.#api.logPage({ level: this.level, limit: linesAtOnce, before });
      if (turn !== this.#turn) return;
      this.lines = before === null ? page.lines : [...page.lines, ...(this.lines ?? [])].slice(0, mostLines);
      this.before = page.before;
      this.error = null;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }
}
