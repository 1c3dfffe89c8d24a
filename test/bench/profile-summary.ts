import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Reads what `--cpu-prof` left and says where the time went, thread by thread. */

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const shownFunctions = 25;
const shownFiles = 15;

export function profileLines(folder: string, root: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .flatMap((name) => threadLines(join(folder, name), root));
}

function threadLines(file: string, root: string): string[] {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const selfMicros = new Map<number, number>();
  for (const [index, id] of profile.samples.entries()) {
    selfMicros.set(id, (selfMicros.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  }
  const byFunction = new Map<string, number>();
  const byFile = new Map<string, number>();
  let busy = 0;
  for (const { id, callFrame } of profile.nodes) {
    const micros = selfMicros.get(id) ?? 0;
    if (micros === 0 || callFrame.functionName === '(idle)' || callFrame.functionName === '(program)') continue;
    busy += micros;
    const place = placeOf(callFrame.url, root);
    const name = `${callFrame.functionName || '(anonymous)'}  ${place}${callFrame.url ? `:${callFrame.lineNumber + 1}` : ''}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + micros);
    byFile.set(place, (byFile.get(place) ?? 0) + micros);
  }
  return [
    `${relative(root, file)}: ${(busy / 1000).toFixed(0)} ms busy in JavaScript and what it calls`,
    ' by file',
    ...largest(byFile, busy, shownFiles),
    ' by function (self)',
    ...largest(byFunction, busy, shownFunctions),
  ];
}

function largest(times: ReadonlyMap<string, number>, busy: number, count: number): string[] {
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, micros]) => `  ${((micros / busy) * 100).toFixed(1).padStart(5)} %  ${name}`);
}

function placeOf(url: string, root: string): string {
  if (url === '') return '(native)';
  return url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url;
}
