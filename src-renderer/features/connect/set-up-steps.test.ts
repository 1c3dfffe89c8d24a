import { expect, it } from 'vitest';

import { canChange, keyQuestionOf } from './set-up-steps.ts';

const written = [
  { code: 'note.only_address', facts: {} },
  { code: 'note.key_written', facts: {} },
] as const;

it.each([
  ['not-set-up', undefined, true],
  ['drifted', { ok: true }, true],
  ['set-up', undefined, false],
  ['set-up', null, false],
  ['set-up', { ok: true }, false],
  ['set-up', { ok: false }, true],
  ['unreadable', { ok: false }, false],
] as const)('a client that is %s, tried with %j: can be changed: %s', (state, check, can) => {
  expect(canChange({ state }, check)).toBe(can);
});

it.each([
  [{ needsKey: true, notesSaid: [...written] }, 'demanded'],
  [{ needsKey: false, notesSaid: [...written] }, 'another'],
  [{ notesSaid: [{ code: 'note.only_address', facts: {} }] }, null],
  [{ needsKey: false }, null],
])('%j asks for a key: %s', (preview, question) => {
  expect(keyQuestionOf(preview)).toBe(question);
});
