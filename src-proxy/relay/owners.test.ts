import { describe, expect, it } from 'vitest';

import { noOwnerHints } from './canonical-request.ts';
import { Owners, tieOf } from './owners.ts';

const hints = (more: Partial<typeof noOwnerHints>) => ({ ...noOwnerHints, ...more });

function known(): Owners {
  const owners = new Owners();
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

  it('only the newest few thousand are remembered, and what is noted again is new', () => {
    const owners = new Owners();
    for (let index = 0; index <= 4096; index += 1) {
      owners.note('previous_response_id', `r${index}`, 'a');
      owners.note('conversation', 'kept', 'b');
    }
    expect(owners.ownerOf('previous_response_id', 'r0')).toBeNull();
    expect(owners.ownerOf('previous_response_id', 'r4096')).toBe('a');
    expect(owners.ownerOf('conversation', 'kept')).toBe('b');
  });
});
