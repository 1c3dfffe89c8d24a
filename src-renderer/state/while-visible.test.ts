import { expect, it } from 'vitest';

import { whileVisible } from './while-visible.ts';

it('works at once, when the page is looked at again and every so often, but not behind another window', () => {
  const look: { visibilityState: DocumentVisibilityState } = { visibilityState: 'visible' };
  const page = Object.assign(new EventTarget(), look);
  const window = new EventTarget();
  let runs = 0;
  let repeated: (() => void) | null = null;
  const stop = whileVisible({
    everyMs: 30_000,
    work: () => (runs += 1),
    page,
    window,
    repeat: (work) => {
      repeated = work;
      return () => (repeated = null);
    },
  });
  const happen = () => {
    page.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('focus'));
    repeated?.();
  };
  expect(runs).toBe(1);
  happen();
  expect(runs).toBe(4);
  page.visibilityState = 'hidden';
  happen();
  expect(runs).toBe(4);
  page.visibilityState = 'visible';
  stop();
  happen();
  expect([runs, repeated]).toEqual([4, null]);
});
