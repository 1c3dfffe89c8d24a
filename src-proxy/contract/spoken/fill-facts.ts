import type { Facts } from '../said.ts';

export type Fact = Facts[string];

/** Writes one fact. `kind` is what stands behind the bar in `{name|kind}`; none for most. */
export type WriteFact = (fact: Fact, name: string, kind: string | undefined, facts: Facts) => string;

const place = /\{(\w+)(?:\|(\w+))?\}/g;

/** The sentence with its facts in place. A name of which nothing is known stays as it stands. Pure. */
export function fillFacts(template: string, facts: Facts, write: WriteFact): string {
  return template.replace(place, (whole, name: string, kind: string | undefined) => {
    const fact = facts[name];
    return fact === undefined ? whole : write(fact, name, kind, facts);
  });
}

/**
 * Lines of details. One that is nothing but a list becomes a line of each of its members; one that names what there is
 * not is left out, unless that is a span: nobody knows how long, which is worth a word. Pure.
 */
export function fillLines(templates: readonly string[], facts: Facts, write: WriteFact): string[] {
  return templates.flatMap((template) => {
    const names = [...template.matchAll(place)].map(([, name = '', kind]) => ({ name, kind }));
    if (names.some(({ name }) => facts[name] === null && !name.endsWith('Ms'))) return [];
    const [first] = names;
    const fact = first && facts[first.name];
    if (first && typeof fact === 'object' && fact !== null && new RegExp(`^${place.source}$`).test(template))
      return fact.map((one) => write(one, first.name, first.kind, facts));
    return [fillFacts(template, facts, write)];
  });
}
