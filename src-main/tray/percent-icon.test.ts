import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { percentIcon } from './percent-icon.ts';

/** The picture as text: digits, plate, nothing. */
function drawn(percent: number, sizePx: number): string {
  const { bgra } = percentIcon(percent, sizePx);
  const dots = Array.from({ length: sizePx * sizePx }, (_, at) => {
    if (bgra[at * 4 + 3] === 0) return ' ';
    return bgra[at * 4] === 255 ? '#' : '.';
  }).join('');
  return Array.from({ length: sizePx }, (_, row) => dots.slice(row * sizePx, (row + 1) * sizePx).trimEnd()).join('\n');
}

describe('the percentage as an icon', () => {
  it('stands on a plate for a panel that may be light or dark', () => {
    expect(drawn(7, 12)).toMatchInlineSnapshot(`
      "  ........
       ..........
      ............
      ....###.....
      ......#.....
      .....#......
      .....#......
      .....#......
      ............
      ............
       ..........
        ........"
    `);
  });

  it('every percentage has a picture of its own in every size, also the longest', () => {
    for (const sizePx of [24, 48]) {
      const pictures = Array.from({ length: 101 }, (_, percent) => drawn(percent, sizePx));
      expect(new Set(pictures).size).toBe(101);
    }
  });

  it('whatever the figure, the picture is whole: nothing is painted outside of it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.constantFrom(16, 24, 32, 48), (percent, sizePx) => {
        const { bgra, widthPx, heightPx } = percentIcon(percent, sizePx);
        expect([widthPx, heightPx, bgra.length]).toEqual([sizePx, sizePx, sizePx * sizePx * 4]);
      }),
    );
    expect(drawn(-1, 16)).toBe(drawn(0, 16));
    expect(drawn(1e9, 16)).toBe(drawn(100, 16));
    expect(drawn(61.99, 16)).toBe(drawn(61, 16));
  });
});
