import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { account as record } from '../storage/records.fixture.ts';
import { ModelMemory } from './model-memory.ts';

const nowMs = 1_767_225_600_000;
const of = (id: string, planType = 'free'): Account => new Account(record(id, { planType }), null);

describe('ModelMemory', () => {
  it('knows of one account and one model, for ten minutes', () => {
    const memory = new ModelMemory();
    memory.noteRefused(of('a'), 'large', nowMs);
    expect(memory.serves(of('a'), 'large', nowMs + 599_999)).toBe(false);
    expect(memory.serves(of('a'), 'large', nowMs + 600_000)).toBeNull();
    expect(memory.serves(of('a'), 'small', nowMs)).toBeNull();
    expect(memory.serves(of('b'), 'large', nowMs)).toBeNull();
  });

  it('knows nothing of another plan', () => {
    const memory = new ModelMemory();
    memory.noteRefused(of('a'), 'large', nowMs);
    expect(memory.serves(of('a', 'plus'), 'large', nowMs)).toBeNull();
  });

  it('forgets the oldest when a client makes up models', () => {
    const memory = new ModelMemory();
    for (let index = 0; index <= 1000; index += 1) memory.noteRefused(of('a'), `model-${index}`, nowMs);
    expect(memory.serves(of('a'), 'model-0', nowMs)).toBeNull();
    expect(memory.serves(of('a'), 'model-1', nowMs)).toBe(false);
  });
});
