import { expect, it } from 'vitest';

import type { RequestLogEntry } from '#contract/request-log.ts';

import { sampleRequest } from '../../state/sample-data.ts';
import { affinityText } from './affinity-text.ts';

const say = (parts: Partial<RequestLogEntry>) =>
  affinityText(sampleRequest(parts), { nameOf: (id) => id.toUpperCase(), count: (value) => `${value}` });
const bound = (outcome: 'new' | 'stayed' | 'moved' | 'returned') =>
  ({ kind: 'codex_session', keyHash: 'ab12', bound: outcome }) as const;

it('a conversation that moved says from where, and what was read anew', () => {
  expect(say({ affinity: bound('moved'), movedFrom: 'a1', coldTokens: 900 })).toBe(
    'It moved here from A1. 900 tokens of the input were read anew because it had moved.',
  );
  expect(say({ affinity: bound('returned'), movedFrom: 'b2' })).toBe(
    'It came back to its own account. It moved here from B2.',
  );
});

it('one that stayed says so, and a request without a conversation says nothing', () => {
  expect(say({ affinity: bound('stayed') })).toBe('It stayed on its account.');
  expect(say({ affinity: null })).toBeNull();
});
