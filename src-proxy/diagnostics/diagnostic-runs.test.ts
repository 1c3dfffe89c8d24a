import { expect, it } from 'vitest';

import { ManualClock } from '#test/fakes/manual-clock.ts';

import { DiagnosticRuns } from './diagnostic-runs.ts';
import { fine, type SelfTest } from './self-test.ts';

const test = (id: string, run: SelfTest['run']): SelfTest => ({ id, symptoms: ['S1'], title: id, run });

function staged(tests: readonly SelfTest[]) {
  const clock = new ManualClock();
  return { clock, runs: new DiagnosticRuns({ clock, newId: () => 'run', tests: () => tests }) };
}

it('keeps the order of the list, and makes a failure of what throws, without its secrets', async () => {
  const first = Promise.withResolvers<void>();
  const { runs } = staged([
    test('slow', async () => {
      await first.promise;
      return fine('late');
    }),
    test('broken', () => {
      throw new Error('no Bearer sk-abcdefghijklmnop');
    }),
    test('quick', () => fine('at once')),
  ]);
  runs.start({ probe: false });
  first.resolve();
  await runs.ended();
  const run = runs.view();
  expect(run?.results.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['slow', 'ok'],
    ['broken', 'fail'],
    ['quick', 'ok'],
  ]);
  expect(run?.results[1]?.sentence).toContain('Bearer [redacted]');
});

it('does not wait for ever for one that hangs', async () => {
  const told: AbortSignal[] = [];
  const hanging = test('hanging', (signal) => {
    told.push(signal);
    return new Promise(() => undefined);
  });
  const { clock, runs } = staged([hanging]);
  runs.start({ probe: false });
  await clock.advance(30_000);
  await runs.ended();
  expect(runs.view()).toMatchObject({ state: 'done', results: [{ verdict: 'fail' }] });
  expect(told[0]?.aborted).toBe(true);
});

it('tells what runs when somebody cancels, and takes nothing of it afterwards', async () => {
  const { runs } = staged([
    test('done', () => fine('done')),
    test('hanging', (signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject))),
  ]);
  runs.start({ probe: false });
  await new Promise((resolve) => setImmediate(resolve));
  expect(runs.cancel()?.state).toBe('cancelled');
  await runs.ended();
  expect(runs.view()?.results.map(({ id }) => id)).toEqual(['done']);
});
