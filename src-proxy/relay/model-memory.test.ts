import { describe, expect, it } from 'vitest';

import { Account } from '../accounts/account.ts';
import { account as record } from '../storage/records.fixture.ts';
import type { UsageSample, UsageWindow } from '../storage/store.ts';
import { ModelMemory } from './model-memory.ts';

const nowMs = 1_767_225_600_000;
const spark = 'gpt-5.3-codex-spark';
const of = (id: string, planType = 'free'): Account => new Account(record(id, { planType }), null);
const notServed = { code: 'model_not_served', untilMs: null };

/** With a limit beside its own, as reported at `atMs`. */
function reporting(window: UsageWindow, atMs = nowMs, names = { limitName: 'x', meteredFeature: 'codex_bengalfox' }) {
  const none = { primary: null, secondary: null, monthly: null };
  const usage: UsageSample = { ...none, atMs, credits: null, additional: [{ ...none, ...names, secondary: window }] };
  return new Account(record('a', { usage }), null);
}
const weekly = (usedPercent: number, resetAtMs: number | null): UsageWindow => ({
  usedPercent,
  windowMinutes: 10_080,
  resetAtMs,
});

describe('ModelMemory', () => {
  it('knows of one account and one model, for ten minutes', () => {
    const memory = new ModelMemory();
    memory.noteRefused(of('a'), 'large', nowMs);
    expect(memory.lackOf(of('a'), 'large', nowMs + 599_999)).toEqual(notServed);
    expect(memory.lackOf(of('a'), 'large', nowMs + 600_000)).toBeNull();
    expect(memory.lackOf(of('a'), 'small', nowMs)).toBeNull();
    expect(memory.lackOf(of('b'), 'large', nowMs)).toBeNull();
  });

  it('knows nothing of another plan', () => {
    const memory = new ModelMemory();
    memory.noteRefused(of('a'), 'large', nowMs);
    expect(memory.lackOf(of('a', 'plus'), 'large', nowMs)).toBeNull();
  });

  it('forgets the oldest when a client makes up models', () => {
    const memory = new ModelMemory();
    for (let index = 0; index <= 1000; index += 1) memory.noteRefused(of('a'), `model-${index}`, nowMs);
    expect(memory.lackOf(of('a'), 'model-0', nowMs)).toBeNull();
    expect(memory.lackOf(of('a'), 'model-1', nowMs)).toEqual(notServed);
  });

  it('a limit lasts until its own end, whatever the plan', () => {
    const memory = new ModelMemory();
    memory.noteLimited(of('a'), spark, nowMs + 5_000_000, nowMs);
    const limited = { code: 'model_limited', untilMs: nowMs + 5_000_000 };
    expect(memory.lackOf(of('a', 'plus'), spark, nowMs + 4_999_999)).toEqual(limited);
    expect(memory.lackOf(of('a'), spark, nowMs + 5_000_000)).toBeNull();
  });

  it.each([
    ['room in the same window', weekly(97, nowMs + 5_000_000), nowMs + 1, true],
    ['a window that ends later', weekly(3, nowMs + 50_000_000), nowMs + 1, false],
    ['the same, from before', weekly(3, nowMs + 50_000_000), nowMs - 1, true],
    ['a full window that ends later', weekly(100, nowMs + 50_000_000), nowMs + 1, true],
  ])('a report of %s', (_name, window, atMs, stands) => {
    const memory = new ModelMemory();
    memory.noteLimited(of('a'), spark, nowMs + 5_000_000, nowMs);
    expect(memory.lackOf(reporting(window, atMs), spark, nowMs + 10) !== null).toBe(stands);
  });

  it.each([
    ['full, until its end', weekly(100, nowMs + 1), undefined, nowMs + 1],
    ['full, by the model’s own name', weekly(100, nowMs + 1), { limitName: spark, meteredFeature: 'new' }, nowMs + 1],
    ['full, and over', weekly(100, nowMs), undefined, null],
    ['full, without an end', weekly(100, null), undefined, null],
    ['with room', weekly(99, nowMs + 1), undefined, null],
    ['full, of something else', weekly(100, nowMs + 1), { limitName: 'x', meteredFeature: 'codex_review' }, null],
  ])('a limit reported %s', (_name, window, names, untilMs) => {
    const memory = new ModelMemory();
    const lack = untilMs === null ? null : { code: 'model_limited', untilMs };
    const account = names === undefined ? reporting(window) : reporting(window, nowMs, names);
    expect(memory.lackOf(account, spark, nowMs)).toEqual(lack);
    expect(memory.lackOf(account, 'gpt-5.5', nowMs)).toBeNull();
  });
});
