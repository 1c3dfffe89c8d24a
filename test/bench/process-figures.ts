import { readFileSync, readdirSync } from 'node:fs';

/** CPU and memory of a process, threads included, read from outside: alike for every target. Linux only. */

export const canReadFigures = process.platform === 'linux';

/** `_SC_CLK_TCK`, which is 100 on every Linux that Node runs on. */
const tickMicros = 10_000;

/** Microseconds of CPU since the process began. Nanoseconds of the scheduler where the kernel keeps them, else ticks of 10 ms. */
export function cpuMicros(pid: number): number {
  if (!canReadFigures) return Number.NaN;
  const scheduled = readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]))
    .reduce((sum, nanos) => sum + nanos, 0);
  if (scheduled > 0) return scheduled / 1000;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; the 14th and 15th field are counted from behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMicros;
}

export function residentMegabytes(pid: number): number {
  if (!canReadFigures) return Number.NaN;
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Watches the memory of a process until told to stop, and then says the most that it saw. */
export function watchResident(pid: number): () => number {
  let peak = residentMegabytes(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(pid));
  }, 100);
  return () => {
    clearInterval(timer);
    return Math.max(peak, residentMegabytes(pid));
  };
}
