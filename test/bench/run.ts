import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { BenchSession, targetNames, type TargetName } from './bench-session.ts';
import { measureCell, type CellFigures } from './cell-figures.ts';
import { cellsFor, leftOut } from './cells.ts';
import { measureChat } from './chat-cells.ts';
import { checkLog, checkStreams, verifyBytes, warmTargets, type StreamsResult } from './checks.ts';
import { evenkeelEntries, findEntry } from './evenkeel-target.ts';
import { historyAims, historyLines, historyRows, measureHistory } from './history.ts';
import { profileLines } from './profile-summary.ts';
import {
  aimLines,
  cellLines,
  chatAims,
  chatLines,
  machineLines,
  memoryLines,
  selectionAims,
  selectionLines,
  streamLines,
  tableHead,
} from './report.ts';
import { measureSelection } from './selection.ts';

const help = `npm run bench -- [options]
  --quick            the cells that the aims speak of, in under a minute
  --only REGEX       cells by name, such as '100KB/short' or 'c1$'; leaves the thousand streams out
  --streams          the thousand streams also with --only or --profile
  --chat             chat completions beside the native protocol also with --only or --profile
  --selection        nothing but the choice among 200 accounts, in seconds
  --history          nothing but the dashboard's API over a million requests (else last), in a minute or more
  --rows N           so many requests for it (default ${historyRows})
  --data DIR         in this folder, which is filled where it is empty, and stays
  --repeats N        rounds of each cell and target (default 5; 3 with --quick or --profile)
  --targets A,B      of direct, pipe, evenkeel (default all)
  --entry FILE       the evenkeel command to measure (default: the first of ${evenkeelEntries.join(', ')})
  --profile          run Evenkeel with --cpu-prof and say where the time goes; its ratios then mean nothing`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const profileFolder = join(root, 'test-results', 'bench-profile');
const recoveryMs = 2000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    streams: { type: 'boolean', default: false },
    chat: { type: 'boolean', default: false },
    selection: { type: 'boolean', default: false },
    history: { type: 'boolean', default: false },
    data: { type: 'string' },
    rows: { type: 'string', default: String(historyRows) },
    repeats: { type: 'string' },
    targets: { type: 'string', default: targetNames.join(',') },
    entry: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}

const print = (lines: string | readonly string[]) => {
  console.log(typeof lines === 'string' ? lines : lines.join('\n'));
};
if (values.selection) {
  const selection = measureSelection();
  print([...machineLines(root), '', ...selectionLines(selection), '', 'Aims', ...selectionAims(selection)]);
  process.exit(0);
}

if (values.history) {
  const measured = findEntry(root, values.entry);
  if (measured === undefined) throw new Error(`None of ${evenkeelEntries.join(', ')} is there to measure.`);
  print([...machineLines(root), '']);
  const history = await measureHistory(measured, Number(values.rows), values.data);
  print([...historyLines(history), '', 'Aims', ...historyAims(history)]);
  process.exit(0);
}

const wanted = values.targets
  .split(',')
  .filter((name): name is TargetName => targetNames.some((known) => known === name));
const repeats = Number(values.repeats ?? (values.quick || values.profile ? 3 : 5));
const only = values.only ?? (values.profile ? '^1KB/short/c16$' : undefined);
const cells = cellsFor({ quick: values.quick, only: only === undefined ? undefined : new RegExp(only) });
if (wanted.length === 0 || !Number.isInteger(repeats) || repeats < 1 || cells.length === 0) {
  console.error(`Nothing to measure.\n\n${help}`);
  process.exit(2);
}
const entry = wanted.includes('evenkeel') ? findEntry(root, values.entry) : undefined;
if (wanted.includes('evenkeel') && !entry) {
  console.error('There is no Evenkeel to measure: run `npm run build`, or leave it out with `--targets direct,pipe`.');
  process.exit(2);
}
if (values.profile) {
  rmSync(profileFolder, { recursive: true, force: true });
  mkdirSync(profileFolder, { recursive: true });
}

const startedAt = performance.now();
print(machineLines(root));
const session = await BenchSession.start({
  wanted,
  entry,
  nodeFlags: values.profile ? ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${profileFolder}`] : [],
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

try {
  print(`Targets  ${session.targets.map(({ name }) => name).join(', ')}${entry ? ` (${relative(root, entry)})` : ''}`);
  print(
    `Method   ${repeats} interleaved rounds a cell: median (lowest…highest). Added = over direct, in the same repeat.`,
  );
  print('         RSS is the most during the cell; – is too few requests for a 99th percentile.\n');

  print(`Every byte: ${await verifyBytes(session)} exchanges hashed on both ends, ${session.faults.length} faults\n`);
  if (session.faults.length === 0) await warmTargets(session);
  if (session.faults.length === 0) await measure();
} finally {
  await session.end();
}

// After the others have ended, because it keeps both cores to itself.
if (entry && only === undefined && !values.quick && session.faults.length === 0) {
  const history = await measureHistory(entry, Number(values.rows), values.data);
  print(['', ...historyLines(history), '', 'Aims', ...historyAims(history)]);
}
if (values.profile) print(['', 'Where the time of Evenkeel goes', ...profileLines(profileFolder, root)]);
print(`\nTook ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
if (session.faults.length > 0) {
  print(['', 'WRONG', ...session.faults.slice(0, 40).map((fault) => `  ${fault}`)]);
  process.exitCode = 1;
}

async function measure(): Promise<void> {
  print(tableHead());
  const figures: CellFigures[] = [];
  for (const cell of cells) {
    const measured = await measureCell(session, cell, repeats);
    if (!measured) return;
    figures.push(measured);
    print(cellLines(measured));
  }
  if (only === undefined && !values.quick) print(leftOut);

  let streams: StreamsResult[] = [];
  if (values.streams || only === undefined) {
    streams = await checkStreams(session);
    print(['', 'A thousand streams of 20 events, 100 ms apart', ...streamLines(streams)]);
  }
  const chat = only === undefined || values.chat ? await measureChat(session, repeats) : [];
  if (session.faults.length > 0) return;
  if (chat.length > 0) print(['', ...chatLines(chat)]);
  const log = await checkLog(session);
  const selection = only === undefined ? measureSelection() : [];
  if (selection.length > 0) print(['', ...selectionLines(selection)]);
  await sleep(recoveryMs);
  print(['', 'Memory', ...memoryLines(session.targets, figures, streams)]);
  print([
    '',
    values.profile ? 'Aims (profiled: these ratios mean nothing)' : 'Aims',
    ...aimLines(figures, streams, log),
    ...chatAims(chat),
    ...selectionAims(selection),
  ]);
}
