import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { beforeEach, expect, it, vi } from 'vitest';

import { settled } from '../../test/fakes/electron/manual-time.ts';
import { notifications } from './notifications.ts';

const world = vi.hoisted(() => ({ events: [] as string[], shown: [] as WeakRef<EventEmitter>[] }));

vi.mock('electron', () => ({
  Notification: class extends EventEmitter {
    readonly #title: string;
    constructor({ title }: { readonly title: string }) {
      super();
      this.#title = title;
    }
    show(): void {
      world.events.push(`show ${this.#title}`);
      world.shown.push(new WeakRef(this));
    }
    close(): void {
      world.events.push(`close ${this.#title}`);
      this.emit('close');
    }
  },
}));

beforeEach(() => {
  world.events = [];
  world.shown = [];
});

const notice = (id: string, title: string) => ({ id, title, body: 'A body.', target: { kind: 'problem' } as const });
const nothing = () => undefined;

async function collectGarbage(): Promise<void> {
  await settled();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

it('a notification takes the place of the one with the same id, and of no other', () => {
  notifications.show(notice('login:a', 'first'), nothing);
  notifications.show(notice('login:b', 'other'), nothing);
  notifications.show(notice('login:a', 'second'), nothing);
  notifications.show(notice('login:a', 'third'), nothing);
  expect(world.events).toEqual([
    'show first',
    'show other',
    'close first',
    'show second',
    'close second',
    'show third',
  ]);
});

it('is held for as long as it can be clicked, and no longer', async () => {
  let clicks = 0;
  notifications.show(notice('held', 'held'), () => (clicks += 1));
  await collectGarbage();
  world.shown[0]?.deref()?.emit('click');
  expect(clicks).toBe(1);
  world.shown[0]?.deref()?.emit('close');
  await collectGarbage();
  expect(world.shown[0]?.deref()).toBeUndefined();
});
