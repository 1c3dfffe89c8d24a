/**
 * The Prometheus text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/. Written here because it
 * is a page of text; a library for it brings registries of its own beside what we count anyway.
 */
import { histogramBoundsMs, type Histogram } from './histogram.ts';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Series {
  readonly labels: Labels;
  readonly durations: Histogram;
}

/** One metric with all its samples; its name says the unit. A histogram is told in seconds. */
export type Family = { readonly name: string; readonly help: string } & (
  | { readonly type: 'counter' | 'gauge'; readonly samples: readonly Sample[] }
  | { readonly type: 'histogram'; readonly series: readonly Series[] }
);

/** Pure. */
export function prometheusText(families: readonly Family[]): string {
  return families.map(familyText).join('');
}

function familyText(family: Family): string {
  const { name, help, type } = family;
  const lines = [`# HELP ${name} ${escapedHelp(help)}`, `# TYPE ${name} ${type}`];
  if (family.type === 'histogram') for (const series of family.series) lines.push(...histogramLines(name, series));
  else for (const { labels, value } of family.samples) lines.push(sampleLine(name, labels, value));
  return `${lines.join('\n')}\n`;
}

function histogramLines(name: string, { labels, durations }: Series): string[] {
  const sums = durations.cumulative();
  const buckets = [...histogramBoundsMs.map((bound) => String(bound / 1000)), '+Inf'];
  return [
    ...buckets.map((le, index) => sampleLine(`${name}_bucket`, { ...labels, le }, sums[index] ?? 0)),
    sampleLine(`${name}_sum`, labels, durations.sumMs / 1000),
    sampleLine(`${name}_count`, labels, durations.count),
  ];
}

function sampleLine(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapedLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escapedHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapedLabel(text: string): string {
  return escapedHelp(text).replaceAll('"', '\\"');
}
