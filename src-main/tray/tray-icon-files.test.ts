import { readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { trayIconStates } from './tray-icon.ts';

/** Width and height as the PNG's first chunk has them. */
function sizeOf(name: string): [number, number] {
  const png = readFileSync(new URL(`../../assets/tray/${name}.png`, import.meta.url));
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it.each(trayIconStates)('%s has its pictures in every size', (state) => {
  expect(sizeOf(state)).toEqual([24, 24]);
  expect(sizeOf(`${state}@2x`)).toEqual([48, 48]);
  expect(sizeOf(`${state}Template`)).toEqual([16, 16]);
  expect(sizeOf(`${state}Template@2x`)).toEqual([32, 32]);
});

it('every state has a drawing of its own, also without colour', () => {
  const drawings = trayIconStates.map((state) =>
    readFileSync(new URL(`../../assets/tray/${state}Template@2x.png`, import.meta.url)).toString('base64'),
  );
  expect(new Set(drawings).size).toBe(trayIconStates.length);
});
