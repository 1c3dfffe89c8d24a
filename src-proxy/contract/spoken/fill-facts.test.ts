import { describe, expect, it } from 'vitest';

import { fillFacts, fillLines, type WriteFact } from './fill-facts.ts';

const write: WriteFact = (fact, name, kind) => `${name}=${String(fact)}${kind === undefined ? '' : `:${kind}`}`;

describe('facts in a sentence', () => {
  it('stand where their names do, each in its own way', () => {
    expect(fillFacts('{a} and {b|percent}, {a}', { a: 1, b: null }, write)).toBe('a=1 and b=null:percent, a=1');
    expect(fillFacts('{unknown} $& {a}', { a: '$1' }, write)).toBe('{unknown} $& a=$1');
  });

  it('a list is a line of each, what there is not is none, and a span that nobody knows is told', () => {
    const facts = { rows: ['x', 'y'], failure: null, agoMs: null, status: 2 };
    const lines = fillLines(['{rows|kind}', 'Failed: {failure}', 'Before {agoMs}', 'In {rows} {status}'], facts, write);
    expect(lines).toEqual(['rows=x:kind', 'rows=y:kind', 'Before agoMs=null', 'In rows=x,y status=2']);
  });
});
