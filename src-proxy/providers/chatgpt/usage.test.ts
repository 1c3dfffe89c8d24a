import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { UsageSample } from '../../storage/store.ts';
import { usageOfEvent, usageOfPayload } from './usage.ts';
import { usageOfHeaders } from './usage-headers.ts';

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const nowSeconds = nowMs / 1000;
const week = 604_800;
const month = 2_592_000;

const payload = (primary: unknown, secondary: unknown = null, more: object = {}) =>
  usageOfPayload(
    { plan_type: 'plus', rate_limit: { primary_window: primary, secondary_window: secondary }, ...more },
    nowMs,
  );
const window = (seconds: number, used = 12) => ({
  used_percent: used,
  limit_window_seconds: seconds,
  reset_at: nowSeconds + 60,
});
const kept = (minutes: number, used = 12) => ({ usedPercent: used, windowMinutes: minutes, resetAtMs: nowMs + 60_000 });

describe('the usage report', () => {
  it.each([
    [
      'both windows',
      window(18_000),
      window(week, 3),
      { primary: kept(300), secondary: kept(10_080, 3), monthly: null },
    ],
    ['weekly in the primary slot', window(week), null, { primary: null, secondary: kept(10_080), monthly: null }],
    [
      'weekly first, an empty second of length 0',
      window(week),
      window(0),
      { primary: null, secondary: kept(10_080), monthly: null },
    ],
    ['a monthly window alone', window(month), null, { primary: null, secondary: null, monthly: kept(43_200) }],
    [
      'windows in swapped slots',
      window(week, 3),
      window(18_000),
      { primary: kept(300), secondary: kept(10_080, 3), monthly: null },
    ],
    ['a length that is no whole minute', window(61), null, { primary: kept(2), secondary: null, monthly: null }],
    [
      'one window of no known shape',
      { used_percent: 'x' },
      window(week),
      { primary: null, secondary: kept(10_080), monthly: null },
    ],
  ])('%s', (_title, primary, secondary, expected) => {
    expect(payload(primary, secondary)?.sample).toEqual({ atMs: nowMs, credits: null, ...expected });
  });

  it.each([
    ['reset_at', { reset_at: nowSeconds + 9 }, 9000],
    ['reset_after_seconds', { reset_after_seconds: 7 }, 7000],
    ['reset_at 0 gives way', { reset_at: 0, reset_after_seconds: 7 }, 7000],
    ['a time that is over stays over', { reset_at: nowSeconds - 9 }, -9000],
    ['absurd', { reset_at: 1e300 }, null],
    ['absurd, with a delay beside', { reset_at: 1e300, reset_after_seconds: 7 }, 7000],
    ['absurd delay', { reset_after_seconds: 1e300 }, null],
    ['none', {}, null],
  ])('the reset time: %s', (_title, fields, expected) => {
    const sample = payload({ used_percent: 1, limit_window_seconds: 18_000, ...fields })?.sample;
    expect(sample?.primary?.resetAtMs).toBe(expected === null ? null : nowMs + expected);
  });

  it.each([
    [-3, 0],
    [0, 0],
    [99.5, 99.5],
    [140, 100],
  ])('takes %d %% used as %d', (used, expected) => {
    expect(payload(window(18_000, used))?.sample?.primary?.usedPercent).toBe(expected);
  });

  it('reads credits; the balance is text', () => {
    const credits = { has_credits: true, unlimited: false, balance: '12.50' };
    expect(payload(null, null, { credits })?.sample?.credits).toEqual({
      has: true,
      unlimited: false,
      balance: '12.50',
    });
    expect(payload(null, null, { credits: { has_credits: 'yes' } })).toEqual({
      planType: 'plus',
      workspaceId: null,
      sample: null,
    });
  });

  it('tells windows by their length alone: in any slots, of any duration, the same sample', () => {
    const duration = fc.integer({ min: 1, max: 366 * 86_400 });
    fc.assert(
      fc.property(duration, duration, fc.integer({ min: 0, max: 100 }), (first, second, used) => {
        const [one, other] = [window(first, used), window(second, used)];
        const kind = (seconds: number): string =>
          seconds <= 86_400 ? 'primary' : seconds <= 14 * 86_400 ? 'secondary' : 'monthly';
        const sample = payload(one, other)?.sample;
        if (kind(first) !== kind(second)) expect(payload(other, one)?.sample).toEqual(sample);
        for (const name of ['primary', 'secondary', 'monthly'] as const)
          expect(sample?.[name] ?? null).toEqual(
            kind(first) === name
              ? kept(Math.ceil(first / 60), used)
              : kind(second) === name
                ? kept(Math.ceil(second / 60), used)
                : null,
          );
      }),
    );
  });

  it('names the workspace, counts resets, and lists further limits with windows of their own', () => {
    const read = payload(window(18_000), null, {
      workspace_id: 'ws-1',
      rate_limit_reset_credits: { available_count: 2 },
      additional_rate_limits: [
        {
          limit_name: 'codex_other',
          metered_feature: 'codex_bengalfox',
          rate_limit: { primary_window: window(week, 7) },
        },
        { limit_name: 'bare' },
        { metered_feature: 'nameless' },
        'garbage',
      ],
    });
    const none = { primary: null, secondary: null, monthly: null };
    expect(read).toMatchObject({
      workspaceId: 'ws-1',
      sample: {
        resetCredits: { available: 2, nearestExpiresAtMs: null },
        additional: [
          { ...none, limitName: 'codex_other', meteredFeature: 'codex_bengalfox', secondary: kept(10_080, 7) },
          { ...none, limitName: 'bare', meteredFeature: null },
        ],
      },
    });
  });

  it('says that there are no further limits by null, and nothing by leaving them out', () => {
    expect(payload(window(18_000), null, { additional_rate_limits: null })?.sample?.additional).toEqual([]);
    for (const more of [{}, { additional_rate_limits: 'x', rate_limit_reset_credits: { available_count: 'x' } }]) {
      const sample = payload(window(18_000), null, more)?.sample;
      expect([sample?.additional, sample?.resetCredits]).toEqual([undefined, undefined]);
    }
  });

  it.each([null, 5, 'x', [], { rate_limit: 7 }])('knows nothing from %j', (body) => {
    expect(usageOfPayload(body, nowMs)?.sample ?? null).toBeNull();
  });
});

it('codex.rate_limits about a limit of one feature says nothing of the account’s own', () => {
  const primary = { used_percent: 88, window_minutes: 300, reset_at: nowMs / 1000 + 60 };
  const event = {
    rate_limits: { primary, secondary: null },
    metered_limit_name: 'codex-bengalfox',
    limit_name: 'spark',
  };
  const sample = usageOfEvent(event, nowMs);
  expect([sample?.primary, sample?.secondary]).toEqual([null, null]);
  expect(sample?.additional).toMatchObject([
    { limitName: 'spark', meteredFeature: 'codex_bengalfox', primary: { usedPercent: 88 } },
  ]);
  expect(usageOfEvent({ ...event, metered_limit_name: 'codex' }, nowMs)?.primary?.usedPercent).toBe(88);
  expect(usageOfEvent({ metered_limit_name: 'codex_other', rate_limits: {} }, nowMs)).toBeNull();
});

it('codex.rate_limits says the same in minutes', () => {
  const primary = { used_percent: 12, window_minutes: 300, reset_at: nowSeconds + 60 };
  const event = { type: 'codex.rate_limits', rate_limits: { primary, secondary: null } };
  expect(usageOfEvent(event, nowMs)).toEqual({
    atMs: nowMs,
    primary: kept(300),
    secondary: null,
    monthly: null,
    credits: null,
  });
  expect(usageOfEvent({ type: 'codex.rate_limits' }, nowMs)).toBeNull();
});

describe('the headers x-codex-*', () => {
  const ofHeaders = (headers: Record<string, string>): UsageSample | null =>
    usageOfHeaders(Object.entries(headers).flat(), nowMs);

  it('are read whatever their case', () => {
    const sample = ofHeaders({
      'X-Codex-Primary-Used-Percent': '12.5',
      'x-codex-primary-window-minutes': '300',
      'X-CODEX-PRIMARY-RESET-AT': String(nowSeconds + 60),
      'x-codex-secondary-used-percent': '80',
      'x-codex-secondary-window-minutes': '10080',
      'x-codex-secondary-reset-after-seconds': '5',
      'x-codex-credits-has-credits': 'True',
      'x-codex-credits-unlimited': 'False',
      'x-codex-credits-balance': '0',
    });
    expect(sample).toEqual({
      atMs: nowMs,
      primary: { usedPercent: 12.5, windowMinutes: 300, resetAtMs: nowMs + 60_000 },
      secondary: { usedPercent: 80, windowMinutes: 10_080, resetAtMs: nowMs + 5000 },
      monthly: null,
      credits: { has: true, unlimited: false, balance: '0' },
    });
  });

  it('of a further family are a limit of their own', () => {
    const sample = ofHeaders({
      'x-codex-primary-used-percent': '1',
      'x-codex-primary-window-minutes': '300',
      'X-Codex-Bengalfox-Primary-Used-Percent': '55',
      'x-codex-bengalfox-primary-window-minutes': '10080',
      'x-codex-bengalfox-limit-name': 'codex_other',
      'x-empty-primary-used-percent': '',
      'x-codex-primary-over-secondary-limit-percent': '3',
    });
    expect(sample?.primary?.usedPercent).toBe(1);
    expect(sample?.additional).toEqual([
      {
        limitName: 'codex_other',
        meteredFeature: 'codex_bengalfox',
        primary: null,
        secondary: { usedPercent: 55, windowMinutes: 10_080, resetAtMs: null },
        monthly: null,
      },
    ]);
  });

  it.each([
    ['none', {}],
    ['others', { 'content-type': 'text/event-stream' }],
    ['empty', { 'x-codex-primary-used-percent': '', 'x-codex-credits-balance': '' }],
    [
      'garbage',
      {
        'x-codex-primary-used-percent': 'NaN',
        'x-codex-primary-window-minutes': '300',
        'x-codex-credits-unlimited': 'maybe',
      },
    ],
    ['a length of 0', { 'x-codex-secondary-used-percent': '0', 'x-codex-secondary-window-minutes': '0' }],
    ['no length', { 'x-codex-primary-used-percent': '5' }],
  ])('say nothing: %s', (_title, headers) => {
    expect(ofHeaders(headers)).toBeNull();
  });

  it('whatever they hold, a sample can be shown: percents in range, times that exist', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.integer().map(String),
      fc.constantFrom('1e300', '-1', 'Infinity', '300'),
    );
    const names = ['used-percent', 'window-minutes', 'reset-at', 'reset-after-seconds'].flatMap((name) => [
      `x-codex-primary-${name}`,
      `x-codex-secondary-${name}`,
    ]);
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(names.map((name) => [name, garbage])), { requiredKeys: [] }),
        (headers) => {
          const sample = ofHeaders(headers as Record<string, string>);
          for (const found of [sample?.primary, sample?.secondary, sample?.monthly]) {
            if (!found) continue;
            expect(found.usedPercent).toBeGreaterThanOrEqual(0);
            expect(found.usedPercent).toBeLessThanOrEqual(100);
            expect(Number.isSafeInteger(found.windowMinutes)).toBe(true);
            if (found.resetAtMs !== null) expect(new Date(found.resetAtMs).toISOString()).toBeTruthy();
          }
        },
      ),
    );
  });
});
