import { expect, it } from 'vitest';

import { placeUnder } from './place-under.ts';

const boxes = [
  { top: 0, bottom: 40 },
  { top: 40, bottom: 100 },
  { top: 100, bottom: 140 },
];

it('a row moves past each neighbour whose middle the pointer has passed, and no further than the list', () => {
  expect(placeUnder(20, boxes, 0)).toBe(0);
  expect(placeUnder(69, boxes, 0)).toBe(0);
  expect(placeUnder(71, boxes, 0)).toBe(1);
  expect(placeUnder(500, boxes, 0)).toBe(2);
  expect(placeUnder(60, boxes, 2)).toBe(1);
  expect(placeUnder(-500, boxes, 2)).toBe(0);
});
