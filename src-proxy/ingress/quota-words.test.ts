import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { poolUsagePayload } from '../usage/pool-usage.ts';
import { quotaEventAs, quotaFrameAs, quotaHeadAs, type ToldQuota } from './quota-words.ts';

const nowMs = 1_767_225_600_000;
const window = (usedPercent: number, windowMinutes: number) => ({
  usedPercent,
  windowMinutes,
  resetAtMs: nowMs + 60_000,
});
const member = (usedPercent: number) => ({
  status: 'active' as const,
  planType: 'plus',
  usage: { atMs: nowMs, primary: window(usedPercent, 300), secondary: null, monthly: null, credits: null },
});
const pool = poolUsagePayload([member(20), member(60)], nowMs);
const as = (told: ToldQuota) => (): ToldQuota => told;
const never = (): never => {
  throw new Error('Nobody asked.');
};
const text = (told: Buffer | string | null): string | null => told && told.toString();

describe('a head', () => {
  it('has the pool’s figures where the first of the family stood, of the windows that the pool has', () => {
    const head = ['date', 'd', 'X-Codex-Primary-Used-Percent', '93', 'x-codex-turn-state', 't', 'via', 'v'];
    expect(quotaHeadAs([...head, 'x-codex-secondary-used-percent', '1'], as(pool))).toEqual([
      'date',
      'd',
      'x-codex-primary-used-percent',
      '40',
      'x-codex-primary-window-minutes',
      '300',
      'x-codex-primary-reset-at',
      String(nowMs / 1000 + 60),
      'x-codex-primary-reset-after-seconds',
      '60',
      'x-codex-credits-has-credits',
      'False',
      'x-codex-credits-unlimited',
      'False',
      'x-codex-credits-balance',
      '0',
      'x-codex-turn-state',
      't',
      'via',
      'v',
    ]);
    expect(quotaHeadAs(head, as('nothing'))).toEqual(['date', 'd', 'x-codex-turn-state', 't', 'via', 'v']);
    expect(quotaHeadAs(head, as('as it came'))).toBe(head);
  });

  it('a family that the pool knows nothing of goes', () => {
    const further = [
      'x-codex-new-primary-used-percent',
      '9',
      'x-codex-new-limit-name',
      'n',
      'x-codex-primary-reset-at',
      '1',
    ];
    expect(quotaHeadAs(further, as(pool)).join()).not.toContain('new');
  });

  it('that says nothing of it costs no question', () => {
    for (const head of [[], ['date', 'd', 'x-codex-turn-state', 't', 'x-request-id', 'r']])
      expect(quotaHeadAs(head, never)).toBe(head);
  });
});

describe('an event', () => {
  const data =
    '{"type":"codex.rate_limits","rate_limits":{"primary":{"used_percent":93},"secondary":{"used_percent":2}},"x":[1.0]}';
  const said =
    '{"type":"codex.rate_limits","rate_limits":{"primary":{"used_percent":40,"window_minutes":300,"reset_at":1767225660,"reset_after_seconds":60},"secondary":null},"x":[1.0]}';

  it.each([
    ['event: codex.rate_limits\ndata: ', '\n\n'],
    ['data:', '\n\n'],
    ['event: codex.rate_limits\r\ndata: ', '\r\n\r\n'],
    ['id: 7\nevent: codex.rate_limits\ndata:   ', '  \nretry: 3\n\n'],
  ])('%j: only the figures change', (before, behind) => {
    const event = Buffer.from(before + data + behind);
    expect(text(quotaEventAs(event, as(pool)))).toBe(before + said + behind);
    expect(quotaEventAs(event, as('as it came'))).toBe(event);
    expect(quotaEventAs(event, as('nothing'))).toBeNull();
  });

  it.each([
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"codex.rate_limits"}\n\n',
    ': codex.rate_limits\n\n',
    'event: x\ndata: codex.rate_limits\n\n',
  ])('of another kind passes, whatever is in it: %j', (event) => {
    const bytes = Buffer.from(event);
    for (const told of [pool, 'nothing', 'as it came'] as const) expect(quotaEventAs(bytes, as(told))).toBe(bytes);
  });

  it.each(['event: codex.rate_limits\ndata: [\n\n', 'event: codex.rate_limits\ndata: {\ndata: }\n\n'])(
    'that cannot be read is not handed on as the pool’s: %j',
    (event) => {
      expect(quotaEventAs(Buffer.from(event), as(pool))).toBeNull();
    },
  );

  it.each(['\n', '\r\n'])('whose data stands in several lines is known by them, named or not (%j)', (end) => {
    const lines = (type: string): Buffer =>
      Buffer.from(
        [`data: {"type":"${type}",`, 'data: "rate_limits":{"primary":{"used_percent":93}}', 'data: }', '', ''].join(
          end,
        ),
      );
    const event = lines('codex.rate_limits');
    for (const told of [pool, 'nothing'] as const) expect(quotaEventAs(event, as(told))).toBeNull();
    expect(quotaEventAs(event, as('as it came'))).toBe(event);
    const other = lines('x","of":"codex.rate_limits');
    for (const told of [pool, 'nothing'] as const) expect(quotaEventAs(other, as(told))).toBe(other);
  });

  it('about a further limit has that one’s figures, and is left out where the pool has none', () => {
    const limit = { limitName: 'codex_other', meteredFeature: 'codex_bengalfox', secondary: null, monthly: null };
    const withLimit = (used: number) => {
      const { usage, ...rest } = member(used);
      return { ...rest, usage: { ...usage, additional: [{ ...limit, primary: window(used / 2, 300) }] } };
    };
    const further = poolUsagePayload([withLimit(20), withLimit(60)], nowMs);
    const frame = (name: string) => `{"type":"codex.rate_limits","metered_limit_name":"${name}","rate_limits":{}}`;
    for (const name of ['codex_bengalfox', 'codex-bengalfox', 'codex_other'])
      expect(text(quotaFrameAs(frame(name), as(further)))).toContain('"used_percent":20');
    expect(text(quotaFrameAs(frame('codex'), as(further)))).toContain('"used_percent":40');
    expect(quotaFrameAs(frame('codex_unheard'), as(further))).toBeNull();
  });
});

it('whatever the frame: as it came, left out, or JSON that differs in figures alone', () => {
  const limits = fc.oneof(
    fc.constant(null),
    fc.json().map((json): unknown => JSON.parse(json)),
  );
  const frames = fc.record(
    { type: fc.constantFrom('codex.rate_limits', 'other'), rate_limits: limits, credits: limits, rest: fc.string() },
    { requiredKeys: ['type'] },
  );
  fc.assert(
    fc.property(frames, (frame) => {
      const given = JSON.stringify(frame);
      expect(quotaFrameAs(given, as('as it came'))).toBe(given);
      const told = text(quotaFrameAs(given, as(pool)));
      if (frame.type === 'other') expect(told).toBe(given);
      else {
        const { rate_limits, ...others } = JSON.parse(told ?? '') as Record<string, unknown>;
        expect(rate_limits).toMatchObject({ primary: { used_percent: 40 }, secondary: null });
        expect(others['rest']).toBe(frame.rest);
      }
    }),
  );
});
