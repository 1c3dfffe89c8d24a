import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountStatusSchema, type AccountSummary } from '../../src-proxy/contract/account.ts';
import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import type { NotifyingSettings } from './account-conditions.ts';
import { type NoticeMemory, type NoticeMoment, nothingTold, notificationStep, quietMs } from './notification-policy.ts';

const startMs = Date.parse('2026-11-02T09:00:00Z');
const quiet: NotifyingSettings = {
  notifyLogin: false,
  notifyAllCooling: false,
  notifyShortWindowLeftPercent: 0,
  notifyWeekLeftPercent: 0,
  notifyMonthLeftPercent: 0,
  notifyRunOut: false,
  notifyReset: false,
  notifyFailover: false,
  notifyUpdate: false,
  hideEmails: false,
};
const speech = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const usual: NotifyingSettings = { ...quiet, notifyLogin: true, notifyAllCooling: true, notifyUpdate: true };

/** Looks one after the other, a minute apart unless said otherwise; what each has told. */
function watcher(settings: NotifyingSettings) {
  let memory: NoticeMemory = nothingTold;
  let nowMs = startMs;
  let againInMs: number | null = null;
  return {
    pass: (ms: number) => void (nowMs += ms),
    againInMs: () => againInMs,
    look: (change: Partial<NoticeMoment> = {}): string[] => {
      const step = notificationStep(memory, {
        accounts: [sampleAccount()],
        forecast: forecastPool([], () => [], nowMs),
        update: { kind: 'idle', checkedAtMs: null },
        requests: [],
        settings,
        isWindowVisible: false,
        speech,
        nowMs,
        ...change,
      });
      memory = step.memory;
      againInMs = step.againInMs;
      nowMs += 60_000;
      return step.notices.map(({ title, body }) => `${title} | ${body}`);
    },
  };
}

const left = (primary: number | null, change: Partial<AccountSummary> = {}): AccountSummary =>
  sampleAccount({
    displayName: 'Work',
    usage: { primaryRemainingPercent: primary, secondaryRemainingPercent: 80, monthlyRemainingPercent: null },
    ...change,
  });
const old = left(62, { status: 'reauth_required', statusReason: 'The sign-in has expired.' });

describe('an account that needs a sign-in', () => {
  it('is told once, and again only after it was well in between', () => {
    const { look, pass } = watcher(usual);
    expect(look({ accounts: [left(62)] })).toEqual([]);
    expect(look({ accounts: [old] })).toEqual(['Work needs a sign-in | The sign-in has expired.']);
    expect(look({ accounts: [old] })).toEqual([]);
    pass(quietMs);
    expect(look({ accounts: [old] })).toEqual([]);
    expect(look({ accounts: [left(62)] })).toEqual([]);
    expect(look({ accounts: [old] })).toHaveLength(1);
  });

  it('is told in one language: what the engine gives as its reason in English is said anew', () => {
    const german = createSpeech({ chosen: 'de', systemLanguages: [], timeZone: 'UTC' });
    const { look } = watcher(usual);
    look({ accounts: [left(62)], speech: german });
    const [told] = look({ accounts: [{ ...old, deactivationReason: 'invalid_grant' }], speech: german });
    expect(told).toBe(
      'Work muss erneut angemeldet werden | Die Anmeldung wird nicht mehr angenommen. Bitte bei diesem Konto neu anmelden.',
    );
  });

  it('is no news where it was so from the beginning', () => {
    const { look } = watcher(usual);
    expect(look({ accounts: [old] })).toEqual([]);
    expect(look({ accounts: [old, left(62, { accountId: 'b', status: 'deactivated' })] })).toEqual([]);
  });

  it('is not told while the window shows it, nor afterwards', () => {
    const { look } = watcher(usual);
    look({ accounts: [left(62)] });
    expect(look({ accounts: [old], isWindowVisible: true })).toEqual([]);
    expect(look({ accounts: [old] })).toEqual([]);
  });

  it('is not told where the person does not want it; switched on later, what is so is no news', () => {
    const { look } = watcher(quiet);
    look({ accounts: [left(62)] });
    expect(look({ accounts: [old] })).toEqual([]);
    expect(look({ accounts: [old], settings: usual })).toEqual([]);
  });
});

describe('a threshold', () => {
  const low = { ...quiet, notifyShortWindowLeftPercent: 10 };

  it('is told when it is crossed, with the window and its reset, and once while the figure wavers around it', () => {
    const { look, pass } = watcher(low);
    const told = [62, 11, 10, 12, 9, 14, 3].flatMap((percent) => {
      pass(quietMs);
      return look({ accounts: [left(percent, { resetAtPrimary: '2026-11-03T00:00:00.000Z' })] });
    });
    expect(told).toEqual(['Work: 10% left | 5h, starts anew in 11h 58m.']);
  });

  it('is armed again once the window has recovered', () => {
    const { look, pass } = watcher(low);
    for (const percent of [62, 9]) look({ accounts: [left(percent)] });
    pass(quietMs);
    expect(look({ accounts: [left(15)] })).toEqual([]);
    expect(look({ accounts: [left(8)] })).toHaveLength(1);
  });

  it('is chosen per window', () => {
    const { look } = watcher({ ...quiet, notifyWeekLeftPercent: 90 });
    const week = (percent: number) =>
      sampleAccount({
        usage: { primaryRemainingPercent: 1, secondaryRemainingPercent: percent, monthlyRemainingPercent: 1 },
      });
    look({ accounts: [week(95)] });
    expect(look({ accounts: [week(89.9)] })).toEqual([expect.stringContaining('89% left | Week, starts anew in')]);
  });

  it('figures that nobody knows cross nothing, and the first that is known is no news', () => {
    const { look } = watcher(low);
    for (const percent of [null, 5, null, 4]) expect(look({ accounts: [left(percent)] })).toEqual([]);
  });

  it('another threshold is another question: what is below it already is no news', () => {
    const { look } = watcher(low);
    look({ accounts: [left(40)] });
    expect(look({ accounts: [left(40)], settings: { ...low, notifyShortWindowLeftPercent: 50 } })).toEqual([]);
  });
});

describe('at most one an hour and account', () => {
  const both = { ...usual, notifyShortWindowLeftPercent: 10 };

  it('the second waits for its hour, and is told then if it still holds', () => {
    const { look, pass, againInMs } = watcher(both);
    look({ accounts: [left(62)] });
    expect(look({ accounts: [left(9)] })).toHaveLength(1);
    expect(look({ accounts: [old] })).toEqual([]);
    expect(againInMs()).toBe(quietMs - 60_000);
    pass(quietMs);
    expect(look({ accounts: [old] })).toEqual(['Work needs a sign-in | The sign-in has expired.']);
    expect(againInMs()).toBeNull();
  });

  it('and is forgotten if it no longer does', () => {
    const { look, pass } = watcher(both);
    look({ accounts: [left(62)] });
    look({ accounts: [left(9)] });
    look({ accounts: [{ ...left(9), status: 'reauth_required' }] });
    pass(quietMs);
    expect(look({ accounts: [left(9)] })).toEqual([]);
  });

  it('holds for any life of any accounts', () => {
    const life = fc.array(
      fc.record({
        passMs: fc.integer({ min: 0, max: quietMs }),
        accounts: fc.array(
          fc.record({
            status: fc.constantFrom(...accountStatusSchema.options),
            percent: fc.integer({ max: 100, min: 0 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        isWindowVisible: fc.boolean(),
      }),
      { maxLength: 40 },
    );
    const all = { ...usual, notifyShortWindowLeftPercent: 30, notifyReset: true, notifyRunOut: true };
    fc.assert(
      fc.property(life, (looks) => {
        let memory: NoticeMemory = nothingTold;
        let nowMs = startMs;
        const lastMs = new Map<string, number>();
        for (const { passMs, accounts, isWindowVisible } of looks) {
          nowMs += passMs;
          const step = notificationStep(memory, {
            accounts: accounts.map(({ status, percent }, index) => left(percent, { accountId: `acc${index}`, status })),
            forecast: forecastPool([], () => [], nowMs),
            update: { kind: 'idle', checkedAtMs: null },
            requests: [],
            settings: all,
            isWindowVisible,
            speech,
            nowMs,
          });
          memory = step.memory;
          if (isWindowVisible) expect(step.notices).toEqual([]);
          for (const { id } of step.notices) {
            const group = /acc\d/.exec(id)?.[0] ?? id;
            expect(nowMs - (lastMs.get(group) ?? -Infinity)).toBeGreaterThanOrEqual(quietMs);
            lastMs.set(group, nowMs);
          }
          expect(step.againInMs === null || step.againInMs > 0).toBe(true);
        }
      }),
    );
  });
});

describe('the pool', () => {
  const spent = left(0, { status: 'quota_exceeded', blockedUntil: '2026-11-02T11:01:00.000Z' });

  it('nobody can serve: with the time when the first is back', () => {
    const { look } = watcher(usual);
    look({ accounts: [left(3)] });
    expect(look({ accounts: [spent] })).toEqual([
      'No account can serve now | All have reached their limit. The first is back in 2h.',
    ]);
    expect(look({ accounts: [spent] })).toEqual([]);
  });

  it('paused by its owner, no account is missed', () => {
    const { look } = watcher(usual);
    look();
    expect(look({ accounts: [left(62, { status: 'paused' })] })).toEqual([]);
  });

  it('is about to run out', () => {
    const { look, pass } = watcher({ ...quiet, notifyRunOut: true });
    const forecast = forecastPool([], () => [], startMs);
    const dry = { ...forecast, status: 'runs_out', runsOutAt: '2026-11-02T11:01:00.000Z' } as const;
    const lasts = { ...forecast, status: 'lasts' } as const;
    look({ forecast: lasts });
    expect(look({ forecast: dry })).toEqual(['The pool is about to run out | At this pace nothing is left in 2h.']);
    look({ forecast: lasts });
    expect(look({ forecast: dry })).toEqual([]);
    look({ forecast: lasts });
    pass(quietMs);
    expect(look({ forecast: dry })).toHaveLength(1);
  });
});

describe('a window that starts anew', () => {
  it('is told where little was left of it, and not where there was enough', () => {
    const { look } = watcher({ ...quiet, notifyReset: true });
    look({ accounts: [left(40)] });
    expect(look({ accounts: [left(100)] })).toEqual([]);
    look({ accounts: [left(4)] });
    expect(look({ accounts: [left(100)] })).toEqual(['Work has its allowance back | 5h: 100% left.']);
    expect(look({ accounts: [left(100)] })).toEqual([]);
  });
});

describe('a failover', () => {
  const decision = { strategy: 'usage_weighted', accountId: 'acc-1', reason: 'most left', candidates: [] };
  const attempt = (accountId: string) =>
    ({ ...sampleRequest().attempts[0], accountId, decision, errorCode: null }) as (typeof moved)['attempts'][number];
  const moved: ReturnType<typeof sampleRequest> = sampleRequest({ accountId: 'b' });
  const accounts = [
    sampleAccount({ accountId: 'a', displayName: 'Work' }),
    sampleAccount({ accountId: 'b', displayName: 'Home' }),
  ];
  const requests = [{ ...moved, attempts: [attempt('a'), attempt('b')] }];

  it('names both accounts, at most once an hour', () => {
    const { look, pass } = watcher({ ...quiet, notifyFailover: true });
    expect(look({ accounts, requests })).toEqual([
      'A request moved to Home | Work could not serve it. Evenkeel went on by itself.',
    ]);
    expect(look({ accounts, requests })).toEqual([]);
    pass(quietMs);
    expect(look({ accounts, requests })).toHaveLength(1);
  });

  it('is none where the same account served after all, or nobody did', () => {
    const { look } = watcher({ ...quiet, notifyFailover: true });
    expect(look({ accounts, requests: [{ ...moved, attempts: [attempt('b'), attempt('b')] }] })).toEqual([]);
    expect(look({ accounts, requests: [{ ...moved, status: 'error', attempts: [attempt('a')] }] })).toEqual([]);
  });
});

describe('an update', () => {
  it('is told when it is found, and when it waits for a restart', () => {
    const { look } = watcher(usual);
    look({ update: { kind: 'checking' } });
    expect(look({ update: { kind: 'available', version: '2.0.0' } })).toEqual([
      'There is a new Evenkeel | Version 2.0.0. The tray has the download.',
    ]);
    expect(look({ update: { kind: 'downloading', version: '2.0.0', percent: 3 } })).toEqual([]);
    expect(look({ update: { kind: 'ready', version: '2.0.0' } })).toEqual([
      'The update is ready | Choose “Restart to update” in the tray. While requests run, you are asked first.',
    ]);
  });
});
