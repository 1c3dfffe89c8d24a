import { expect, it } from 'vitest';

import { accountStatusSchema, type AccountSummary } from '../../src-proxy/contract/account.ts';
import { setupStateSchema } from '../../src-proxy/contract/client-setup.ts';
import { trayPercentKinds } from '../../src-proxy/contract/settings/desktop.ts';
import { deSpoken } from '../../src-proxy/contract/spoken/de/spoken.ts';
import { verdictCodes } from '../../src-proxy/contract/spoken-codes.ts';
import { EngineStartError } from '../../src-proxy/engine-api.ts';
import { forecastPool } from '../../src-proxy/usage/forecast.ts';
import { sampleAccount, sampleRequest } from '../../test/fakes/electron/samples.ts';
import { type NoticeMemory, nothingTold, notificationStep } from '../notifications/notification-policy.ts';
import { problemNotice } from '../notifications/problem-notice.ts';
import { askAboutRequests, askAboutWaiting } from '../quit-question.ts';
import { askAboutOtherPort, askAboutProblem } from '../start-up/start-choice.ts';
import { describeStartProblem, problemText } from '../start-up/start-problem.ts';
import { noWork } from '../tray/account-work.ts';
import { probeText } from '../tray/probe-text.ts';
import type { AccountVerb, TrayItem } from '../tray/tray-item.ts';
import { type TrayInput, trayModel } from '../tray/tray-model.ts';
import { missedProblem } from '../updates/missed-notice.ts';
import type { UpdateState } from '../updates/update-state.ts';
import { appMenuTemplate } from '../window/app-menu.ts';
import { createSpeech, type Sentences, type Speech } from './speech.ts';

/** A catalogue in which no Latin letter is left, whatever a sentence is called with. */
function withoutLetters<Node>(node: Node): Node {
  if (typeof node === 'string') return dotted(node) as Node;
  if (typeof node === 'function') return ((...said: readonly unknown[]) => dotted(String(node(...said)))) as Node;
  return Object.fromEntries(Object.entries(node as object).map(([key, child]) => [key, withoutLetters(child)])) as Node;
}

/** The names of facts stay, for they are filled in. */
const dotted = (text: string) => text.replaceAll(/\{[^}]*\}|[a-z]/gi, (found) => (found.startsWith('{') ? found : 'ж'));
const english = createSpeech({ chosen: 'en', systemLanguages: ['en-GB'], timeZone: 'UTC' });
const say: Sentences = withoutLetters(english.say);
/** What reaches the screen with Latin letters in it has not come out of the catalogue. */
const speech: Speech = { ...english, say, engine: withoutLetters(deSpoken) };
const nowMs = Date.parse('2026-11-02T09:00:00Z');

function labelsOf(items: readonly TrayItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'separator') return [];
    return item.kind === 'submenu' ? [item.label, ...labelsOf(item.items)] : [item.label];
  });
}

/** Not what the upstream says. */
const ours = new Set<string>(['verdict.ready', 'verdict.out', 'verdict.back_in']);
const facts = {
  windowMinutes: 300,
  usedPercent: 41,
  resetsMs: 60_000,
  leftMs: 60_000,
  agoMs: 60_000,
  code: 'κ',
  balance: 'λ',
};

/** Everything that comes from outside is Greek, and what the engine says is to be said anew. */
const account = (change: Partial<AccountSummary>): AccountSummary =>
  sampleAccount({
    email: 'α@β.γ',
    displayName: 'Ωμέγα',
    statusReason: 'Of the engine.',
    usageRefreshedAt: '2026-11-02T08:00:00.000Z',
    cooldownUntil: '2026-11-02T09:02:00.000Z',
    blockedUntil: '2026-11-02T10:00:00.000Z',
    verdict: {
      ours: { usable: true, text: 'α' },
      upstream: {
        usable: false,
        text: 'Of the engine.',
        said: verdictCodes.filter((code) => !ours.has(code)).map((code) => ({ code, facts })),
        at: null,
      },
      agree: false,
      suggestion: 'Of the engine.',
    },
    ...change,
  });

const statuses = accountStatusSchema.options;
const accounts = [
  ...statuses.map((status) => account({ status, accountId: status })),
  account({
    accountId: 'α',
    usage: { primaryRemainingPercent: null, secondaryRemainingPercent: null, monthlyRemainingPercent: null },
  }),
  account({
    accountId: 'β',
    usage: { primaryRemainingPercent: 80, secondaryRemainingPercent: 4, monthlyRemainingPercent: 50 },
  }),
  account({
    accountId: 'γ',
    usage: { primaryRemainingPercent: 80, secondaryRemainingPercent: 90, monthlyRemainingPercent: 5 },
  }),
];
const decision = {
  strategy: '',
  accountId: null,
  reason: 'Of the engine.',
  reasonCode: 'stays',
  candidates: [
    'paused',
    'cooldown',
    'conversation_elsewhere',
    'home',
    'tried',
    'ceiling',
    'busy',
    'unfit',
    'grace',
  ].map((code, index) => ({
    accountId: 'ω',
    verdict: index < 2 ? ('ineligible' as const) : ('lost' as const),
    code,
    detail: 'Of the engine.',
    ...(code === 'ceiling' || code === 'busy' ? {} : { facts: { short: 41, long: null, figure: nowMs, cause: 'η' } }),
  })),
};
const attempt = {
  accountId: 'active',
  outcome: '',
  statusCode: 500,
  errorCode: 'usage_limit_reached',
  rawError: null,
  latencyMs: 1,
  decision,
};
const requests = (['success', 'error', 'cancelled'] as const).map((status) =>
  sampleRequest({
    status,
    statusCode: status === 'error' ? 500 : null,
    errorCode: status === 'error' ? 'no_accounts' : null,
    errorMessage: status === 'error' ? 'Of the engine.' : null,
    model: 'μ',
    accountId: null,
    attempts: [attempt],
  }),
);
const updates: readonly UpdateState[] = [
  { kind: 'idle', checkedAtMs: null },
  { kind: 'idle', checkedAtMs: nowMs },
  { kind: 'checking' },
  { kind: 'available', version: '2' },
  { kind: 'downloading', version: '2', percent: 3 },
  { kind: 'ready', version: '2' },
  { kind: 'failed', atMs: nowMs },
];
const holder = { pid: 7, name: 'ν', isEvenkeel: false };
const problems = [
  holder,
  { ...holder, name: null },
  { ...holder, pid: null },
  { ...holder, isEvenkeel: true },
  null,
].map((each) => describeStartProblem(new EngineStartError('port_in_use', 'π', each), 2455));
const pool = forecastPool([], () => [], nowMs);
const forecasts = [
  {
    ...pool,
    status: 'runs_out',
    remainingPercent: 40,
    runsOutAt: '2026-11-02T11:00:00.000Z',
    nextSpentAccountId: 'paused',
  },
  { ...pool, status: 'dry', backAt: '2026-11-02T11:00:00.000Z' },
  { ...pool, status: 'dry' },
] as const;
const running: TrayInput = {
  phase: 'running',
  engine: {
    version: '',
    startedAt: '',
    origin: 'http://127.0.0.1:2455',
    phase: 'running',
    activeRequests: 2,
    paused: false,
    unloggedRefusals: 0,
    vault: { kind: 'keychain', detail: '' },
    upstreamBaseUrl: '',
  },
  accounts,
  requests,
  forecast: null,
  problem: null,
  work: noWork,
  onlyAccountId: null,
  snippets: [{ id: 'codex-a', title: 'Of the engine.' }],
  clients: [],
  launchesAtLogin: 'on',
  update: { kind: 'unsupported' },
  percentOf: null,
  platform: 'linux',
  hasLogFolder: true,
  hidesEmails: false,
  nowMs,
  speech,
};

/** Of nothing that was said nothing could be left: that counts as one. */
function leftoversIn(texts: readonly (string | undefined)[]): readonly string[] {
  if (texts.length === 0) return ['nothing was said'];
  return texts
    .map((text) => text ?? 'a text is missing')
    .filter((text) => /[a-z]/i.test(text.replaceAll('Evenkeel', '')));
}

it('no sentence of the tray is written anywhere but in the catalogue', () => {
  const verbs = Object.keys(say.account.actions) as AccountVerb[];
  const work = {
    accounts: new Map(
      statuses.map((status) => [
        status,
        { underWay: verbs, last: { verb: 'probe', atMs: nowMs, text: () => 'τ' } as const },
      ]),
    ),
    isRefreshingAll: true,
  };
  const clients = setupStateSchema.options.flatMap((state) =>
    (['codex', 'opencode'] as const).map((id) => ({ id, state, installed: id === 'codex', canRestore: true })),
  );
  const engine = running.engine && { ...running.engine, paused: true };
  const inputs: TrayInput[] = [
    running,
    { ...running, work, clients, onlyAccountId: 'active', engine },
    { ...running, accounts: [] },
    { ...running, accounts: accounts.slice(6), percentOf: null },
    ...trayPercentKinds.map((percentOf) => ({ ...running, accounts: accounts.slice(0, 1), percentOf })),
    ...updates.map((update) => ({ ...running, update })),
    ...forecasts.map((forecast) => ({ ...running, forecast })),
    { ...running, phase: 'starting' },
    { ...running, phase: 'waiting' },
    { ...running, phase: 'draining' },
    { ...running, phase: 'draining', engine: null },
    ...problems.map((problem): TrayInput => ({ ...running, phase: 'starting', problem })),
  ];
  expect(leftoversIn(inputs.map(trayModel).flatMap(({ items, tooltip }) => [tooltip, ...labelsOf(items)]))).toEqual([]);
});

it('nor one of a notification', () => {
  const settings = {
    notifyLogin: true,
    notifyAllCooling: true,
    notifyShortWindowLeftPercent: 10,
    notifyWeekLeftPercent: 10,
    notifyMonthLeftPercent: 10,
    notifyRunOut: true,
    notifyReset: true,
    notifyFailover: true,
    notifyUpdate: true,
    hideEmails: false,
  };
  const full = { primaryRemainingPercent: 100, secondaryRemainingPercent: 100, monthlyRemainingPercent: 100 };
  const low = { primaryRemainingPercent: 1, secondaryRemainingPercent: 1, monthlyRemainingPercent: 1 };
  const calm = { accounts: [account({ usage: full })], forecast: { ...pool, status: 'lasts' as const }, requests: [] };
  const worlds = [
    { ...calm, accounts: [account({ usage: low })] },
    { ...calm, accounts: [account({ usage: { ...low, primaryRemainingPercent: 100 } })] },
    { ...calm, accounts: [account({ usage: { ...full, secondaryRemainingPercent: 1 }, resetAtSecondary: null })] },
    { ...calm, accounts: [account({ status: 'reauth_required' })] },
    { ...calm, accounts: [account({ status: 'quota_exceeded' })] },
    { ...calm, accounts: [account({ status: 'quota_exceeded', blockedUntil: null })] },
    { ...calm, forecast: forecasts[0] },
    { ...calm, requests: [{ ...requests[0]!, accountId: 'ω' }] },
    { ...calm, update: { kind: 'available', version: '2' } as const },
    { ...calm, update: { kind: 'ready', version: '2' } as const },
  ];
  let memory: NoticeMemory = nothingTold;
  let atMs = nowMs;
  const told = worlds.flatMap((world) =>
    [calm, world].flatMap((each) => {
      atMs += 2 * 3_600_000;
      const update: UpdateState = { kind: 'unsupported' };
      const step = notificationStep(memory, { update, ...each, settings, speech, isWindowVisible: false, nowMs: atMs });
      memory = step.memory;
      return step.notices.flatMap(({ title, body }) => [title, body]);
    }),
  );
  expect(told.length).toBeGreaterThanOrEqual(2 * worlds.length);
  expect(
    leftoversIn([
      ...told,
      ...problems.flatMap((problem) => {
        const { title, body } = problemNotice(problemText(problem, say));
        return [title, body.replace('http://127.0.0.1:2455/dashboard', '')];
      }),
    ]),
  ).toEqual([]);
});

it('nor one of a dialog, of a probe or of the application’s menu', () => {
  const questions = [
    ...problems.map((problem) => askAboutProblem(problem, say)),
    askAboutOtherPort(2455, 2456, say),
    ...(['exit', 'install'] as const).flatMap((after) => [
      askAboutRequests(2, after, speech),
      askAboutWaiting(1, after, speech),
    ]),
  ];
  const missed = missedProblem('2', say);
  const probe = {
    status: 'probed' as const,
    accountId: 'a',
    probeStatusCode: 500,
    primaryUsedPercentBefore: 1,
    primaryUsedPercentAfter: 2,
    secondaryUsedPercentBefore: null,
    secondaryUsedPercentAfter: 3,
    accountStatusBefore: 'active' as const,
    accountStatusAfter: 'paused' as const,
  };
  const menus = (['darwin', 'win32'] as const).flatMap((platform) => appMenuTemplate(platform, say));
  const entries = menus.flatMap(({ label, submenu }) => [
    { label, type: 'submenu' },
    ...(Array.isArray(submenu) ? submenu : []),
  ]);
  expect(
    leftoversIn([
      ...questions.flatMap(({ options }) => [options.message, options.detail, ...(options.buttons ?? [])]),
      missed.message,
      missed.detail,
      probeText(probe, { windowMinutesPrimary: 300, windowMinutesSecondary: null }, speech),
      probeText(
        { ...probe, probeStatusCode: null },
        { windowMinutesPrimary: null, windowMinutesSecondary: 10_080 },
        speech,
      ),
      ...entries.filter(({ type }) => type !== 'separator').map(({ label }) => label),
    ]),
  ).toEqual([]);
});
