import type { Report } from '#contract/reports.ts';
import type { RequestLogOptions } from '#contract/request-log.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { dateIn, periodProblem, type PeriodProblem } from './report-period.ts';
import { periodOfView, queryOfView, searchOfView, viewOfSearch, type ReportView } from './report-view.ts';

export interface ReportBoardPorts {
  readonly api: Pick<ApiClient, 'report' | 'requestLogOptions'>;
  readonly nowMs: () => number;
  /** The time zone of the browser. */
  readonly timeZone: string;
  readonly search: string;
  /** Puts the view into the page's address; the text begins with `?` or is empty. */
  readonly keep: (search: string) => void;
}

/** The report that is looked at. While another one is on its way, the one before stays. */
export class ReportBoard {
  view = $state.raw<ReportView>({ preset: '7d', custom: { start: '', end: '' }, timeZone: 'UTC', filters: {} });
  report = $state.raw<Report | null>(null);
  options = $state.raw<RequestLogOptions | null>(null);
  isLoading = $state.raw(false);
  error = $state.raw<unknown>(null);
  /** What is wrong with the two dates; then nothing is asked. */
  problem = $state.raw<PeriodProblem | null>(null);
  readonly timeZone: string;
  readonly #ports: ReportBoardPorts;
  #run = 0;

  constructor(ports: ReportBoardPorts) {
    this.#ports = ports;
    this.timeZone = ports.timeZone;
    this.view = this.#viewOf(ports.search);
  }

  /** Whether more of the period is still to come. */
  get isRunning(): boolean {
    const today = dateIn(this.view.timeZone, this.#ports.nowMs());
    return this.report !== null && this.report.start <= today && today <= this.report.end;
  }

  /** A view that the engine would refuse is shown, and not kept. */
  change(view: ReportView): Promise<void> {
    this.view = view;
    if (periodProblem(periodOfView(view, this.#ports.nowMs())) === null) {
      const search = searchOfView(view, this.timeZone).toString();
      this.#ports.keep(search === '' ? '' : `?${search}`);
    }
    return this.load();
  }

  /** After the browser's own back and forward. */
  follow(search: string): Promise<void> {
    this.view = this.#viewOf(search);
    return this.load();
  }

  async load(): Promise<void> {
    const run = ++this.#run;
    const nowMs = this.#ports.nowMs();
    this.problem = periodProblem(periodOfView(this.view, nowMs));
    this.isLoading = this.problem === null;
    if (this.problem !== null) return;
    try {
      const [report, options] = await Promise.all([
        this.#ports.api.report(queryOfView(this.view, nowMs)),
        this.#ports.api.requestLogOptions(),
      ]);
      if (run !== this.#run) return;
      this.report = report;
      this.options = options;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    } finally {
      if (run === this.#run) this.isLoading = false;
    }
  }

  #viewOf(search: string): ReportView {
    return viewOfSearch(new URLSearchParams(search), { timeZone: this.timeZone, nowMs: this.#ports.nowMs() });
  }
}
