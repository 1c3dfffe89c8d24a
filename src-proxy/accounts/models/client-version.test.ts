import { expect, it } from 'vitest';

import { isForClient, isNewer, readClientVersion } from './client-version.ts';
import { unionOf } from './union.ts';

it.each([
  ['0.169.0', [0, 169, 0]],
  ['0.170.0-alpha.2', [0, 170, 0]],
  [
    [0, 98, 0],
    [0, 98, 0],
  ],
  ['1', null],
  ['1.2.3.4', null],
  ['99999.0.0', null],
  [[0, '98', 0], null],
  [undefined, null],
])('%j is the version %j', (given, version) => {
  expect(readClientVersion(given)).toEqual(version);
});

it('versions are compared part by part', () => {
  expect(isNewer([0, 170, 0], [0, 169, 9])).toBe(true);
  expect(isNewer([0, 98, 0], [0, 169, 0])).toBe(false);
  expect(isNewer([0, 169, 0], [0, 169, 0])).toBe(false);
});

it('a model that asks for nothing is for everybody, and everything is for a client that says nothing', () => {
  const asking = { slug: 'a', minimal_client_version: '0.160.0' };
  expect(isForClient(asking, [0, 159, 9])).toBe(false);
  expect(isForClient(asking, [0, 160, 0])).toBe(true);
  expect(isForClient(asking, null)).toBe(true);
  expect(isForClient({ slug: 'a', minimal_client_version: {} }, [0, 1, 0])).toBe(true);
});

it('a union keeps the order, and of two entries the one that promises less room', () => {
  const wide = { slug: 'a', context_window: 400 };
  const narrow = { slug: 'a', context_window: 272, more: 1 };
  const unknown = { slug: 'a', context_window: null };
  const b = { slug: 'b' };
  expect(unionOf([[wide, b], [narrow], [wide]])).toEqual([narrow, b]);
  expect(unionOf([[unknown], [wide]])).toEqual([wide]);
  expect(unionOf([[narrow], [unknown]])).toEqual([narrow]);
});
