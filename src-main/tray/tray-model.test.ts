import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { accountStatusSchema, type AccountSummary } from '../../src-proxy/contract/account.ts';
import { languages } from '../../src-proxy/contract/language.ts';
import { requestStatusSchema } from '../../src-proxy/contract/request-log.ts';
import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { noWork } from './account-work.ts';
import { allLines, type TrayItem } from './tray-item.ts';
import { accountsShown, requestsShown, type TrayInput, trayModel } from './tray-model.ts';

const engine: NonNullable<TrayInput['engine']> = {
  version: '0.1.0',
  startedAt: '2026-11-02T08:00:00.000Z',
  origin: 'http://127.0.0.1:2455',
  phase: 'running',
  activeRequests: 0,
  paused: false,
  unloggedRefusals: 0,
  vault: { kind: 'keychain', detail: '' },
  upstreamBaseUrl: 'https://upstream.test',
};
const running: TrayInput = {
  phase: 'running',
  engine,
  accounts: [],
  requests: [],
  forecast: null,
  problem: null,
  work: noWork,
  onlyAccountId: null,
  snippets: [{ id: 'codex', title: 'Codex CLI' }],
  launchesAtLogin: 'off',
  update: { kind: 'idle', checkedAtMs: null },
  clients: [],
  percentOf: null,
  platform: 'linux',
  hasLogFolder: true,
  hidesEmails: false,
  nowMs: Date.parse('2026-11-02T09:00:00Z'),
  speech: createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' }),
};
const speeches = languages.map((chosen) => createSpeech({ chosen, systemLanguages: [], timeZone: 'UTC' }));
const problem = {
  code: 'port_in_use',
  message: 'Taken.',
  port: 2455,
  holder: { pid: null, name: 'nginx', isEvenkeel: false },
};

function text(input: TrayInput): string {
  const { icon, tooltip, items } = trayModel(input);
  const lines = items.map((item) => {
    if (item.kind === 'separator') return '---';
    if (item.kind === 'submenu') return `${item.label} ▸`;
    return `${item.label}${item.action === null ? ' (text)' : ''}`;
  });
  return [`[${icon}] ${tooltip}`, ...lines].join('\n');
}

const account = (change: Partial<AccountSummary>) => sampleAccount({ accountId: change.displayName ?? 'a', ...change });

function expectSeparatorsBetween(menu: readonly TrayItem[]): void {
  const kinds = menu.map(({ kind }) => kind);
  expect(kinds[0]).not.toBe('separator');
  expect(kinds.at(-1)).not.toBe('separator');
  expect(kinds.join(' ')).not.toContain('separator separator');
}

describe('the tray menu', () => {
  it('shows status, accounts by shape and word, the last requests and the doors', () => {
    const accounts = [
      account({ displayName: 'Work' }),
      account({
        displayName: 'Week',
        usage: { primaryRemainingPercent: 90, secondaryRemainingPercent: 12.7, monthlyRemainingPercent: null },
      }),
      account({
        displayName: 'New',
        usage: { primaryRemainingPercent: null, secondaryRemainingPercent: null, monthlyRemainingPercent: null },
      }),
      account({ displayName: 'Spent', status: 'quota_exceeded', blockedUntil: '2026-11-03T10:00:00.000Z' }),
      account({ displayName: 'Fast', status: 'rate_limited', blockedUntil: '2026-11-02T09:05:00.000Z' }),
      account({ displayName: 'Off', status: 'paused' }),
      account({ displayName: 'Old', status: 'reauth_required' }),
      account({ displayName: 'Gone', status: 'deactivated' }),
      account({ displayName: 'Ninth' }),
    ];
    const requests = [
      sampleRequest({ accountId: 'Work' }),
      sampleRequest({ status: 'error', statusCode: 429, accountId: 'Spent' }),
      sampleRequest({ status: 'cancelled', accountId: null, model: null }),
      sampleRequest(),
    ];
    expect(text({ ...running, accounts, requests })).toMatchInlineSnapshot(`
      "[attention] Evenkeel · Running · 127.0.0.1:2455 · 4 of 9 accounts ready
      Running · 127.0.0.1:2455
      ▲ Old   sign in again ▸
      ✕ Gone   deactivated ▸
      ● Work   62% left · resets in 2h 10m ▸
      ● Week   12% of the week left · resets in 4d ▸
      ● New   usage unknown ▸
      ○ Spent   limit reached · back in 1d 1h ▸
      ◐ Fast   rate limited · back in 5m ▸
      ‖ Off   paused ▸
      1 more in the dashboard
      ---
      Pause the proxy
      Add account…
      Refresh usage now
      ---
      08:59   gpt-5.5 · Work · ok ▸
      08:59   gpt-5.5 · Spent · failed 429 ▸
      08:59   responses · no account · cancelled ▸
      ---
      Open dashboard
      Set up a client ▸
      Copy for other programs ▸
      ---
      Hide e-mails
      Launch at login
      Check for updates
      Open log folder
      ---
      Quit"
    `);
  });

  it('shows whoever needs somebody before the others, and says so of those that have no place', () => {
    const needing = (count: number) =>
      Array.from({ length: 11 }, (_none, index) =>
        account({ displayName: `${index}`, status: index >= 11 - count ? 'reauth_required' : 'active' }),
      );
    const shown = (count: number) =>
      text({ ...running, accounts: needing(count) })
        .split('\n')
        .slice(2, 11);
    expect(shown(1)[0]).toContain('▲ 10 ');
    expect(shown(1)[1]).toContain('● 0 ');
    expect(shown(8).at(-1)).toBe('3 more in the dashboard');
    expect(shown(9).at(-1)).toBe('3 more in the dashboard · 1 needs attention');
    expect(shown(11).at(-1)).toBe('3 more in the dashboard · 3 need attention');
  });

  it('has the pool as one line above its accounts, where there is something to say', () => {
    const forecast = forecastPool([], () => [], running.nowMs);
    const known = { ...forecast, status: 'lasts', remainingPercent: 62 } as const;
    expect(text({ ...running, accounts: [sampleAccount()], forecast: known })).toContain(
      '127.0.0.1:2455\n62% of the pool left (text)\n●',
    );
    expect(text({ ...running, forecast })).not.toContain('pool left');
  });

  it('invites to add the first account', () => {
    expect(text(running)).toMatchInlineSnapshot(`
      "[attention] Evenkeel · Running · 127.0.0.1:2455 · 0 of 0 accounts ready
      Running · 127.0.0.1:2455
      No accounts yet (text)
      ---
      Pause the proxy
      Add account…
      ---
      Open dashboard
      Set up a client ▸
      Copy for other programs ▸
      ---
      Hide e-mails
      Launch at login
      Check for updates
      Open log folder
      ---
      Quit"
    `);
  });

  it('a problem replaces accounts and doors by what can be done about it', () => {
    expect(text({ ...running, phase: 'starting', problem, accounts: [sampleAccount()] })).toMatchInlineSnapshot(`
      "[error] Evenkeel · Not running · Port 2455 is taken by nginx
      Not running · Port 2455 is taken by nginx
      Try again
      Use another port…
      ---
      Launch at login
      Check for updates
      Open log folder
      ---
      Quit"
    `);
  });

  it('has every account refreshed by one click, unless none may be asked, and shows while that goes on', () => {
    const shown = (status: AccountSummary['status'], isRefreshingAll: boolean) =>
      text({ ...running, accounts: [sampleAccount({ status })], work: { ...noWork, isRefreshingAll } });
    expect(shown('active', false)).toContain('\nRefresh usage now\n');
    expect(shown('paused', true)).toContain('\nRefreshing usage… (text)\n');
    expect(shown('reauth_required', false)).not.toContain('Refresh');
  });

  it('says how many requests a quit waits for', () => {
    expect(text({ ...running, phase: 'draining', engine: { ...engine, activeRequests: 1 } })).toContain(
      'Quitting · 1 request still running (text)',
    );
  });

  it.each([
    [[], 'attention'],
    [['active'], 'ok'],
    [['active', 'quota_exceeded', 'paused'], 'ok'],
    [['active', 'reauth_required'], 'attention'],
    [['active', 'deactivated'], 'attention'],
    [['paused'], 'attention'],
    [['quota_exceeded', 'paused'], 'exhausted'],
    [['rate_limited', 'reauth_required'], 'exhausted'],
  ] as const)('accounts %j make the icon %s', (statuses, icon) => {
    const accounts = statuses.map((status) => sampleAccount({ status }));
    expect(trayModel({ ...running, accounts }).icon).toBe(icon);
  });

  it('macOS has the percentage beside the icon, the others in it, and nobody has one that is not wanted', () => {
    const look = (change: Partial<TrayInput>) => {
      const { icon, percent, title } = trayModel({ ...running, accounts: [sampleAccount()], ...change });
      return { icon, percent, title };
    };
    const percentOf = 'lowest' as const;
    expect(look({ percentOf, platform: 'darwin' })).toEqual({ icon: 'ok', percent: null, title: '62%' });
    expect(look({ percentOf, platform: 'win32' })).toEqual({ icon: 'ok', percent: 62, title: '' });
    expect(look({ percentOf, platform: 'linux' })).toEqual({ icon: 'ok', percent: 62, title: '' });
    expect(look({ platform: 'darwin' })).toEqual({ icon: 'ok', percent: null, title: '' });
    const paused = { ...engine, paused: true };
    expect(look({ percentOf, platform: 'darwin', engine: paused })).toEqual({
      icon: 'paused',
      percent: null,
      title: '',
    });
  });

  it('holds for every state: bounded, one line each, ids unique, always a way to quit', () => {
    const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null });
    const moment = fc.option(
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString()),
      { nil: null },
    );
    const accounts = fc.array(
      fc.record({
        displayName: fc.string({ unit: 'binary', maxLength: 80 }),
        status: fc.constantFrom(...accountStatusSchema.options),
        statusReason: fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: null }),
        blockedUntil: moment,
        resetAtPrimary: moment,
        usage: fc.record({
          primaryRemainingPercent: percent,
          secondaryRemainingPercent: percent,
          monthlyRemainingPercent: percent,
        }),
      }),
      { maxLength: 14 },
    );
    const requests = fc.array(
      fc.record({
        model: fc.option(fc.string({ unit: 'binary', maxLength: 80 }), { nil: null }),
        status: fc.constantFrom(...requestStatusSchema.options),
        statusCode: fc.option(fc.integer({ min: 100, max: 599 }), { nil: null }),
      }),
      { maxLength: 6 },
    );
    const phase = fc.constantFrom('starting', 'running', 'waiting', 'draining');
    fc.assert(
      fc.property(
        accounts,
        requests,
        phase,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(...speeches),
        (accounts, requests, phase, failed, opened, hidesEmails, speech) => {
          const { items, tooltip } = trayModel({
            ...running,
            speech,
            hidesEmails,
            percentOf: 'lowest',
            phase,
            engine: opened ? engine : null,
            problem: failed ? problem : null,
            accounts: accounts.map((change, index) => sampleAccount({ ...change, accountId: `acc-${index}` })),
            requests: requests.map((change) => sampleRequest(change)),
          });
          const clickable = allLines(items);
          const menus = items.flatMap((item) => (item.kind === 'submenu' ? [item] : []));
          const ids = [...clickable, ...menus].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          const menusOf = (kind: string): number => menus.filter(({ id }) => id.startsWith(kind)).length;
          expect(menusOf('account:')).toBeLessThanOrEqual(accountsShown);
          expect(menusOf('request:')).toBeLessThanOrEqual(requestsShown);
          expect(clickable.at(-1)?.action).toMatch(/^quit/);
          // Windows shows no more of it.
          expect(tooltip.length).toBeLessThan(128);
          for (const label of [tooltip, ...[...clickable, ...menus].map(({ label }) => label)]) {
            expect(label).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
            expect(label).not.toMatch(/NaN|undefined|Infinity|null/);
          }
          for (const menu of [items, ...menus.map((submenu) => submenu.items)]) expectSeparatorsBetween(menu);
        },
      ),
    );
  });
});
