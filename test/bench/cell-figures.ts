import type { BenchSession, Measured, TargetName } from './bench-session.ts';
import type { Cell } from './cells.ts';
import { percentile, spread, type Spread } from './statistics.ts';

/** What one proxy cost in one cell. Latencies are milliseconds on top of the direct way, in the same repeat. */
export interface ProxyFigures {
  readonly cpuMicrosPerRequest: Spread;
  readonly addedTotalP50: Spread;
  readonly addedTotalP99: number;
  readonly addedFirstEventP50: Spread;
  readonly addedFirstEventP99: number;
  readonly requestsPerSecond: number;
  readonly peakMegabytes: number;
}

export interface CellFigures {
  readonly cell: Cell;
  readonly directTotalP50: number;
  readonly directFirstEventP50: number;
  readonly proxies: ReadonlyMap<TargetName, ProxyFigures>;
}

const ceilingMs = 4000;
const warmUpShare = 0.25;
/** Below this many samples the 99th percentile is nothing but the maximum. */
const enoughForP99 = 100;

/** Plays a cell on every target in turn, as often as told, each repeat beginning with another target. Gives up at the first fault: what is wrong has no speed. */
export async function measureCell(
  session: BenchSession,
  cell: Cell,
  repeats: number,
): Promise<CellFigures | undefined> {
  const { body, answer, concurrency } = cell;
  const order = { body, answer, concurrency, requests: cell.requests, ceilingMs, hashed: false };
  const warmUp = { ...order, requests: Math.max(concurrency, Math.ceil(cell.requests * warmUpShare)) };
  for (const target of session.targets) {
    await session.round(target, warmUp);
    if (session.faults.length > 0) return undefined;
  }

  const rounds = new Map<TargetName, Measured[]>(session.targets.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (let turn = 0; turn < session.targets.length; turn += 1) {
      const target = session.targets[(repeat + turn) % session.targets.length];
      if (target) rounds.get(target.name)?.push(await session.round(target, order));
      if (session.faults.length > 0) return undefined;
    }
  }

  const direct = rounds.get('direct') ?? [];
  const proxies = new Map<TargetName, ProxyFigures>();
  for (const [name, measured] of rounds) if (name !== 'direct') proxies.set(name, compare(measured, direct));
  return {
    cell,
    directTotalP50: percentile(pooled(direct, 'totalMs'), 50),
    directFirstEventP50: percentile(pooled(direct, 'firstEventMs'), 50),
    proxies,
  };
}

type Latency = 'totalMs' | 'firstEventMs';

function compare(measured: readonly Measured[], direct: readonly Measured[]): ProxyFigures {
  return {
    cpuMicrosPerRequest: spread(measured.map((round) => round.cpuMicrosPerRequest)),
    addedTotalP50: addedMedian(measured, direct, 'totalMs'),
    addedTotalP99: addedTail(measured, direct, 'totalMs'),
    addedFirstEventP50: addedMedian(measured, direct, 'firstEventMs'),
    addedFirstEventP99: addedTail(measured, direct, 'firstEventMs'),
    requestsPerSecond: spread(measured.map((round) => (round.sent / round.wallMs) * 1000)).median,
    peakMegabytes: Math.max(...measured.map((round) => round.peakMegabytes)),
  };
}

function addedMedian(measured: readonly Measured[], direct: readonly Measured[], latency: Latency): Spread {
  return spread(
    measured.map((round, repeat) => percentile(round[latency], 50) - percentile(direct[repeat]?.[latency] ?? [], 50)),
  );
}

function addedTail(measured: readonly Measured[], direct: readonly Measured[], latency: Latency): number {
  const [through, past] = [pooled(measured, latency), pooled(direct, latency)];
  if (Math.min(through.length, past.length) < enoughForP99) return Number.NaN;
  return percentile(through, 99) - percentile(past, 99);
}

function pooled(rounds: readonly Measured[], latency: Latency): number[] {
  return rounds.flatMap((round) => Array.from(round[latency]));
}
