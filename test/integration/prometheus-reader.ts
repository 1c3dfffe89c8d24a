/**
 * The text format 0.0.4, read as strictly as it is written down: what a scraper would forgive is an error here. Knows no
 * code of the engine.
 */
export interface ScrapedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: readonly ScrapedSample[];
}

export interface ScrapedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const nameForm = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const labelForm = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const valueForm = /^(?:[+-]?Inf|NaN|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

export function readPrometheus(text: string): ScrapedFamily[] {
  if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed.');
  const families = new Map<string, { name: string; type: string; help: string; samples: ScrapedSample[] }>();
  const seen = new Set<string>();
  let current: { name: string; type: string; help: string; samples: ScrapedSample[] } | null = null;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') {
      if (!nameForm.test(name) || families.has(name)) throw new Error(`HELP twice, or of no name: ${line}`);
      if (/\\[^\\n]/.test(rest.replaceAll('\\\\', ''))) throw new Error(`Escaped wrongly: ${line}`);
      current = { name, help: rest, type: '', samples: [] };
      families.set(name, current);
    } else if (kind === 'TYPE') {
      if (current?.name !== name || current.type !== '' || current.samples.length > 0)
        throw new Error(`TYPE out of place: ${line}`);
      if (!['counter', 'gauge', 'histogram'].includes(rest)) throw new Error(`No type: ${line}`);
      current.type = rest;
    } else {
      const sample = readSample(line);
      if (current === null || current.type === '' || !belongs(sample.name, current))
        throw new Error(`A sample out of place: ${line}`);
      const identity = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted(([one], [other]) => one.localeCompare(other)))}`;
      if (seen.has(identity)) throw new Error(`Twice: ${line}`);
      seen.add(identity);
      current.samples.push(sample);
    }
  }
  for (const family of families.values()) checkValues(family);
  return [...families.values()];
}

function belongs(name: string, { name: family, type }: { name: string; type: string }): boolean {
  if (type !== 'histogram') return name === family;
  return [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name);
}

function readSample(line: string): ScrapedSample {
  const name = /^[^{ ]+/.exec(line)?.[0] ?? '';
  if (!nameForm.test(name)) throw new Error(`No name: ${line}`);
  const labels: Record<string, string> = {};
  let at = name.length;
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      const [found, label = '', value = ''] = /^([^=]+)="((?:[^"\\]|\\["\\n])*)"/.exec(line.slice(at)) ?? [];
      if (found === undefined || !labelForm.test(label) || label in labels)
        throw new Error(`A label is wrong: ${line}`);
      labels[label] = value.replace(/\\(["\\n])/g, (_all, sign: string) => (sign === 'n' ? '\n' : sign));
      at += found.length;
      if (line[at] === ',') at += 1;
      else if (line[at] !== '}') throw new Error(`A list of labels is wrong: ${line}`);
    }
    at += 1;
  }
  const value = line.slice(at + 1);
  if (line[at] !== ' ' || !valueForm.test(value)) throw new Error(`No value: ${line}`);
  return { name, labels, value: value === '+Inf' ? Infinity : Number(value) };
}

function checkValues({ name, type, samples }: ScrapedFamily): void {
  if (type === 'counter' && (!name.endsWith('_total') || samples.some(({ value }) => !(value >= 0))))
    throw new Error(`${name} is no counter.`);
  if (type !== 'histogram') return;
  const series = new Map<string, ScrapedSample[]>();
  for (const sample of samples) {
    const { le: _le, ...labels } = sample.labels;
    const key = JSON.stringify(labels);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const of of series.values()) {
    const buckets = of.filter((sample) => sample.name.endsWith('_bucket'));
    const bounds = buckets.map(({ labels }) => (labels['le'] === '+Inf' ? Infinity : Number(labels['le'])));
    const rises = (values: readonly number[]) => values.every((value, index) => value >= (values[index - 1] ?? 0));
    const count = of.find((sample) => sample.name.endsWith('_count'))?.value;
    if (bounds.at(-1) !== Infinity || new Set(bounds).size !== bounds.length || !rises(bounds))
      throw new Error(`The bounds of ${name} are wrong.`);
    if (!rises(buckets.map(({ value }) => value)) || buckets.at(-1)?.value !== count)
      throw new Error(`The buckets of ${name} do not add up.`);
    if (!of.some((sample) => sample.name.endsWith('_sum'))) throw new Error(`${name} has no sum.`);
  }
}
