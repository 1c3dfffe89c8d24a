import type { Family } from './prometheus-text.ts';

export interface ProcessFigures {
  readonly version: string;
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** In user and system mode. */
  readonly cpuMicroseconds: number;
}

/** What there is to say of this process, under the names that every Prometheus dashboard knows. Pure. */
export function processFamilies(figures: ProcessFigures): Family[] {
  const one = (type: 'gauge' | 'counter', name: string, help: string, value: number, labels = {}): Family => ({
    name,
    help,
    type,
    samples: [{ labels, value }],
  });
  const { version, startedAtMs, nowMs } = figures;
  return [
    one('gauge', 'evenkeel_build_info', 'The version that runs; always 1.', 1, { version }),
    one('gauge', 'evenkeel_uptime_seconds', 'Since the start.', Math.max(0, nowMs - startedAtMs) / 1000),
    one('gauge', 'process_start_time_seconds', 'Unix time of the start.', startedAtMs / 1000),
    one('gauge', 'process_resident_memory_bytes', 'Memory of the process.', figures.residentBytes),
    one('gauge', 'nodejs_heap_size_used_bytes', 'Memory of the JavaScript heap in use.', figures.heapBytes),
    one('counter', 'process_cpu_seconds_total', 'Processor time of the process.', figures.cpuMicroseconds / 1e6),
  ];
}
