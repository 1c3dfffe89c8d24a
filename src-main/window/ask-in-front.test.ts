import { expect, it } from 'vitest';

import { FakeDialogs, FakeWindow } from '../../test/fakes/electron/fake-ports.ts';
import { ManualTime, settled } from '../../test/fakes/electron/manual-time.ts';
import { createAskInFront } from './ask-in-front.ts';

const here = 'http://127.0.0.1:2455';

interface Given {
  readonly platform?: NodeJS.Platform;
  readonly origin?: string | null;
}

function stage({ platform = 'darwin', origin = here }: Given = {}) {
  const dialogs = new FakeDialogs();
  const window = new FakeWindow();
  const time = new ManualTime();
  const ask = createAskInFront({ ask: dialogs.ask, time, platform, window, origin: () => origin });
  const leaving = new AbortController();
  return {
    dialogs,
    window,
    time,
    leaving,
    ask: async () => {
      const answer = ask({ message: 'Well?', buttons: ['OK'], signal: leaving.signal });
      await settled();
      return { answer };
    },
  };
}

it('brings the dashboard to the front on macOS, and asks once it can be seen', async () => {
  const { dialogs, window, time, ask } = stage();
  window.opening = true;
  const { answer } = await ask();
  expect([window.fronts, dialogs.shown]).toEqual([[here], []]);
  window.opening = false;
  await time.advance(200);
  dialogs.press('OK');
  expect(await answer).toBe(0);
});

it('asks also where the dashboard never paints, or the app ends meanwhile', async () => {
  const never = stage();
  never.window.opening = true;
  await never.ask();
  await never.time.advance(6_000);
  expect(never.dialogs.shown).toHaveLength(1);

  const ending = stage();
  ending.window.opening = true;
  await ending.ask();
  ending.leaving.abort();
  await ending.time.advance(200);
  expect(ending.dialogs.shown).toHaveLength(1);
});

it('waits on Linux and Windows for a window that is about to cover the question', async () => {
  const { dialogs, window, time, ask } = stage({ platform: 'linux' });
  window.show(here);
  window.opening = true;
  await ask();
  expect(dialogs.shown).toEqual([]);
  window.opening = false;
  await time.advance(200);
  expect(dialogs.shown).toHaveLength(1);
});

it.each([
  ['on Linux', { platform: 'linux' }],
  ['on Windows', { platform: 'win32' }],
  ['while no engine runs', { origin: null }],
] as const)('just asks %s', async (_where, change) => {
  const { dialogs, window, ask } = stage(change);
  await ask();
  expect([window.fronts, dialogs.shown.length]).toEqual([[], 1]);
});
