import { expect, it } from 'vitest';

import type { DiagnosticRun } from '#contract/diagnostics.ts';

import { Diagnostics } from './diagnostics.svelte.ts';

const run = (state: DiagnosticRun['state'], id = 'one'): DiagnosticRun => ({
  id,
  state,
  startedAt: '2026-11-21T10:00:00.000Z',
  finishedAt: null,
  total: 2,
  results: [],
});

function staged(answers: (DiagnosticRun | null)[]) {
  let sleeps = 0;
  const next = async (): Promise<DiagnosticRun | null> => {
    const answer = answers.shift();
    if (answer === undefined) throw new Error('asked too often');
    return answer;
  };
  const diagnostics = new Diagnostics({
    api: { diagnostics: next, startDiagnostics: next, cancelDiagnostics: next },
    sleep: async () => void (sleeps += 1),
  });
  return { diagnostics, sleeps: () => sleeps, left: answers };
}

it('follows a run until it has ended, and asks no more then', async () => {
  const { diagnostics, sleeps } = staged([run('running'), run('running'), run('done')]);
  await diagnostics.start({ probe: false });
  expect([diagnostics.run?.state, diagnostics.isRunning, sleeps(), diagnostics.error]).toEqual([
    'done',
    false,
    2,
    null,
  ]);
});

it('knows that there was no run yet, and says what failed', async () => {
  const { diagnostics } = staged([null]);
  await diagnostics.look();
  expect([diagnostics.isKnown, diagnostics.run]).toEqual([true, null]);
  await diagnostics.look();
  expect(diagnostics.error).toMatchObject({ message: 'asked too often' });
});

it('stops to ask once nobody looks any more', async () => {
  const { diagnostics, left } = staged([run('running'), run('done')]);
  const looking = diagnostics.look();
  diagnostics.leave();
  await looking;
  expect([diagnostics.run, left.length]).toEqual([null, 1]);
});
