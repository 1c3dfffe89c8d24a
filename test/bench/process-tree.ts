import { readdir, readFile } from 'node:fs/promises';

/** What a process has used since it began, all its threads together. */
export interface ProcessUse {
  readonly pid: number;
  /** `main`, or what Chromium calls the process: renderer, zygote, utility … */
  readonly kind: string;
  readonly cpuMs: number;
  /** How often a thread went to sleep by itself: each is one wake-up later. */
  readonly wakeUps: number;
  readonly residentBytes: number;
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** A process and all that come from it, as Linux tells it in `/proc`. What ends meanwhile is left out. */
export async function usesOfTree(rootPid: number): Promise<ProcessUse[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name in the brackets may hold anything, a bracket too.
    const [, parent] = /^.*\) \S (\d+)/s.exec(await read(`/proc/${name}/stat`)) ?? [];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid: number): boolean => pid === rootPid || (pid > 1 && isOurs(parents.get(pid) ?? 0));
  return await Promise.all([...parents.keys()].filter(isOurs).map((pid) => useOf(pid, rootPid)));
}

async function useOf(pid: number, rootPid: number): Promise<ProcessUse> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  let [cpuNs, wakeUps] = [0, 0];
  for (const thread of threads) {
    const folder = `/proc/${pid}/task/${thread}`;
    cpuNs += Number((await read(`${folder}/schedstat`)).split(' ')[0]);
    wakeUps += Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(await read(`${folder}/status`))?.[1] ?? 0);
  }
  const words = await read(`/proc/${pid}/cmdline`);
  const residentKb = Number(/^VmRSS:\s+(\d+)/m.exec(await read(`/proc/${pid}/status`))?.[1] ?? 0);
  return {
    pid,
    kind: pid === rootPid ? 'main' : (/--type=([\w-]+)/.exec(words)?.[1] ?? 'other'),
    cpuMs: cpuNs / 1e6,
    wakeUps,
    residentBytes: residentKb * 1024,
  };
}
