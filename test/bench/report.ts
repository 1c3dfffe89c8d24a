import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

import type { Target } from './bench-session.ts';
import type { CellFigures, ProxyFigures } from './cell-figures.ts';
import type { ChatFigures } from './chat-cells.ts';
import type { LogResult, StreamsResult } from './checks.ts';
import { canReadFigures, residentMegabytes } from './process-figures.ts';
import type { SelectionFigures } from './selection.ts';
import type { Spread } from './statistics.ts';

export function machineLines(root: string): string[] {
  const [cpu] = cpus();
  return [
    `Date     ${new Date().toISOString()}`,
    `Machine  ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
    `Node     ${process.version}`,
    `Commit   ${commitOf(root)}`,
    ...(canReadFigures
      ? []
      : ['CPU and memory of another process are read from /proc: only on Linux. Those columns are empty here.']),
  ];
}

function commitOf(root: string): string {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', root, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain') ? ', with changes that are not committed' : ''}`;
  } catch (error) {
    return `unknown (${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)})`;
  }
}

const columns = [
  ['cell', 17],
  ['target', 9],
  ['CPU µs/request', 21],
  ['×pipe', 6],
  ['added p50 ms', 22],
  ['added p99', 10],
  ['added first p50 ms', 22],
  ['first p99', 10],
  ['req/s', 7],
  ['RSS MB', 7],
] as const;

export function tableHead(): string {
  return row(columns.map(([title]) => title));
}

/** One line a proxy; the direct way is the zero that the added latencies are counted from. */
export function cellLines({ cell, directTotalP50, directFirstEventP50, proxies }: CellFigures): string[] {
  const pipe = proxies.get('pipe');
  const direct = `(direct: p50 ${number(directTotalP50, 2)} ms, first event ${number(directFirstEventP50, 2)} ms)`;
  const lines = [...proxies].map(([name, figures], index) =>
    row([
      index === 0 ? cell.name : '',
      name,
      withSpread(figures.cpuMicrosPerRequest, 0),
      name === 'pipe' ? '' : number(cpuRatio(figures, pipe), 2),
      withSpread(figures.addedTotalP50, 2),
      number(figures.addedTotalP99, 2),
      withSpread(figures.addedFirstEventP50, 2),
      number(figures.addedFirstEventP99, 2),
      number(figures.requestsPerSecond, 0),
      number(figures.peakMegabytes, 0),
    ]),
  );
  return [...(lines.length > 0 ? lines : [cell.name]), `${' '.repeat(columns[0][1])}  ${direct}`];
}

export function streamLines(results: readonly StreamsResult[]): string[] {
  return results.map(
    ({ target, streams, peakOpen, intact, wallMs, cpuMs, peakMegabytes }) =>
      `  ${target.padEnd(9)} ${intact} of ${streams} intact (sha256 on both ends), ${peakOpen} open at once, ` +
      `${number(wallMs / 1000, 1)} s, CPU ${number(cpuMs, 0)} ms = ${number(cpuMs / streams, 2)} ms a stream, RSS up to ${number(peakMegabytes, 0)} MB`,
  );
}

export function memoryLines(
  targets: readonly Target[],
  figures: readonly CellFigures[],
  streams: readonly StreamsResult[],
): string[] {
  return targets.flatMap(({ name, pid, idleMegabytes, sent }) => {
    if (pid === undefined) return [];
    const peaks = [
      ...figures.map((cell) => cell.proxies.get(name)?.peakMegabytes ?? 0),
      ...streams.filter((result) => result.target === name).map((result) => result.peakMegabytes),
    ];
    return `  ${name.padEnd(9)} idle ${number(idleMegabytes, 0)} MB, under load up to ${number(Math.max(...peaks), 0)} MB, after ${sent} requests ${number(residentMegabytes(pid), 0)} MB`;
  });
}

export function selectionLines(figures: readonly SelectionFigures[]): string[] {
  return [
    'The choice of an account, with the verdict on each (mean CPU of its thread)',
    ...figures.map(
      ({ strategy, accounts, meanMicros }) =>
        `  ${strategy.padEnd(22)} ${accounts} accounts  ${number(meanMicros, 1).padStart(6)} µs`,
    ),
  ];
}

export function chatLines(figures: readonly ChatFigures[]): string[] {
  if (figures.length === 0) return [];
  return [
    'Chat completions beside the native protocol, CPU of Evenkeel',
    ...figures.map(
      ({ name, unit, nativeMicros, chatMicros }) =>
        `  ${name.padEnd(16)} native ${withSpread(nativeMicros, 1)} µs a ${unit}, chat ${withSpread(chatMicros, 1)} µs`,
    ),
  ];
}

export function chatAims(figures: readonly ChatFigures[]): string[] {
  return figures
    .filter(({ ratio }) => !Number.isNaN(ratio))
    .map(({ name, unit, aim, ratio }) => {
      const verdict = ratio <= aim ? 'PASS ' : 'SHORT';
      return `  ${verdict}  chat ${name} CPU per ${unit} ≤ ${aim.toFixed(1)} × native: ${number(ratio, 2)} ×`;
    });
}

const selectionAimMicros = 50;

export function selectionAims(figures: readonly SelectionFigures[]): string[] {
  return figures.map(({ strategy, accounts, meanMicros }) => {
    const verdict = meanMicros < selectionAimMicros ? 'PASS ' : 'SHORT';
    return `  ${verdict}  ${strategy} among ${accounts} accounts < ${selectionAimMicros} µs: ${number(meanMicros, 1)} µs`;
  });
}

/** The aims of the project, each with what was measured. Being short of one is a finding, not a failure of the run. */
export function aimLines(
  figures: readonly CellFigures[],
  streams: readonly StreamsResult[],
  log: LogResult | undefined,
): string[] {
  const lines: string[] = [];
  const judge = (aim: string, measured: string, met: boolean) =>
    lines.push(`  ${met ? 'PASS ' : 'SHORT'}  ${aim}: ${measured}`);
  for (const { cell, proxies } of figures) {
    const evenkeel = proxies.get('evenkeel');
    if (!evenkeel) continue;
    const aim = cell.body === '1KB' ? 2 : cell.body === '100KB' ? 1.5 : undefined;
    const ratio = cpuRatio(evenkeel, proxies.get('pipe'));
    if (aim !== undefined && !Number.isNaN(ratio)) {
      judge(`${cell.name} CPU per request ≤ ${aim.toFixed(1)} × pipe`, `${number(ratio, 2)} ×`, ratio <= aim);
    }
  }
  for (const { cell, proxies } of figures) {
    const added = proxies.get('evenkeel')?.addedFirstEventP50;
    const pipe = proxies.get('pipe')?.addedFirstEventP50.median ?? Number.NaN;
    // At 16 and 64 at a time two cores queue, and the figure is the queue; it stands in the table.
    if (!added || Number.isNaN(added.median) || cell.concurrency > 1) continue;
    judge(
      `${cell.name} added first event p50 ≤ 1 ms`,
      `${withSpread(added, 2)} ms (pipe ${number(pipe, 2)})`,
      added.median <= 1,
    );
  }
  for (const { target, streams: count, intact, peakOpen } of streams) {
    if (target !== 'evenkeel') continue;
    judge(
      `${count} concurrent streams, no byte lost`,
      `${intact} intact, ${peakOpen} at once`,
      intact === count && peakOpen === count,
    );
  }
  if (log) judge('every request is in the log', `${log.rows} rows of ${log.sent}`, log.rows === log.sent);
  const short = figures.find(({ cell }) => lines.some((line) => line.startsWith(`  SHORT  ${cell.name} `)));
  if (short) lines.push(`  Where the time goes: npm run bench -- --profile --only '^${short.cell.name}$'`);
  return lines.length > 0 ? lines : ['  Evenkeel was not among the targets: nothing to judge.'];
}

function cpuRatio(figures: ProxyFigures, pipe: ProxyFigures | undefined): number {
  return pipe ? figures.cpuMicrosPerRequest.median / pipe.cpuMicrosPerRequest.median : Number.NaN;
}

function row(cells: readonly string[]): string {
  return cells
    .map((text, index) => {
      const width = columns[index]?.[1] ?? 0;
      return index < 2 ? text.padEnd(width) : text.padStart(width);
    })
    .join('  ');
}

function withSpread({ median, min, max }: Spread, digits: number): string {
  return Number.isNaN(median) ? '–' : `${number(median, digits)} (${number(min, digits)}…${number(max, digits)})`;
}

function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}
