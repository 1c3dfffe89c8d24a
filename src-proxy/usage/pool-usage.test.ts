import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { AccountStatus } from '../contract/account.ts';
import { poolUsagePayload, type PoolMember } from './pool-usage.ts';

const nowMs = 1_767_225_600_000;
const window = (usedPercent: number, windowMinutes: number, resetAtMs: number | null = nowMs + 60_000) => ({
  usedPercent,
  windowMinutes,
  resetAtMs,
});
const member = (
  planType: string,
  short: number | null,
  long: number | null,
  more: Partial<PoolMember> = {},
): PoolMember => ({
  status: 'active',
  planType,
  usage: {
    atMs: nowMs,
    primary: short === null ? null : window(short, 300),
    secondary: long === null ? null : window(long, 10_080),
    monthly: null,
    credits: null,
  },
  ...more,
});
interface Payload {
  plan_type: string;
  rate_limit: {
    allowed: boolean;
    limit_reached: boolean;
    primary_window: Record<string, number> | null;
    secondary_window: Record<string, number> | null;
  };
  credits: { has_credits: boolean; unlimited: boolean; balance: string };
  rate_limit_reached_type: unknown;
}
const payload = (members: PoolMember[]): Payload => poolUsagePayload(members, nowMs) as unknown as Payload;

describe('the usage of the pool', () => {
  it('is the mean by the size of the plans', () => {
    const { rate_limit: limits, plan_type: plan } = payload([member('plus', 0, 100), member('pro', 100, 0)]);
    expect(limits.primary_window?.used_percent).toBe(Math.trunc((1500 / 1725) * 100));
    expect(limits.secondary_window?.used_percent).toBe(Math.trunc((7560 / 57_960) * 100));
    expect([plan, limits.allowed]).toEqual(['pro', true]);
  });

  it('has nothing to say of nobody, or of those who said nothing', () => {
    for (const members of [[], [member('plus', null, null)], [member('plus', 5, 5, { status: 'paused' })]])
      expect(payload(members).rate_limit).toMatchObject({
        limit_reached: false,
        primary_window: null,
        secondary_window: null,
      });
  });

  it('tells the earliest reset, and takes a window that is over for empty', () => {
    const over = member('plus', null, null, {
      usage: {
        atMs: 0,
        primary: window(80, 300, nowMs),
        secondary: null,
        monthly: window(50, 43_200, nowMs + 5000),
        credits: null,
      },
    });
    const { primary_window: primary, secondary_window: secondary } = payload([over, member('plus', 40, 30)]).rate_limit;
    expect(primary).toEqual({
      used_percent: 20,
      limit_window_seconds: 18_000,
      reset_after_seconds: 60,
      reset_at: nowMs / 1000 + 60,
    });
    expect(secondary).toMatchObject({ used_percent: 40, limit_window_seconds: 2_592_000, reset_after_seconds: 5 });
  });

  it('is reached when nobody in service is ready', () => {
    expect(
      payload([member('plus', 100, 5, { status: 'rate_limited' }), member('plus', 0, 0, { status: 'paused' })]),
    ).toMatchObject({
      rate_limit: { allowed: false, limit_reached: true },
      rate_limit_reached_type: { type: 'rate_limit_reached' },
    });
  });

  it('adds credits up as money, not as binary fractions', () => {
    const credits = (balance: string | null) =>
      member('plus', 1, 1, {
        usage: {
          atMs: 0,
          primary: null,
          secondary: null,
          monthly: null,
          credits: { has: true, unlimited: false, balance },
        },
      });
    expect(payload([credits('0.10'), credits('0.20'), credits('n/a'), credits(null)]).credits).toMatchObject({
      has_credits: true,
      balance: '0.3',
    });
  });

  it('the CLI reads 32-bit integers: nothing else is ever sent', () => {
    const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }));
    const statuses: AccountStatus[] = [
      'active',
      'rate_limited',
      'quota_exceeded',
      'paused',
      'reauth_required',
      'deactivated',
    ];
    const any = fc
      .tuple(fc.constantFrom('free', 'plus', 'pro', 'hc'), percent, percent, fc.constantFrom(...statuses))
      .map(([plan, short, long, status]) => member(plan, short, long, { status }));
    fc.assert(
      fc.property(fc.array(any), (members) => {
        const { primary_window: primary, secondary_window: secondary } = payload(members).rate_limit;
        for (const value of [...Object.values(primary ?? {}), ...Object.values(secondary ?? {})])
          expect(value | 0).toBe(value);
      }),
    );
  });
});
