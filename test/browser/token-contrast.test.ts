import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src-renderer/ui/tokens.css', import.meta.url), 'utf8');

const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(front: string, back: string, theme: 'light' | 'dark'): number {
  const values = [front, back]
    .map((name) => luminance(pairs.get(name)?.[theme] ?? ''))
    .sort((left, right) => right - left);
  return ((values[0] ?? Number.NaN) + 0.05) / ((values[1] ?? Number.NaN) + 0.05);
}

const grounds = ['surface', 'raised', 'sunken'];
const tones = ['good', 'wait', 'bad', 'idle', 'accent'];
const texts = [
  ...grounds.flatMap((ground) => ['text', 'muted', ...tones].map((front) => [front, ground] as const)),
  ...tones.map((tone) => [tone, `${tone}-soft`] as const),
  ...tones.flatMap((tone) => [['text', `${tone}-soft`] as const, ['muted', `${tone}-soft`] as const]),
  ['on-accent', 'accent'] as const,
];
const edges = [...grounds, ...tones.map((tone) => `${tone}-soft`)].flatMap((ground) => [
  ['focus', ground] as const,
  ['line-strong', ground] as const,
]);

describe.each(['light', 'dark'] as const)('%s theme, WCAG 2.2 AA', (theme) => {
  it.each(texts)('text %s on %s has 4.5 : 1', (front, back) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(edges)('edge %s on %s has 3 : 1', (front, back) => {
    expect(contrast(front, back, theme)).toBeGreaterThanOrEqual(3);
  });
});
