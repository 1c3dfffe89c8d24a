import { describe, expect, it } from 'vitest';

import type { LiveEvent } from '#contract/events.ts';

import { FirstRun, firstRunStep } from './first-run.svelte.ts';
import { sampleAccount, sampleEngine, sampleRequest } from './sample-data.ts';

function memory() {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
  };
}
const snapshot = (requests: ReturnType<typeof sampleRequest>[] = []) =>
  ({ type: 'snapshot' as const, engine: sampleEngine(), accounts: [sampleAccount()], requests }) satisfies LiveEvent;

describe('firstRunStep', () => {
  it.each([
    [0, 0, false, 'account'],
    [0, 3, true, 'account'],
    [1, 0, false, 'connect'],
    [1, 0, true, 'request'],
    [1, 1, false, 'request'],
  ] as const)('%i accounts, %i requests, connected %s: %s', (accounts, requests, isConnected, step) =>
    expect(firstRunStep({ accounts, requests }, isConnected)).toBe(step),
  );
});

describe('FirstRun', () => {
  it('is not shown before the engine has said how things stand', () => {
    const run = new FirstRun(memory());
    expect(run.isShown).toBe(false);
    run.onEvent(snapshot());
    expect(run.isShown).toBe(true);
  });

  it('is never shown to somebody whose requests are answered already', () => {
    const storage = memory();
    const run = new FirstRun(storage);
    run.onEvent(snapshot([sampleRequest()]));
    expect(run.isShown).toBe(false);
    const later = new FirstRun(storage);
    later.onEvent(snapshot());
    expect(later.isShown).toBe(false);
  });

  it('a request that failed does not end it', () => {
    const run = new FirstRun(memory());
    run.onEvent(snapshot([sampleRequest({ status: 'error' })]));
    expect(run.isShown).toBe(true);
  });

  it('goes on where it was left', () => {
    const storage = memory();
    new FirstRun(storage).connected();
    const run = new FirstRun(storage);
    expect(run.isConnected).toBe(true);
    run.reconnect();
    expect(new FirstRun(storage).isConnected).toBe(false);
  });

  it('stays in sight when the first answer is there, and is over all the same', () => {
    const storage = memory();
    const run = new FirstRun(storage);
    run.onEvent(snapshot());
    run.onEvent({ type: 'request', request: sampleRequest() });
    expect(run.isShown).toBe(true);
    run.connected();
    const later = new FirstRun(storage);
    later.onEvent(snapshot());
    expect(later.isShown).toBe(false);
  });

  it('skipped is skipped for good', () => {
    const storage = memory();
    const run = new FirstRun(storage);
    run.onEvent(snapshot());
    run.end();
    expect(run.isShown).toBe(false);
    run.onEvent(snapshot());
    expect(run.isShown).toBe(false);
    const later = new FirstRun(storage);
    later.onEvent(snapshot());
    expect(later.isShown).toBe(false);
  });
});
