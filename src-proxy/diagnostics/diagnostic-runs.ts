import type { DiagnosticResult, DiagnosticRun } from '../contract/diagnostics.ts';
import type { Said } from '../contract/said.ts';
import { redact } from '../observe/redact.ts';
import type { Clock } from '../ports.ts';
import { coded, failure, type Finding, type SelfTest } from './self-test.ts';

export interface DiagnosticRunsPorts {
  readonly clock: Clock;
  readonly newId: () => string;
  /** The tests of the next run: accounts come and go. */
  readonly tests: (options: { readonly probe: boolean }) => readonly SelfTest[];
}

/** Some wait for the network, and must not keep the others waiting. */
const atOnce = 4;
const patienceMs = 30_000;

interface Running {
  readonly run: DiagnosticRun;
  readonly results: Map<string, DiagnosticResult>;
  readonly order: readonly string[];
  readonly stop: AbortController;
}

/** Runs the self-tests, one run at a time, and keeps what the last one found. */
export class DiagnosticRuns {
  readonly #ports: DiagnosticRunsPorts;
  #last: Running | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(ports: DiagnosticRunsPorts) {
    this.#ports = ports;
  }

  /** The last run as far as it has come; `null` before the first. */
  view(): DiagnosticRun | null {
    if (this.#last === null) return null;
    const { run, results, order } = this.#last;
    return { ...run, results: order.flatMap((id) => results.get(id) ?? []) };
  }

  /** Begins a run, unless one is under way: then that one is it. */
  start(options: { readonly probe: boolean }): DiagnosticRun | null {
    if (this.#last?.run.state === 'running') return this.view();
    const { clock, newId } = this.#ports;
    const tests = this.#ports.tests(options);
    this.#last = {
      run: {
        id: newId(),
        state: 'running',
        startedAt: new Date(clock.nowMs()).toISOString(),
        finishedAt: null,
        total: tests.length,
        results: [],
      },
      results: new Map(),
      order: tests.map(({ id }) => id),
      stop: new AbortController(),
    };
    this.#ended = this.#work(this.#last, tests);
    return this.view();
  }

  /** What has been found stays. */
  cancel(): DiagnosticRun | null {
    if (this.#last?.run.state === 'running') {
      this.#last.stop.abort();
      this.#end('cancelled');
    }
    return this.view();
  }

  /** Resolves when the run has ended, by itself or because somebody cancelled it. */
  async ended(): Promise<void> {
    await this.#ended;
  }

  async #work(running: Running, tests: readonly SelfTest[]): Promise<void> {
    const queue = tests.values();
    const worker = async (): Promise<void> => {
      for (const test of queue) {
        if (running.stop.signal.aborted) return;
        const result = await this.#result(test, running.stop.signal);
        if (!running.stop.signal.aborted) running.results.set(test.id, result);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (this.#last === running && running.run.state === 'running') this.#end('done');
  }

  async #result({ id, symptoms, title, run }: SelfTest, stopped: AbortSignal): Promise<DiagnosticResult> {
    const startedMs = performance.now();
    const { verdict, sentence, whatToDo, details, said } = await this.#finding(run, stopped);
    return {
      id,
      symptoms: [...symptoms],
      title: redact(title),
      verdict,
      sentence: redact(sentence),
      whatToDo: whatToDo == null ? null : redact(whatToDo),
      details: (details ?? []).map(redact),
      ...(said === undefined ? {} : { said: redacted(said) }),
      durationMs: Math.round(performance.now() - startedMs),
    };
  }

  async #finding(run: SelfTest['run'], stopped: AbortSignal): Promise<Finding> {
    const over = new AbortController();
    const signal = AbortSignal.any([stopped, over.signal]);
    try {
      return await Promise.race([run(signal), this.#overdue(signal)]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return coded(
        'test.failed',
        { problem: reason },
        failure(`The test itself failed: ${reason}`, 'Run it once more; if it stays so, report it.'),
      );
    } finally {
      over.abort();
    }
  }

  async #overdue(signal: AbortSignal): Promise<Finding> {
    await this.#ports.clock.sleep(patienceMs, signal);
    return coded(
      'test.overdue',
      { seconds: patienceMs / 1000 },
      failure(
        `There was no answer within ${patienceMs / 1000} seconds.`,
        'Something is stuck. Restart Evenkeel; if it stays so, report it with the diagnostics bundle.',
      ),
    );
  }

  #end(state: 'done' | 'cancelled'): void {
    if (this.#last === null) return;
    const finishedAt = new Date(this.#ports.clock.nowMs()).toISOString();
    this.#last = { ...this.#last, run: { ...this.#last.run, state, finishedAt } };
  }
}

function redacted({ code, facts }: Said): Said {
  const clean = Object.entries(facts).map(([name, fact]): [string, Said['facts'][string]] => {
    if (typeof fact === 'string') return [name, redact(fact)];
    return [name, typeof fact === 'object' && fact !== null ? fact.map(redact) : fact];
  });
  return { code, facts: Object.fromEntries(clean) };
}
