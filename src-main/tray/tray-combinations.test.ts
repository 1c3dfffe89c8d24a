import { expect, it } from 'vitest';

import { languages, type Language } from '../../src-proxy/contract/language.ts';
import { trayPercentKinds } from '../../src-proxy/contract/settings/desktop.ts';
import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { noWork } from './account-work.ts';
import { allLines } from './tray-item.ts';
import { type TrayInput, trayModel } from './tray-model.ts';

const nowMs = Date.parse('2026-11-02T09:00:00Z');
/** What is left: unknown, nothing, some, all. */
const amounts = [null, 0, 37.6, 100] as const;

function menu(left: readonly (number | null)[], language: Language): string {
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
    usageRefreshedAt: '2026-11-02T08:57:00.000Z',
  });
  const input: TrayInput = {
    phase: 'running',
    engine: null,
    accounts: [account],
    requests: [sampleRequest({ accountId: 'a' })],
    forecast: {
      ...forecastPool([], () => [], nowMs),
      status: 'runs_out',
      remainingPercent: primary,
      runsOutAt: '2026-11-02T12:05:00.000Z',
    },
    problem: null,
    work: noWork,
    onlyAccountId: null,
    snippets: [],
    clients: [],
    launchesAtLogin: null,
    update: { kind: 'idle', checkedAtMs: nowMs },
    percentOf: 'pool',
    platform: 'linux',
    hasLogFolder: false,
    hidesEmails: false,
    nowMs,
    speech: createSpeech({ chosen: language, systemLanguages: [language], timeZone: 'UTC' }),
  };
  const { items } = trayModel(input);
  const [account0] = items.filter((item) => item.kind === 'submenu');
  const windows = allLines(account0 === undefined ? [] : [account0]).filter(({ id }) => id.includes(':window:'));
  const others = items.flatMap((item) =>
    item.kind !== 'separator' && /^(?:forecast|request|update)/.test(item.id) ? [item.label] : [],
  );
  const icon = trayPercentKinds.map((percentOf) => `${percentOf} ${trayModel({ ...input, percentOf }).percent}`);
  return [account0?.label, ...windows.map(({ label }) => label), ...others, `in the icon: ${icon.join(', ')}`].join(
    ' | ',
  );
}

it('every combination of windows, what is left in them and the language, as the tray says it', async () => {
  const all = amounts.flatMap((primary) =>
    amounts.flatMap((secondary) =>
      amounts.flatMap((monthly) =>
        languages.map((language) => `${language} ${menu([primary, secondary, monthly], language)}`),
      ),
    ),
  );
  expect(all).toHaveLength(192);
  // Electron's Node and ours may put different spaces.
  await expect(`${all.join('\n').replaceAll(/[\u00a0\u202f]/g, ' ')}\n`).toMatchFileSnapshot('./tray-combinations.txt');
});
