import { expect, it } from 'vitest';

import { AtMostEvery } from './at-most-every.ts';

function paced() {
  const due: (() => void)[] = [];
  let runs = 0;
  const pace = new AtMostEvery({ intervalMs: 1000, schedule: (work) => due.push(work), work: () => (runs += 1) });
  return { pace, due, runs: () => runs };
}

it('runs once for a flood, and again for what comes after', () => {
  const { pace, due, runs } = paced();
  for (let count = 0; count < 5; count += 1) pace.ask();
  expect(due).toHaveLength(1);
  expect(runs()).toBe(0);
  due.shift()?.();
  expect(runs()).toBe(1);
  pace.ask();
  due.shift()?.();
  expect(runs()).toBe(2);
});

it('does not run once it was stopped', () => {
  const { pace, due, runs } = paced();
  pace.ask();
  pace.stop();
  due.shift()?.();
  pace.ask();
  expect(due).toHaveLength(0);
  expect(runs()).toBe(0);
});
