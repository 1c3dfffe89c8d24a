import { expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { endTogether } from './end-together.ts';

function stage() {
  const clock = new ManualClock(0);
  const said: string[] = [];
  const say = (message: string): void => void said.push(message);
  return { clock, said, ports: { clock, logger: { error: say, warn: say, info: say, debug: say } } };
}

it('one that fails keeps nobody from ending, and is told', async () => {
  const { clock, said, ports } = stage();
  const slow = Promise.withResolvers<void>();
  let isOver = false;
  const ended = endTogether([Promise.reject(new Error('disk full')), slow.promise], ports).then(() => (isOver = true));
  await clock.advance(1000);
  expect(isOver).toBe(false);
  slow.resolve();
  await ended;
  expect([said, clock.sleeping]).toEqual([['Something did not end in good order'], 0]);
});

it('F4: one that never ends holds it up for fifteen seconds, no longer', async () => {
  const { clock, said, ports } = stage();
  let isOver = false;
  const ended = endTogether([new Promise(() => undefined)], ports).then(() => (isOver = true));
  await clock.advance(14_999);
  expect(isOver).toBe(false);
  await clock.advance(1);
  await ended;
  expect(said).toEqual(['Evenkeel ends without waiting any longer for what it had begun']);
});
