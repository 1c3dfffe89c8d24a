import { expect, it } from 'vitest';

import type { LiveEvent } from '../contract/events.ts';
import { readableEntry } from '../contract/readable-decision.ts';
import type { RequestLogEntry } from '../contract/request-log.ts';
import { LiveEvents } from '../observe/live-events.ts';
import { RequestMetrics } from '../observe/metrics/request-metrics.ts';
import { requestEntry } from '../storage/request-entry.fixture.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';
import { StoreError } from '../storage/store.ts';
import { RequestJournal } from './request-journal.ts';

const initial = { accounts: [], stickies: [], settings: {}, settingsVersion: 0 };

function openJournal(appendRequest: Store['appendRequest'], recentRequests: RequestLogEntry[] = []) {
  const published: LiveEvent[] = [];
  const errors: string[] = [];
  const events = new LiveEvents((error) => {
    throw error;
  });
  events.subscribe((event) => published.push(event));
  const logger = { error: (message: string) => void errors.push(message), warn() {}, info() {}, debug() {} };
  const store = { initial: { ...initial, recentRequests }, appendRequest } as unknown as Store;
  const metrics = new RequestMetrics(() => null);
  return { journal: new RequestJournal({ store, events, logger, metrics }), published, errors, metrics };
}

it('a finished request is on disk before it is announced, and announced before append returns', () => {
  const order: string[] = [];
  const { journal, published } = openJournal(() => {
    order.push(`written with ${published.length} announced`);
    return 7;
  });
  journal.append(requestEntry());
  const request = { id: 7, ...requestEntry() };
  expect(order).toEqual(['written with 0 announced']);
  expect(published).toEqual([{ type: 'request', request }]);
  expect(journal.recent()).toEqual([request]);
});

it('N10: a word that a client made a megabyte long is cut, on disk and live', () => {
  const kept: NewRequestLogEntry[] = [];
  const { journal, published } = openJournal((entry) => kept.push(entry));
  const long = 'm'.repeat(1024 * 1024);
  journal.append({ ...requestEntry(), model: long, serviceTier: long, reasoningEffort: long, errorCode: long });
  const words = kept.flatMap(({ model, serviceTier, reasoningEffort, errorCode }) => [
    model,
    serviceTier,
    reasoningEffort,
    errorCode,
  ]);
  expect(words).toEqual(Array.from({ length: 4 }, () => `${'m'.repeat(256)}…`));
  expect(JSON.stringify([published, journal.recent()]).length).toBeLessThan(20_000);
});

it('keeps the newest fifty, newest first, those of the last session among them', () => {
  let id = 10;
  const { journal } = openJournal(() => (id += 1), [readableEntry(10, requestEntry())]);
  journal.append(requestEntry());
  expect(journal.recent().map((entry) => entry.id)).toEqual([11, 10]);
  for (let count = 0; count < 60; count += 1) journal.append(requestEntry());
  expect(journal.recent().map((entry) => entry.id)).toEqual(Array.from({ length: 50 }, (_, index) => 71 - index));
  journal.forgetAccount('a');
  expect(journal.recent()).toEqual([]);
});

it('what cannot be written is reported and not announced, and the request goes on', () => {
  const { journal, published, errors } = openJournal(() => {
    throw new StoreError('store_write_failed', 'The disk is full.');
  });
  journal.append(requestEntry());
  expect(errors).toEqual(['A finished request could not be written to the log']);
  expect(published).toEqual([]);
  expect(journal.recent()).toEqual([]);
});

it('S48: what is written is counted, and what could not be is counted apart', () => {
  let isFull = false;
  const { journal, metrics } = openJournal(() => {
    if (isFull) throw new StoreError('store_write_failed', 'The disk is full.');
    return 1;
  });
  journal.append(requestEntry());
  isFull = true;
  journal.append(requestEntry());
  expect([[...metrics.outcomes()].map(({ count }) => count), metrics.unwritten, journal.lost]).toEqual([[1], 1, 1]);
});
