import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { noteCircuit } from '../accounts/account-fitness.ts';
import { account as record } from '../storage/records.fixture.ts';
import { Slot } from './slot.ts';

const nowMs = 1_767_225_600_000;

function world(): { account: Account; take: (counts?: boolean) => Slot; rooms: () => number } {
  const account = new Account(record('a', {}), null);
  let rooms = 0;
  const book = {
    noteSelected: () => void (account.inFlight += 1),
    noteReleased: () => void (account.inFlight -= 1),
  };
  const ports = { book, nowMs: () => nowMs, onRoom: () => void (rooms += 1) };
  return { account, take: (counts = true) => new Slot(account, counts, ports), rooms: () => rooms };
}

const figures = ({ inFlight, inFlightCreates, inFlightStreams }: Account): number[] => [
  inFlightCreates,
  inFlightStreams,
  inFlight,
];

describe('a slot', () => {
  it('whatever is done with however many, in any order: never below zero, nor more than are held, and none when idle', () => {
    const step = fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('asks', 'firstEvent', 'release'));
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 6 }), fc.array(step), (kinds, steps) => {
        const { account, take } = world();
        const slots = kinds.map((counts) => take(counts));
        const held = new Set(slots);
        for (const [index, call] of steps) {
          const slot = slots[index];
          slot?.[call]();
          if (call === 'release' && slot) held.delete(slot);
          expect(account.inFlight).toBe(held.size);
          expect(account.inFlightStreams).toBe(slots.filter((one, at) => held.has(one) && kinds[at]).length);
          expect(account.inFlightCreates).toBeGreaterThanOrEqual(0);
          expect(account.inFlightCreates).toBeLessThanOrEqual(account.inFlightStreams);
        }
        for (const slot of slots) slot.release();
        expect(figures(account)).toEqual([0, 0, 0]);
      }),
    );
  });

  it('counts as a create until its first event, and again in a second attempt', () => {
    const { account, take } = world();
    const slot = take();
    expect(figures(account)).toEqual([1, 1, 1]);
    slot.firstEvent();
    slot.firstEvent();
    expect(figures(account)).toEqual([0, 1, 1]);
    slot.asks();
    expect(figures(account)).toEqual([1, 1, 1]);
    slot.release();
    slot.asks();
    expect(figures(account)).toEqual([0, 0, 0]);
  });

  it('tells once when it makes room for a create, and once when it goes', () => {
    const { take, rooms } = world();
    const slot = take();
    slot.firstEvent();
    slot.firstEvent();
    expect(rooms()).toBe(1);
    slot.release();
    slot.release();
    expect(rooms()).toBe(2);
  });

  it('of a half-open circuit is the only one, and gives way to another when it ends without an answer', () => {
    const { account, take } = world();
    account.breaker = { failuresInARow: 5, openedAtMs: nowMs - 60_000, isProbing: false };
    noteCircuit(account, 'seen', nowMs);
    expect(account.circuit).toBe('half_open');
    const earlier = take(false);
    expect(account.circuit).toBe('open');
    const second = take();
    second.release();
    expect(account.circuit).toBe('open');
    earlier.release();
    expect(account.circuit).toBe('half_open');
  });
});
