import { expect, it } from 'vitest';

import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { noWork } from './account-work.ts';
import { allLines } from './tray-item.ts';
import { trayModel } from './tray-model.ts';

const nowMs = Date.parse('2026-11-02T09:00:00Z');
/** What is left: unknown, nothing, some, all. */
const amounts = [null, 0, 37.6, 100] as const;
const locales = ['en-US', 'de-DE', 'zh-CN'] as const;

function menu(left: readonly (number | null)[], locale: string): string {
  const [primary = null, secondary = null, monthly = null] = left;
  const account = sampleAccount({
    accountId: 'a',
    displayName: 'Work',
    usage: {
      primaryRemainingPercent: primary,
      secondaryRemainingPercent: secondary,
      monthlyRemainingPercent: monthly,
    },
    windowMinutesMonthly: 43_200,
    resetAtMonthly: '2026-12-01T00:00:00.000Z',
  });
  const model = trayModel({
    phase: 'running',
    engine: null,
    accounts: [account],
    requests: [sampleRequest({ accountId: 'a' })],
    forecast: { ...forecastPool([], () => [], nowMs), status: 'lasts', remainingPercent: primary },
    problem: null,
    work: noWork,
    onlyAccountId: null,
    snippets: [],
    launchesAtLogin: null,
    update: { kind: 'idle', checkedAtMs: nowMs },
    wantsPercent: true,
    nowMs,
    clockText: (ms) => new Date(ms).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }),
  });
  const [account0] = model.items.filter((item) => item.kind === 'submenu');
  const windows = allLines(account0 === undefined ? [] : [account0]).filter(({ id }) => id.includes(':window:'));
  const requests = model.items.flatMap((item) =>
    item.kind === 'submenu' && item.id.startsWith('request') ? item.label : [],
  );
  return [account0?.label, ...windows.map(({ label }) => label), ...requests, `in the icon: ${model.percent}`].join(
    ' | ',
  );
}

it('every combination of windows, what is left in them and the clock of a language, as the tray says it', async () => {
  const all = amounts.flatMap((primary) =>
    amounts.flatMap((secondary) =>
      amounts.flatMap((monthly) => locales.map((locale) => `${locale} ${menu([primary, secondary, monthly], locale)}`)),
    ),
  );
  expect(all).toHaveLength(192);
  // Electron's Node and ours may put different spaces before AM and PM.
  await expect(`${all.join('\n').replaceAll('\u202f', ' ')}\n`).toMatchFileSnapshot('./tray-combinations.txt');
});
