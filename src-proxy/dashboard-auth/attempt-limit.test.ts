import { describe, expect, it } from 'vitest';

import { Refusal } from '../contract/refusal.ts';
import { AttemptLimit } from './attempt-limit.ts';

function limiter() {
  const time = { nowMs: 1_000_000 };
  const limit = new AttemptLimit(() => time.nowMs);
  /** Seconds to wait, or `null` for a try that may be made. */
  const attempt = (client = 'one', kind = 'password'): number | null => {
    try {
      limit.begin(client, kind);
      return null;
    } catch (error) {
      if (error instanceof Refusal) return Number(error.details.headers?.['retry-after']);
      throw error;
    }
  };
  const many = (count: number): (number | null)[] => Array.from({ length: count }, () => attempt());
  return { time, limit, attempt, many };
}

describe('A9: guessing by trying', () => {
  it('A9: eight a minute, then a wait that doubles each time', () => {
    const { time, attempt, many } = limiter();
    expect(many(8).every((wait) => wait === null)).toBe(true);
    expect(attempt()).toBe(60);
    time.nowMs += 59_000;
    expect(attempt()).toBe(1);
    time.nowMs += 1_000;
    for (const expected of [120, 240, 480]) {
      expect(many(8).every((wait) => wait === null)).toBe(true);
      expect(attempt()).toBe(expected);
      time.nowMs += expected * 1000;
    }
  });

  it('A9: whoever has a network of IPv6 addresses has the tries of one client', () => {
    const { attempt } = limiter();
    for (let host = 1; host <= 8; host += 1) expect(attempt(`2001:db8:1:2::${host.toString(16)}`)).toBeNull();
    expect(attempt('2001:db8:1:2:ffff:ffff:ffff:ffff')).toBe(60);
    expect(attempt('2001:db8:1:3::1')).toBeNull();
    expect(attempt('fe80::1%eth0')).toBeNull();
    for (let host = 1; host <= 9; host += 1) expect(attempt(`::ffff:192.0.2.${host}`)).toBeNull();
  });

  it('A9: never longer than an hour, and forgotten after a day', () => {
    const { time, attempt, many } = limiter();
    for (let block = 0; block < 12; block += 1) {
      many(8);
      time.nowMs += (attempt() ?? 0) * 1000;
    }
    many(8);
    expect(attempt()).toBe(3600);
    time.nowMs += 26 * 3_600_000;
    attempt('another');
    many(8);
    expect(attempt()).toBe(60);
  });

  it('A9: each client and each kind of secret by itself; success wipes the slate', () => {
    const { limit, attempt, many } = limiter();
    many(8);
    expect(attempt('two')).toBeNull();
    expect(attempt('one', 'totp')).toBeNull();
    limit.succeeded('one', 'password');
    expect(many(8).every((wait) => wait === null)).toBe(true);
    expect(attempt()).toBe(60);
  });

  it('slow tries are let through', () => {
    const { time, attempt } = limiter();
    for (let count = 0; count < 30; count += 1) {
      expect(attempt()).toBeNull();
      time.nowMs += 8_000;
    }
  });
});
