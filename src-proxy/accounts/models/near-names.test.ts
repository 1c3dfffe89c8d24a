import { expect, it } from 'vitest';

import { nearNames } from './near-names.ts';

const names = ['gpt-5.5', 'gpt-5.4-mini', 'gpt-5.1-codex', 'codex-auto'];

it.each([
  ['gpt-55', 'gpt-5.5'],
  ['GPT-5.4-Mini', 'gpt-5.4-mini'],
  ['gpt-5.1-codx', 'gpt-5.1-codex'],
])('near %s is %s', (asked, near) => {
  expect(nearNames(asked, names)[0]).toBe(near);
});

it('names a few at most, and none where there is none', () => {
  expect(nearNames('x'.repeat(10_000), names)).toHaveLength(3);
  expect(nearNames('x', [])).toEqual([]);
});
