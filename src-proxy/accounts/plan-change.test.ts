import { expect, it } from 'vitest';

import { planVerdict } from './plan-change.ts';

it.each([
  ['plus', 'plus', false, null, 'same'],
  ['plus', 'pro', false, null, 'changed'],
  ['free', 'plus', false, null, 'changed'],
  ['unknown', 'free', false, null, 'changed'],
  ['plus', 'free', true, null, 'changed'],
  ['plus', 'free', false, null, 'doubted'],
  ['plus', 'free', false, 'free', 'changed'],
  ['plus', 'guest', false, 'free', 'doubted'],
] as const)(
  '%s → %s (names its workspace: %j, said before: %j) is %s',
  (stored, reported, namesWorkspace, doubted, verdict) => {
    expect(planVerdict({ stored, reported, namesWorkspace, doubted })).toBe(verdict);
  },
);
