import { describe, expect, it } from 'vitest';

import { accountStatusSchema, type AccountSummary } from '../../src-proxy/contract/account.ts';
import { sampleAccount } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { accountMenu, isOffered } from './account-menu.ts';
import type { AccountWork } from './account-work.ts';
import { allLines, type AccountVerb } from './tray-item.ts';

const nowMs = Date.parse('2026-11-02T09:00:00Z');
const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const unknown = { primaryRemainingPercent: null, secondaryRemainingPercent: null, monthlyRemainingPercent: null };

/** One line each: `text` to read, `[label]` to click, `---` between sections. */
function text(change: Partial<AccountSummary>, work: AccountWork | null = null): string {
  const menu = accountMenu({
    account: sampleAccount({ displayName: 'Work', ...change }),
    onlyAccountId: null,
    work,
    nowMs,
    speech,
  });
  const lines = menu.items.map((item) => {
    if (item.kind === 'separator') return '---';
    return item.kind === 'item' && item.action !== null ? `[${item.label}]` : 'label' in item ? item.label : '';
  });
  return [menu.label, ...lines].join('\n');
}

const states: Readonly<Record<AccountSummary['status'], Partial<AccountSummary>>> = {
  active: {},
  rate_limited: {
    statusReason: 'The usage limit is reached. It comes back by itself when the window resets.',
    blockedUntil: '2026-11-02T09:05:00.000Z',
  },
  quota_exceeded: {
    statusReason: 'The quota is used up. It comes back by itself once the upstream reports room.',
    blockedUntil: '2026-11-03T10:00:00.000Z',
  },
  paused: { statusReason: 'Paused by you. Resume it to use it again.', blockedUntil: '2026-11-03T10:00:00.000Z' },
  reauth_required: { statusReason: 'The sign-in has expired. Sign in to this account again.' },
  deactivated: { statusReason: 'OpenAI has deactivated this account.' },
};

describe('the menu of one account', () => {
  it('every state, with windows that are known', () => {
    const known = { usageRefreshedAt: '2026-11-02T08:57:00.000Z' };
    expect(accountStatusSchema.options.map((status) => text({ status, ...known, ...states[status] })).join('\n\n'))
      .toMatchInlineSnapshot(`
        "● Work   62% left · resets in 2h 10m
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        [Use only this account]
        [Pause]
        [Probe now]
        [Refresh usage now]
        [Sign in again…]
        [Copy e-mail]
        [Rename, export, remove…]

        ◐ Work   rate limited · back in 5m
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        The usage limit is reached. It comes back by itself when
        the window resets.
        Back in 5m, at the latest
        ---
        [Use only this account]
        [Use it again now]
        [Pause]
        [Probe now]
        [Refresh usage now]
        [Sign in again…]
        [Copy e-mail]
        [Rename, export, remove…]

        ○ Work   limit reached · back in 1d 1h
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        The quota is used up. It comes back by itself once the
        upstream reports room.
        Back in 1d 1h, at the latest
        ---
        [Use only this account]
        [Use it again now]
        [Pause]
        [Probe now]
        [Refresh usage now]
        [Sign in again…]
        [Copy e-mail]
        [Rename, export, remove…]

        ‖ Work   paused
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        Paused by you. Resume it to use it again.
        ---
        [Resume]
        [Probe now]
        [Refresh usage now]
        [Sign in again…]
        [Copy e-mail]
        [Rename, export, remove…]

        ▲ Work   sign in again
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        The sign-in has expired. Sign in to this account again.
        ---
        [Sign in again…]
        [Copy e-mail]
        [Rename, export, remove…]

        ✕ Work   deactivated
        5h: 62% left · resets in 2h 10m
        Week: 80% left · resets in 4d
        Figures from 3m ago
        ---
        OpenAI has deactivated this account.
        ---
        [Sign in again…]
        [Resume]
        [Copy e-mail]
        [Rename, export, remove…]"
      `);
  });

  it('every state, with windows that nobody has told us of', () => {
    expect(
      accountStatusSchema.options.map((status) => text({ status, usage: unknown, ...states[status] })).join('\n\n'),
    ).toMatchInlineSnapshot(`
      "● Work   usage unknown
      Usage unknown
      ---
      [Use only this account]
      [Pause]
      [Probe now]
      [Refresh usage now]
      [Sign in again…]
      [Copy e-mail]
      [Rename, export, remove…]

      ◐ Work   rate limited · back in 5m
      Usage unknown
      ---
      The usage limit is reached. It comes back by itself when
      the window resets.
      Back in 5m, at the latest
      ---
      [Use only this account]
      [Use it again now]
      [Pause]
      [Probe now]
      [Refresh usage now]
      [Sign in again…]
      [Copy e-mail]
      [Rename, export, remove…]

      ○ Work   limit reached · back in 1d 1h
      Usage unknown
      ---
      The quota is used up. It comes back by itself once the
      upstream reports room.
      Back in 1d 1h, at the latest
      ---
      [Use only this account]
      [Use it again now]
      [Pause]
      [Probe now]
      [Refresh usage now]
      [Sign in again…]
      [Copy e-mail]
      [Rename, export, remove…]

      ‖ Work   paused
      Usage unknown
      ---
      Paused by you. Resume it to use it again.
      ---
      [Resume]
      [Probe now]
      [Refresh usage now]
      [Sign in again…]
      [Copy e-mail]
      [Rename, export, remove…]

      ▲ Work   sign in again
      Usage unknown
      ---
      The sign-in has expired. Sign in to this account again.
      ---
      [Sign in again…]
      [Copy e-mail]
      [Rename, export, remove…]

      ✕ Work   deactivated
      Usage unknown
      ---
      OpenAI has deactivated this account.
      ---
      [Sign in again…]
      [Resume]
      [Copy e-mail]
      [Rename, export, remove…]"
    `);
  });

  it('names windows by their length, and leaves out resets that are past', () => {
    const shown = text({
      usage: { primaryRemainingPercent: 9.9, secondaryRemainingPercent: 0, monthlyRemainingPercent: 100 },
      windowMinutesPrimary: 180,
      windowMinutesSecondary: null,
      windowMinutesMonthly: 43_200,
      resetAtPrimary: '2026-11-02T08:59:00.000Z',
      resetAtMonthly: '2026-11-30T09:00:00.000Z',
      usageRefreshedAt: '2026-11-02T08:59:30.000Z',
    });
    expect(shown.split('\n').slice(1, 5)).toEqual([
      '3h: 9% left',
      'Week: 0% left · resets in 4d',
      'Month: 100% left · resets in 28d',
      'Figures from just now',
    ]);
  });

  it('shows what the upstream says where that is something else, and what to do', () => {
    const verdict = {
      ours: { usable: false, text: 'The quota is used up.' },
      upstream: { usable: true, text: 'Week 20% used.', at: '2026-11-02T08:59:00.000Z' },
      agree: false,
      suggestion: 'Probe it to settle this.',
    };
    expect(text({ status: 'quota_exceeded', ...states.quota_exceeded, verdict })).toContain(
      'Back in 1d 1h, at the latest\nThe upstream says otherwise: Week 20% used. Probe it to\nsettle this.\n---',
    );
  });

  it('has a reset to use where the account has one and could use it', () => {
    const offers = (change: Partial<AccountSummary>) => text(change).includes('[Use a reset…]');
    for (const status of ['active', 'rate_limited', 'quota_exceeded'] as const)
      expect(offers({ status, availableResetCredits: 2 })).toBe(true);
    for (const status of ['paused', 'reauth_required', 'deactivated'] as const)
      expect(offers({ status, availableResetCredits: 2 })).toBe(false);
    for (const none of [0, null]) expect(offers({ availableResetCredits: none })).toBe(false);
  });

  it('says when an active account rests', () => {
    expect(text({ cooldownUntil: '2026-11-02T09:01:30.000Z' })).toContain('\nResting for a moment · back in 2m\n');
    expect(text({ cooldownUntil: '2026-11-02T08:59:30.000Z' })).not.toContain('Resting');
  });

  const verbs: readonly AccountVerb[] = [
    'use-only',
    'pause',
    'resume',
    'probe',
    'refresh-usage',
    'use-reset',
    'sign-in',
    'copy-email',
    'details',
  ];
  const offered = accountStatusSchema.options.flatMap((status) =>
    verbs
      .filter((verb) => isOffered(verb, { status, email: 'ada@example.test', availableResetCredits: 1 }))
      .map((verb) => [status, verb] as const),
  );

  it.each(offered)('%s: %s can be clicked, and while it is under way cannot', (status, verb) => {
    const account = sampleAccount({ status, accountId: 'a', availableResetCredits: 1 });
    const find = (work: AccountWork | null) =>
      allLines([accountMenu({ account, onlyAccountId: null, work, nowMs, speech })]).find(
        ({ id }) => id === `account:a:${verb}`,
      );
    expect(find(null)?.action).toEqual({ verb, accountId: 'a' });
    const busy = find({ underWay: [verb], last: null });
    expect(busy?.action).toBeNull();
    expect(busy?.label).toMatch(/…$/);
    const other = verbs.find((one) => one !== verb) ?? verb;
    expect(find({ underWay: [other], last: null })?.action).not.toBeNull();
  });

  it.each(accountStatusSchema.options)('%s: used alone, it has a tick and a way back', (status) => {
    const account = sampleAccount({ status, accountId: 'a' });
    const find = (onlyAccountId: string) =>
      allLines([accountMenu({ account, onlyAccountId, work: null, nowMs, speech })]).filter(
        ({ id }) => id === 'account:a:use-only',
      );
    expect(find('a')).toMatchObject([{ label: 'Use only this account', checked: true, action: 'use-all' }]);
    expect(find('b').map(({ checked }) => checked)).toEqual(
      isOffered('use-only', { status, email: null, availableResetCredits: null }) ? [false] : [],
    );
  });

  it('ends with what became of the last action, and when', () => {
    const last = { verb: 'probe', atMs: nowMs, text: () => 'answered, 5h 41% → 41% used' } as const;
    expect(text({}, { underWay: [], last }).split('\n').slice(-2)).toEqual([
      '---',
      'Probe 09:00: answered, 5h 41% → 41% used',
    ]);
  });

  it('keeps a long sentence of the upstream to a few short lines', () => {
    const lines = text({ status: 'deactivated', statusReason: `${'word '.repeat(90)}${'x'.repeat(200)}` }).split('\n');
    expect(lines.filter((line) => /word|xxx/.test(line))).toHaveLength(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
