import { describe, expect, it } from 'vitest';

import { sampleAccount } from '../../state/sample-data.ts';
import { comesBackAtMs, standingOf } from './standing.ts';
import { standingLook } from './status-look.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

describe('standingOf', () => {
  it('an active account rests during a cooldown, and is ready when it is over', () => {
    expect(standingOf(sampleAccount({ cooldownUntil: at(1) }), now)).toBe('resting');
    expect(standingOf(sampleAccount({ cooldownUntil: at(0) }), now)).toBe('ready');
    expect(standingOf(sampleAccount({ status: 'paused', cooldownUntil: at(1) }), now)).toBe('paused');
  });

  it('no two standings share a shape, so that colour is never the only sign', () => {
    const icons = Object.values(standingLook).map((look) => look.icon);
    expect(new Set(icons).size).toBe(icons.length);
  });
});

describe('comesBackAtMs', () => {
  it('is what the engine said, else the end of the window that is used up, else nothing', () => {
    const limited = sampleAccount({ status: 'rate_limited', resetAtPrimary: at(60) });
    expect(comesBackAtMs(limited, now)).toBe(Date.parse(at(60)));
    expect(comesBackAtMs({ ...limited, blockedUntil: at(90) }, now)).toBe(Date.parse(at(90)));
    expect(comesBackAtMs(sampleAccount({ status: 'reauth_required', blockedUntil: at(90) }), now)).toBeNull();
  });
});
