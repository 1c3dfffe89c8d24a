import { wholeLeft } from '../../src-proxy/contract/percent.ts';

/** A picture as raw pixels: BGRA, a row after the other from the top, as Electron takes it on little-endian machines. */
export interface Bitmap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bgra: Uint8Array;
}

/** Blue, green, red, alpha. */
type Colour = readonly [number, number, number, number];

/** Light digits on a plate hold on light panels and on dark ones, which do not always say which they are. */
const ink = {
  digits: [255, 255, 255, 255],
  plate: [126, 101, 16, 255],
} as const satisfies Record<string, Colour>;

/** Three columns by five rows each, from the top; a bit is a dot. */
const glyphs: readonly (readonly number[])[] = [
  [0b111, 0b101, 0b101, 0b101, 0b111],
  [0b010, 0b110, 0b010, 0b010, 0b111],
  [0b111, 0b001, 0b111, 0b100, 0b111],
  [0b111, 0b001, 0b111, 0b001, 0b111],
  [0b101, 0b101, 0b111, 0b001, 0b001],
  [0b111, 0b100, 0b111, 0b001, 0b111],
  [0b111, 0b100, 0b111, 0b101, 0b111],
  [0b111, 0b001, 0b010, 0b010, 0b010],
  [0b111, 0b101, 0b111, 0b101, 0b111],
  [0b111, 0b101, 0b111, 0b001, 0b111],
];
const columns = 3;
const rows = 5;

/** What is left as the icon of the tray. Pure. @param percent is cut to a whole number from 0 to 100 */
export function percentIcon(percent: number, sizePx: number): Bitmap {
  const digits = String(wholeLeft(percent)).split('').map(Number);
  const width = digits.length * (columns + 1) - 1;
  // A dot of air on either side of the plate.
  const dotPx = Math.max(1, Math.floor((sizePx - 2) / Math.max(width, 2 * columns + 1)));
  const bgra = new Uint8Array(sizePx * sizePx * 4);
  const paint = (xPx: number, yPx: number, colour: Colour) => bgra.set(colour, (yPx * sizePx + xPx) * 4);
  const corner = Math.round(sizePx / 8);
  for (let y = 0; y < sizePx; y += 1)
    for (let x = 0; x < sizePx; x += 1) if (isInPlate(x, y, sizePx, corner)) paint(x, y, ink.plate);
  const leftPx = Math.floor((sizePx - width * dotPx) / 2);
  const topPx = Math.floor((sizePx - rows * dotPx) / 2);
  for (const [place, digit] of digits.entries()) {
    for (const [row, bits] of (glyphs[digit] ?? []).entries()) {
      for (let column = 0; column < columns; column += 1) {
        if ((bits & (1 << (columns - 1 - column))) === 0) continue;
        const xPx = leftPx + (place * (columns + 1) + column) * dotPx;
        const yPx = topPx + row * dotPx;
        for (let dot = 0; dot < dotPx * dotPx; dot += 1)
          paint(xPx + (dot % dotPx), yPx + Math.floor(dot / dotPx), ink.digits);
      }
    }
  }
  return { widthPx: sizePx, heightPx: sizePx, bgra };
}

function isInPlate(x: number, y: number, sizePx: number, corner: number): boolean {
  const fromEdge = (at: number) => Math.min(at, sizePx - 1 - at);
  return fromEdge(x) + fromEdge(y) >= corner;
}
