import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPrometheus } from '../../../test/integration/prometheus-reader.ts';
import { requestEntry } from '../../storage/request-entry.fixture.ts';
import { accountLabel, plainAlias } from './account-label.ts';
import { BoundedNames } from './bounded-names.ts';
import { Histogram, histogramBoundsMs } from './histogram.ts';
import { prometheusText } from './prometheus-text.ts';
import { RequestMetrics } from './request-metrics.ts';

describe('Histogram', () => {
  it('of nothing knows no median', () => {
    expect(new Histogram().quantile(0.5)).toBeNull();
  });

  it('puts the share where it is, to within its bucket, and never beyond the longest', () => {
    const durations = fc.array(fc.double({ min: 0, max: 4e6, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const histogram = new Histogram();
        list.forEach((ms) => histogram.observe(ms));
        const sorted = list.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(share * list.length - 1e-9) - 1)] ?? 0;
        const bucket = histogramBoundsMs.findIndex((bound) => exact <= bound);
        const low = histogramBoundsMs[(bucket < 0 ? histogramBoundsMs.length : bucket) - 1] ?? 0;
        const high = Math.min(bucket < 0 ? Infinity : (histogramBoundsMs[bucket] ?? 0), sorted.at(-1) ?? 0);
        const read = histogram.quantile(share) ?? -1;
        expect(read).toBeGreaterThanOrEqual(low - 1e-6);
        expect(read).toBeLessThanOrEqual(high + 1e-6);
      }),
    );
  });

  it('two together count as one that saw both', () => {
    const list = fc.array(fc.integer({ min: -5, max: 4_000_000 }));
    fc.assert(
      fc.property(list, list, (one, other) => {
        const [left, right, both] = [new Histogram(), new Histogram(), new Histogram()];
        one.forEach((ms) => left.observe(ms));
        other.forEach((ms) => right.observe(ms));
        [...one, ...other].forEach((ms) => both.observe(ms));
        left.add(right);
        expect([left.cumulative(), left.sumMs, left.quantile(0.95)]).toEqual([
          both.cumulative(),
          both.sumMs,
          both.quantile(0.95),
        ]);
      }),
    );
  });
});

describe('the text for Prometheus', () => {
  it('reads back as it was, whatever stands in labels and help', () => {
    const text = fc.string({ unit: fc.constantFrom('"', '\\', '\n', '{', '}', ',', '=', ' ', 'ü', 'n', '💡') });
    const value = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.uniqueArray(text), value, text, (labels, figure, help) => {
        const samples = labels.map((name) => ({ labels: { name }, value: figure }));
        const [family] = readPrometheus(prometheusText([{ name: 'a_b', help, type: 'gauge', samples }]));
        expect(family?.samples.map((sample) => [sample.labels['name'], sample.value])).toEqual(
          labels.map((name) => [name, figure === 0 ? expect.closeTo(0) : figure]),
        );
      }),
    );
  });

  it('a histogram adds up, in seconds', () => {
    const durations = new Histogram();
    [1, 5, 6, 2_000_000].forEach((ms) => durations.observe(ms));
    const series = [{ labels: { kind: 'x' }, durations }];
    const [family] = readPrometheus(prometheusText([{ name: 'h_seconds', help: '', type: 'histogram', series }]));
    const valueAt = (le: string) => family?.samples.find(({ labels }) => labels['le'] === le)?.value;
    expect([valueAt('0.005'), valueAt('0.01'), valueAt('1800'), valueAt('+Inf')]).toEqual([2, 3, 3, 4]);
    expect(family?.samples.find(({ name }) => name === 'h_seconds_sum')?.value).toBeCloseTo(2000.012);
  });
});

describe('names', () => {
  it('are no more than there is room for, and a known one stays what it is', () => {
    const names = new BoundedNames(2);
    expect(['a', 'b', 'c', 'a'].map((name) => names.labelOf(name))).toEqual(['a', 'b', 'other', 'a']);
    expect(new BoundedNames(2).labelOf('a', false)).toBe('other');
  });

  it('of accounts tell two seats of one workspace apart, and are no e-mail address', () => {
    const labels = ['abcdefgh-1_seat1', 'abcdefgh-1_seat2'].map(accountLabel);
    expect(new Set(labels).size).toBe(2);
    expect(labels[0]).toMatch(/^abcdefgh-[0-9a-f]{6}$/);
    expect([plainAlias('Work'), plainAlias('me@example.test'), plainAlias(null)]).toEqual(['Work', null, null]);
  });
});

describe('RequestMetrics', () => {
  it('S48: however many models and codes come, the series stay few, and nothing is lost', () => {
    const metrics = new RequestMetrics(() => null);
    const entry = requestEntry();
    for (let at = 0; at < 500; at += 1) {
      const attempts = entry.attempts.map((attempt) => ({ ...attempt, errorCode: `code_${at}` }));
      metrics.note({ ...entry, model: `model-${at}`, attempts });
    }
    expect(metrics.models.size).toBe(51);
    expect(metrics.attempts.size).toBe(61);
    expect([...metrics.models.values()].reduce((all, { requests }) => all + requests, 0)).toBe(500);
    expect([...metrics.attempts.values()].reduce((all, count) => all + count, 0)).toBe(500);
    expect([...metrics.outcomes()].map(({ count }) => count)).toEqual([500]);
  });

  it('opening a connection, and an answer that was broken off, say nothing of how long answers take', () => {
    const metrics = new RequestMetrics(() => null);
    metrics.note(requestEntry({ requestKind: 'connect' }));
    metrics.note(requestEntry({ status: 'cancelled' }));
    metrics.note(requestEntry({ latencyFirstEventMs: null }));
    const [place] = metrics.places.values();
    expect([place?.requests, place?.latency.count, place?.firstEvent.count]).toEqual([3, 1, 0]);
  });

  it('splits the cost where the price is known, and counts tokens without one', () => {
    const metrics = new RequestMetrics(({ model }) => (model === 'gpt-5' ? 40 : null));
    metrics.note(requestEntry({ costMicroUsd: 100 }));
    metrics.note(requestEntry({ model: 'free', costMicroUsd: null }));
    const [place] = metrics.places.values();
    expect(place).toMatchObject({
      inputCostMicroUsd: 40,
      outputCostMicroUsd: 60,
      pricedInputTokens: 10,
      pricedOutputTokens: 3,
      unpricedRequests: 1,
    });
  });
});
