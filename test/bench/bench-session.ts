import { setTimeout as sleep } from 'node:timers/promises';

import { startChild, type Child } from './child.ts';
import { startEvenkeel, type EvenkeelTarget } from './evenkeel-target.ts';
import type { ExchangeHash, RoundOrder, RoundReport, Speech, UpstreamCommand, UpstreamReport } from './messages.ts';
import { bodySizes } from './payloads.ts';
import { canReadFigures, cpuMicros, residentMegabytes, watchResident } from './process-figures.ts';

export const targetNames = ['direct', 'pipe', 'evenkeel'] as const;
export type TargetName = (typeof targetNames)[number];

export interface Target {
  readonly name: TargetName;
  readonly origin: string;
  /** The process whose cost counts; none for `direct`. */
  readonly pid: number | undefined;
  readonly idleMegabytes: number;
  /** Requests sent to it so far. */
  sent: number;
}

/** One round of one target: what the client saw, and what it cost the proxy. */
export interface Measured extends RoundReport {
  readonly cpuMicrosPerRequest: number;
  readonly peakMegabytes: number;
  readonly peakOpen: number;
}

/** What a proxy still does after its last answer (the log) belongs to the round. */
const settleMs = 200;

/** All processes of one run, and the rounds that are played on them. */
export class BenchSession {
  readonly targets: readonly Target[];
  readonly evenkeel: EvenkeelTarget | undefined;
  /** Whatever was wrong, in words. A run with any of these is worth nothing. */
  readonly faults: string[] = [];
  readonly #upstream: Child;
  readonly #load: Child;
  readonly #children: readonly Child[];

  private constructor(parts: {
    targets: readonly Target[];
    evenkeel: EvenkeelTarget | undefined;
    upstream: Child;
    load: Child;
    children: readonly Child[];
  }) {
    this.targets = parts.targets;
    this.evenkeel = parts.evenkeel;
    this.#upstream = parts.upstream;
    this.#load = parts.load;
    this.#children = parts.children;
  }

  static async start(options: {
    wanted: readonly TargetName[];
    /** The command file of Evenkeel, where it is to be measured. */
    entry: string | undefined;
    nodeFlags: readonly string[];
  }): Promise<BenchSession> {
    const children: Child[] = [];
    try {
      const upstream = await startChild('./upstream-process.ts');
      children.push(upstream.child);
      const load = await startChild('./load-process.ts');
      children.push(load.child);
      const upstreamOrigin = originOf(upstream.hello);
      const targets: Target[] = [];
      let evenkeel: EvenkeelTarget | undefined;
      if (options.wanted.includes('direct')) targets.push(target('direct', upstreamOrigin, undefined));
      if (options.wanted.includes('pipe')) {
        const pipe = await startChild('./pipe-process.ts', { BENCH_UPSTREAM: upstreamOrigin });
        children.push(pipe.child);
        targets.push(target('pipe', originOf(pipe.hello), pipe.child.pid));
      }
      if (options.entry) {
        evenkeel = await startEvenkeel({ entry: options.entry, upstreamOrigin, nodeFlags: options.nodeFlags });
        targets.push(target('evenkeel', evenkeel.origin, evenkeel.pid));
      }
      return new BenchSession({ targets, evenkeel, upstream: upstream.child, load: load.child, children });
    } catch (error) {
      await Promise.all(children.map((child) => child.end()));
      throw error;
    }
  }

  /** Plays one round and notes whatever was wrong with it. */
  async round(
    target: Target,
    order: Omit<RoundOrder, 'type' | 'origin' | 'speech'> & { openTogether?: number; speech?: Speech },
  ): Promise<Measured> {
    const { openTogether = 0, speech = 'codex', ...rest } = order;
    await this.#tellUpstream({
      type: 'expect',
      answer: order.answer,
      bodyBytes: speech === 'codex' ? bodySizes[order.body] : null,
      hashed: order.hashed,
      openTogether,
    });
    const { pid } = target;
    const cpuBefore = pid === undefined ? 0 : cpuMicros(pid);
    const stopWatching = pid === undefined ? undefined : watchResident(pid);
    const report = (await this.#load.ask({ type: 'round', origin: target.origin, speech, ...rest })) as RoundReport;
    if (pid !== undefined) await sleep(settleMs);
    const cpuSpent = pid === undefined ? Number.NaN : cpuMicros(pid) - cpuBefore;
    const seen = (await this.#tellUpstream({ type: 'report' })) as UpstreamReport;
    target.sent += report.sent;
    this.#note(target, report, seen, order);
    return {
      ...report,
      cpuMicrosPerRequest: canReadFigures ? cpuSpent / report.sent : Number.NaN,
      peakMegabytes: stopWatching?.() ?? Number.NaN,
      peakOpen: seen.peakOpen,
    };
  }

  async end(): Promise<void> {
    await this.evenkeel?.end();
    await Promise.all(this.#children.map((child) => child.end()));
  }

  #note(
    target: Target,
    report: RoundReport,
    seen: UpstreamReport,
    order: { body: string; answer: string; hashed: boolean },
  ): void {
    const where = `${target.name}, ${order.body}/${order.answer}`;
    for (const complaint of report.complaints) this.faults.push(`${where}: ${complaint}`);
    if (report.wrong > report.complaints.length) this.faults.push(`${where}: ${report.wrong} wrong answers in all`);
    if (seen.wrongBodies > 0)
      this.faults.push(`${where}: ${seen.wrongBodies} request bodies arrived with another length`);
    if (seen.requests !== report.sent) {
      this.faults.push(`${where}: ${report.sent} requests were sent, ${seen.requests} arrived upstream`);
    }
    if (order.hashed) this.faults.push(...differences(report.hashes, seen.hashes).map((text) => `${where}: ${text}`));
  }

  async #tellUpstream(command: UpstreamCommand): Promise<unknown> {
    return this.#upstream.ask(command);
  }
}

/** Compares what both ends of the proxy saw, exchange by exchange. */
function differences(client: readonly ExchangeHash[], upstream: readonly ExchangeHash[]): string[] {
  const sent = new Map(upstream.map((hash) => [hash.sessionId, hash]));
  const found: string[] = [];
  for (const { sessionId, request, answer } of client) {
    const other = sent.get(sessionId);
    if (other?.request !== request) found.push(`the request of ${sessionId} did not arrive as it was sent`);
    if (other?.answer !== answer) found.push(`the answer of ${sessionId} did not arrive as it was sent`);
  }
  return found;
}

function target(name: TargetName, origin: string, pid: number | undefined): Target {
  return { name, origin, pid, idleMegabytes: pid === undefined ? Number.NaN : residentMegabytes(pid), sent: 0 };
}

function originOf(hello: unknown): string {
  return `http://127.0.0.1:${(hello as { port: number }).port}`;
}
