import { expect, it } from 'vitest';

import type { AttemptRecord, Candidate } from '../../src-proxy/contract/request-log.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { createSpeech } from '../i18n/speech.ts';
import { accountMenu } from './account-menu.ts';
import { decisionMenu } from './decision-menu.ts';
import { allLines } from './tray-item.ts';

const nowMs = Date.parse('2026-11-02T09:00:00Z');
const speechOf = (chosen: 'en' | 'de' | 'zh-CN') =>
  createSpeech({ chosen, systemLanguages: [chosen], timeZone: 'UTC' });
/** Electron's Node and ours may put different spaces. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

const candidate = (change: Partial<Candidate>): Candidate => ({
  accountId: 'b',
  verdict: 'ineligible',
  code: 'cooldown',
  detail: 'resting after too many requests at once, until 2026-11-03T10:30:00.000Z',
  facts: { short: null, long: null, figure: Date.parse('2026-11-03T10:30:00Z') },
  ...change,
});
const decision: AttemptRecord['decision'] = {
  strategy: 'usage_weighted',
  accountId: 'a',
  reason: 'the conversation lives on this account',
  reasonCode: 'stays',
  candidates: [
    candidate({ accountId: 'a', verdict: 'chosen', code: 'home', facts: { short: 38, long: 20, figure: null } }),
    candidate({}),
  ],
};
const attempt = {
  outcome: 'refused',
  statusCode: 429,
  errorCode: 'usage_limit_reached',
  rawError: null,
  latencyMs: 5,
  decision,
};

function linesOfRequest(language: 'en' | 'de' | 'zh-CN'): string[] {
  const request = sampleRequest({
    attempts: [{ ...attempt, accountId: 'a' }],
    errorCode: 'no_accounts',
    errorMessage: 'No account can serve.',
  });
  const accounts = [sampleAccount({ accountId: 'a', displayName: 'Work' })];
  const { items } = decisionMenu({ request, place: 0, accounts, nowMs, speech: speechOf(language) });
  return allLines(items).map(({ label }) => plain(label));
}

it('why this account, why not the others and what came of it are said in the language of the tray', () => {
  expect([linesOfRequest('en'), linesOfRequest('de'), linesOfRequest('zh-CN')]).toMatchInlineSnapshot(`
    [
      [
        "Work: the conversation lives on this account · then",
        "usage limit reached",
        "Not an account that is gone: resting after too many",
        "requests at once, until Tue 10:30 AM",
        "No account can serve.",
        "Details in the dashboard",
      ],
      [
        "Work: Die Unterhaltung ist auf diesem Konto zu Hause ·",
        "dann: Das Nutzungslimit ist erreicht",
        "Nicht ein Konto, das es nicht mehr gibt: ruht nach zu",
        "vielen Anfragen auf einmal, bis Di 10:30",
        "Kein Konto kann diese Anfrage bedienen.",
        "Einzelheiten im Dashboard",
      ],
      [
        "Work：会话归属此账号 · 随后：已达到使用限制",
        "未选 已不存在的账号：同时请求过多后休息，直到 周二 10:30",
        "没有账号能处理此请求。",
        "在控制台查看详情",
      ],
    ]
  `);
});

it('so is what the upstream says where we believe otherwise', () => {
  const account = sampleAccount({
    status: 'quota_exceeded',
    statusReason: 'The quota is used up. It comes back by itself once the upstream reports room.',
    verdict: {
      ours: { usable: false, text: 'The quota is used up.' },
      upstream: {
        usable: true,
        text: '5-hour window 41% used (resets in 2 hours), weekly window reset since.',
        said: [
          { code: 'verdict.window', facts: { windowMinutes: 300, usedPercent: 41, resetsMs: 7_200_000 } },
          { code: 'verdict.window_reset', facts: { windowMinutes: 10_080 } },
        ],
        at: '2026-11-02T08:59:00.000Z',
      },
      agree: false,
      suggestion: 'Probe it to settle this.',
    },
  });
  const why = (['en', 'de', 'zh-CN'] as const).map((language) =>
    allLines(accountMenu({ account, onlyAccountId: null, work: null, nowMs, speech: speechOf(language) }).items)
      .filter(({ id }) => id.includes(':why:'))
      .map(({ label }) => plain(label)),
  );
  expect(why).toMatchInlineSnapshot(`
    [
      [
        "The quota is used up. It comes back by itself once the",
        "upstream reports room.",
        "The upstream says otherwise: 5-hour window 41% used",
        "(resets in 2 hours), weekly window reset since. Probe it",
        "to settle this.",
      ],
      [
        "Das Kontingent ist aufgebraucht. Es kommt von selbst",
        "zurück, sobald die Gegenstelle wieder Platz meldet.",
        "Die Gegenstelle sagt etwas anderes: 5-Stunden-Fenster:",
        "41 % verbraucht (beginnt in 2 Std. neu). Wochenfenster:",
        "hat seither neu begonnen. Eine Probe entscheidet es.",
      ],
      [
        "额度已用完。上游报告有余量后会自动恢复。",
        "上游的说法不同：5小时窗口：已用 41%（2小时 后重置）。 每",
        "周窗口：此后已重置。 测试一次即可确定。",
      ],
    ]
  `);
});
