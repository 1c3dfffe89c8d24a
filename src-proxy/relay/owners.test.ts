import { describe, expect, it } from 'vitest';

import { ownedLimits } from '../storage/owner-records.ts';
import type { OwnerRecord, StoredState } from '../storage/store.ts';
import { noOwnerHints } from './canonical-request.ts';
import { Owners, tieOf } from './owners.ts';

const hints = (more: Partial<typeof noOwnerHints>) => ({ ...noOwnerHints, ...more });

function begin(owners: readonly OwnerRecord[] = []) {
  const written: OwnerRecord[] = [];
  const warned: string[] = [];
  const disk = { isFull: false };
  let nowMs = 1_000_000_000_000;
  const store = {
    initial: { owners } as unknown as StoredState,
    appendOwner(record: OwnerRecord) {
      if (disk.isFull) throw new Error('The request log cannot be written: the disk is full.');
      written.push(record);
    },
  };
  const logger = { warn: (message: string, data?: object) => void warned.push(`${message} ${JSON.stringify(data)}`) };
  const made = new Owners({ store, clock: { nowMs: () => nowMs }, logger });
  return { owners: made, written, warned, disk, pass: (ms: number) => (nowMs += ms) };
}

function known(): Owners {
  const { owners } = begin();
  owners.note('previous_response_id', 'resp_a', 'a');
  owners.note('conversation', 'conv_a', 'a');
  owners.note('file_id', 'file_b', 'b');
  return owners;
}

describe('what ties a request to one account (balancing 4.3)', () => {
  it.each([
    ['nothing', {}, null],
    ['an answer', { previousResponseId: 'resp_a' }, { accountId: 'a', by: 'previous_response_id', isTorn: false }],
    ['a conversation', { conversation: 'conv_a' }, { accountId: 'a', by: 'conversation', isTorn: false }],
    ['a file', { fileIds: ['unknown', 'file_b'] }, { accountId: 'b', by: 'file_id', isTorn: false }],
    [
      'a file on one, an answer on another',
      { fileIds: ['file_b'], previousResponseId: 'resp_a' },
      { accountId: 'b', by: 'file_id', isTorn: true },
    ],
    [
      'a conversation and its answer',
      { conversation: 'conv_a', previousResponseId: 'resp_a' },
      { accountId: 'a', by: 'conversation', isTorn: false },
    ],
    ['what nobody knows', { previousResponseId: 'resp_x', conversation: 'conv_x', fileIds: ['file_x'] }, null],
  ])('%s', (_name, more, expected) => {
    expect(tieOf(hints(more), known(), null)).toEqual(expected);
  });

  it('what nobody knows is taken to be where the conversation is', () => {
    const presumed = (more: object) => tieOf(hints(more), known(), 'home');
    expect(presumed({})).toBeNull();
    expect(presumed({ previousResponseId: 'x' })).toMatchObject({ accountId: 'home', by: 'previous_response_id' });
    expect(presumed({ fileIds: ['x'] })).toMatchObject({ accountId: 'home', by: 'file_id' });
    expect(presumed({ previousResponseId: 'resp_a' })).toMatchObject({ accountId: 'a' });
  });

  it('the same id of another kind is another thing', () => {
    expect(known().ownerOf('conversation', 'resp_a')).toBeNull();
  });

  it('only the newest of a kind are remembered, and what is noted again is new', () => {
    const { owners } = begin();
    for (let index = 0; index <= ownedLimits.file_id.count; index += 1) {
      owners.note('file_id', `f${index}`, 'a');
      owners.note('file_id', 'kept', 'b');
    }
    expect([owners.ownerOf('file_id', 'f0'), owners.ownerOf('file_id', 'f1')]).toEqual([null, null]);
    expect(owners.ownerOf('file_id', `f${ownedLimits.file_id.count}`)).toBe('a');
    expect(owners.ownerOf('file_id', 'kept')).toBe('b');
  });

  it('a day of answers pushes out no file', () => {
    const { owners } = begin();
    owners.note('file_id', 'file', 'a');
    const { count } = ownedLimits.previous_response_id;
    for (let index = 0; index <= count; index += 1) owners.note('previous_response_id', `r${index}`, 'b');
    expect(owners.ownerOf('previous_response_id', 'r0')).toBeNull();
    expect(owners.ownerOf('file_id', 'file')).toBe('a');
  });
});

describe('what is written down of it', () => {
  it('everything that is new or has moved, at once; what is used on, once a day', () => {
    const { owners, written, pass } = begin();
    const told = () => written.splice(0).map(({ id, accountId }) => `${id}:${accountId}`);
    owners.note('conversation', 'c', 'a');
    owners.note('conversation', 'c', 'a');
    expect(told()).toEqual(['c:a']);
    owners.note('conversation', 'c', 'b');
    expect(told()).toEqual(['c:b']);
    pass(86_400_000);
    owners.note('conversation', 'c', 'b');
    owners.note('conversation', 'c', 'b');
    expect(told()).toEqual(['c:b']);
  });

  it('is what the next start begins with', () => {
    const first = begin();
    first.owners.note('file_id', 'file', 'b');
    const second = begin(first.written);
    expect(second.owners.ownerOf('file_id', 'file')).toBe('b');
    second.owners.note('file_id', 'file', 'b');
    expect(second.written).toEqual([]);
  });

  it('nothing of a name that no upstream gave', () => {
    const { owners, written } = begin();
    owners.note('conversation', 'c'.repeat(100_000), 'a');
    expect([written, owners.ownerOf('conversation', 'c'.repeat(100_000))]).toEqual([[], null]);
  });

  it('where the disk is full: it is known all the same, said once without the name, and written the next time', () => {
    const { owners, written, warned, disk } = begin();
    disk.isFull = true;
    owners.note('conversation', 'conv_of_a_client', 'a');
    owners.note('conversation', 'conv_of_a_client', 'a');
    expect(owners.ownerOf('conversation', 'conv_of_a_client')).toBe('a');
    expect(warned).toEqual([expect.stringMatching(/known until the next start/)]);
    expect(warned[0]).not.toContain('conv_of_a_client');
    disk.isFull = false;
    owners.note('conversation', 'conv_of_a_client', 'a');
    expect(written).toMatchObject([{ kind: 'conversation', id: 'conv_of_a_client', accountId: 'a' }]);
  });
});
