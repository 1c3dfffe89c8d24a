import type { EngineState } from '../../contract/events.ts';
import { coded, failure, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface MachinePorts {
  readonly version: string;
  readonly versions: () => NodeJS.ProcessVersions;
  readonly memory: () => { readonly rss: number; readonly heapUsed: number };
  /** How late the event loop was within a moment of watching it. */
  readonly loopDelay: (signal: AbortSignal) => Promise<{ readonly p99Ms: number; readonly maxMs: number }>;
  readonly state: () => Pick<EngineState, 'activeRequests' | 'startedAt' | 'phase' | 'paused'>;
  readonly nowMs: () => number;
}

const leastNode = 24;
const slowMs = 100;
const muchMemoryBytes = 1.5 * 1024 ** 3;

/** The program itself: what it runs on, how busy it is. */
export function machineTests(ports: MachinePorts): SelfTest[] {
  return [
    {
      id: 'machine.versions',
      symptoms: ['S7'],
      title: 'Versions',
      run: () => judgeVersions(ports.version, ports.versions()),
    },
    {
      id: 'machine.event-loop',
      symptoms: ['S39'],
      title: 'The engine is quick to react',
      run: async (signal) => judgeDelay(await ports.loopDelay(signal)),
    },
    {
      id: 'machine.memory',
      symptoms: ['S40'],
      title: 'Memory',
      run: () => judgeMemory(ports.memory()),
    },
    {
      id: 'engine.requests',
      symptoms: ['S31', 'S39'],
      title: 'Requests under way',
      run: () => {
        const { activeRequests, startedAt, phase, paused } = ports.state();
        const minutes = Math.round((ports.nowMs() - Date.parse(startedAt)) / 60_000);
        if (paused)
          return coded(
            'requests.paused',
            {},
            warning('You have paused Evenkeel: every request is refused.', 'Resume it in the tray or on the overview.'),
          );
        return coded(
          'requests.ok',
          { running: activeRequests, minutes, phase },
          fine(`${activeRequests} running; Evenkeel has been up for ${minutes} minutes.`, [`Phase: ${phase}`]),
        );
      },
    },
  ];
}

/** Pure. */
export function judgeVersions(version: string, versions: NodeJS.ProcessVersions): Finding {
  const shell = versions.electron === undefined ? '' : `, Electron ${versions.electron}`;
  const running = `Evenkeel ${version}, Node ${versions.node}${shell}, ${process.platform} ${process.arch}`;
  const sentence = `Evenkeel ${version} on Node ${versions.node}${shell}, ${process.platform} ${process.arch}.`;
  return Number.parseInt(versions.node, 10) < leastNode
    ? coded(
        'versions.old',
        { least: leastNode, running },
        failure(sentence, `Evenkeel needs Node ${leastNode} or newer.`),
      )
    : coded('versions.ok', { running }, fine(sentence));
}

/** Pure. */
export function judgeDelay({ p99Ms, maxMs }: { readonly p99Ms: number; readonly maxMs: number }): Finding {
  const details = [`99 of 100 turns within ${Math.round(p99Ms)} ms, the longest ${Math.round(maxMs)} ms`];
  const facts = { late: Math.round(p99Ms), longest: Math.round(maxMs) };
  if (p99Ms < slowMs) return coded('loop.ok', facts, fine('The event loop keeps up.', details));
  return coded(
    'loop.late',
    facts,
    warning(
      `The event loop is late by ${Math.round(p99Ms)} ms: every stream stutters by as much.`,
      'Look whether this machine is overloaded. If it is not, report it with the diagnostics bundle.',
      details,
    ),
  );
}

/** Pure. */
export function judgeMemory({ rss, heapUsed }: { readonly rss: number; readonly heapUsed: number }): Finding {
  const details = [`In all ${mebibytes(rss)}, of it ${mebibytes(heapUsed)} objects`];
  const facts = { used: mebibytes(rss), objects: mebibytes(heapUsed) };
  if (rss < muchMemoryBytes) return coded('memory.ok', facts, fine(`${mebibytes(rss)} in use.`, details));
  return coded(
    'memory.much',
    facts,
    warning(
      `${mebibytes(rss)} in use, which is far more than usual.`,
      'Restart Evenkeel when nothing runs, and report it with the diagnostics bundle.',
      details,
    ),
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}
