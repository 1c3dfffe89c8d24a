import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { ClientSnippet } from '../../src-proxy/contract/client-snippet.ts';
import type { EngineState } from '../../src-proxy/contract/events.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { TrayPercentKind } from '../../src-proxy/contract/settings/desktop.ts';
import type { AutostartState } from '../autostart/autostart.ts';
import type { Speech } from '../i18n/speech.ts';
import { problemText, type StartProblem } from '../start-up/start-problem.ts';
import { accountMenu, isOffered } from './account-menu.ts';
import type { PoolWork } from './account-work.ts';
import { clientMenu, type ShownClient } from './client-menu.ts';
import { decisionMenu } from './decision-menu.ts';
import { forecastLine } from './forecast-line.ts';
import { accountWithoutEmails, requestWithoutEmails, workWithoutEmails } from './hidden-emails.ts';
import { needsSomebody, type TrayIconState, type TrayPhase, trayIcon } from './tray-icon.ts';
import { menuText } from './menu-text.ts';
import { updateItems } from '../updates/update-menu.ts';
import type { UpdateState } from '../updates/update-state.ts';
import { checkBox, joinSections, line, type TrayItem, type TrayLine } from './tray-item.ts';
import { trayPercent } from './tray-percent.ts';

export interface TrayModel {
  readonly icon: TrayIconState;
  /** What is left, drawn into the icon; `null` where it is not wanted, not known or stands beside it. */
  readonly percent: number | null;
  /** What is left, beside the icon, where the system has room for words there: macOS. Empty for nothing. */
  readonly title: string;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

export interface TrayInput {
  readonly phase: TrayPhase;
  readonly engine: EngineState | null;
  readonly accounts: readonly AccountSummary[];
  /** Newest first. */
  readonly requests: readonly RequestLogEntry[];
  /** `null` while no engine runs. */
  readonly forecast: PoolForecast | null;
  readonly problem: StartProblem | null;
  readonly work: PoolWork;
  /** The account that the owner uses alone. */
  readonly onlyAccountId: string | null;
  readonly snippets: readonly Pick<ClientSnippet, 'id' | 'title'>[];
  /** As they were when their files were last read. */
  readonly clients: readonly ShownClient[];
  /** `null` where the system cannot be asked. */
  readonly launchesAtLogin: AutostartState | null;
  /** Whether there is a folder with the log to open. */
  readonly hasLogFolder: boolean;
  readonly update: UpdateState;
  /** What the person wants the percentage in the icon to be of; `null` where they want none. */
  readonly percentOf: TrayPercentKind | null;
  readonly platform: NodeJS.Platform;
  /** Whether e-mail addresses are to be hidden. */
  readonly hidesEmails: boolean;
  readonly nowMs: number;
  readonly speech: Speech;
}

export const accountsShown = 8;
export const requestsShown = 3;

/** State → what the tray shows. Pure: the same state gives the same menu. */
export function trayModel(given: TrayInput): TrayModel {
  const input = given.hidesEmails ? withoutEmails(given) : given;
  const status = statusLine(input);
  const icon = trayIcon({ ...input, isPaused: input.engine?.paused === true });
  const percent = icon === 'ok' && input.percentOf !== null ? trayPercent(input.percentOf, input) : null;
  const isBeside = input.platform === 'darwin';
  return {
    icon,
    percent: isBeside ? null : percent,
    title: isBeside && percent !== null ? input.speech.percentLeft(percent) : '',
    tooltip: tooltip(input, status.label, percent),
    items: joinSections([
      [status, ...problemItems(input), ...forecastItems(input), ...accountItems(input)],
      poolItems(input),
      requestItems(input),
      doorItems(input),
      appItems(input),
      quitItems(input),
    ]),
  };
}

function withoutEmails(input: TrayInput): TrayInput {
  return {
    ...input,
    accounts: input.accounts.map(accountWithoutEmails),
    requests: input.requests.map(requestWithoutEmails),
    work: workWithoutEmails(input.work),
  };
}

function addressOf(engine: EngineState | null): string | null {
  return engine?.origin ? new URL(engine.origin).host : null;
}

function statusLine({ phase, engine, problem, speech: { say, count } }: TrayInput): TrayLine {
  const active = engine?.activeRequests ?? 0;
  if (phase === 'waiting') return line('status', say.quit.waiting(active, count(active)), null);
  if (phase === 'draining') {
    return line('status', active === 0 ? say.tray.quitting : say.tray.quittingWith(active, count(active)), null);
  }
  if (problem) return line('status', say.tray.notRunning(problemText(problem, say).title), 'show-problem');
  const address = addressOf(engine);
  if (phase === 'starting' || address === null) return line('status', say.tray.starting, null);
  return line('status', engine?.paused === true ? say.tray.paused(address) : say.tray.running(address), 'copy-address');
}

function problemItems({ phase, problem, speech: { say } }: TrayInput): TrayItem[] {
  if (!problem || isLeaving(phase)) return [];
  return [
    line('retry', say.tray.tryAgain, 'retry'),
    ...(problem.port === null ? [] : [line('other-port', say.tray.otherPort, 'other-port')]),
  ];
}

function forecastItems({ phase, problem, forecast, accounts, speech, nowMs }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || forecast === null) return [];
  const text = forecastLine(forecast, accounts, speech, nowMs);
  return text === null ? [] : [line('forecast', text)];
}

function accountItems(input: TrayInput): TrayItem[] {
  const { phase, problem, accounts, work, onlyAccountId, nowMs, speech } = input;
  const { say } = speech;
  if (phase !== 'running' || problem) return [];
  if (accounts.length === 0) return [line('no-accounts', say.tray.noAccounts)];
  // The sort is stable: apart from that, the order is the owner's.
  const ordered = accounts.toSorted((a, b) => Number(needsSomebody(b)) - Number(needsSomebody(a)));
  const hidden = ordered.slice(accountsShown);
  return [
    ...ordered.slice(0, accountsShown).map((account) => {
      const own = work.accounts.get(account.accountId) ?? null;
      return accountMenu({ account, onlyAccountId, work: own, nowMs, speech });
    }),
    ...(hidden.length > 0 ? [line('more-accounts', moreAccounts(hidden, speech), 'open-dashboard')] : []),
  ];
}

function moreAccounts(hidden: readonly AccountSummary[], { say, count }: Speech): string {
  const more = say.tray.moreAccounts(count(hidden.length));
  const needing = hidden.filter(needsSomebody).length;
  return needing === 0 ? more : say.tray.needingAmong(more, needing, count(needing));
}

/** What is done with accounts as a whole. */
function poolItems({ phase, problem, engine, accounts, work, onlyAccountId, speech }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  const { tray: say } = speech.say;
  const canRefresh = accounts.some((account) => isOffered('refresh-usage', account));
  return [
    engine?.paused === true
      ? line('resume-proxy', say.resumeProxy, 'resume-proxy')
      : line('pause-proxy', say.pauseProxy, 'pause-proxy'),
    ...(onlyAccountId === null ? [] : [line('use-all', say.useAll, 'use-all')]),
    line('add-account', say.addAccount, 'add-account'),
    ...(canRefresh ? [refreshAll(work, speech)] : []),
  ];
}

function refreshAll({ isRefreshingAll }: PoolWork, { say }: Speech): TrayLine {
  return isRefreshingAll
    ? line('refresh-all', say.tray.refreshingAll)
    : line('refresh-all', say.tray.refreshAll, 'refresh-all');
}

function requestItems({ phase, problem, requests, accounts, nowMs, speech }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  return requests
    .slice(0, requestsShown)
    .map((request, place) => decisionMenu({ request, place, accounts, nowMs, speech }));
}

function doorItems({ phase, problem, engine, snippets, clients, speech }: TrayInput): TrayItem[] {
  const { say } = speech;
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  return [
    line('open-dashboard', say.tray.openDashboard, 'open-dashboard'),
    clientMenu(clients, say),
    {
      kind: 'submenu',
      id: 'copy',
      label: say.tray.copy,
      items: joinSections([
        [line('copy:address', say.tray.copyAddress, 'copy-address')],
        snippets.map(({ id, title }) => {
          const words = speech.engine?.snippets[id];
          return line(`copy:${id}`, menuText(words?.title ?? title), { snippetId: id });
        }),
      ]),
    },
  ];
}

/** What concerns Evenkeel itself; also there while the engine does not run. */
function appItems({
  phase,
  problem,
  hidesEmails,
  launchesAtLogin,
  hasLogFolder,
  update,
  speech,
}: TrayInput): TrayItem[] {
  if (isLeaving(phase)) return [];
  const { tray: say } = speech.say;
  const hiding = checkBox('hide-emails', say.hideEmails, hidesEmails, hidesEmails ? 'show-emails' : 'hide-emails');
  return [
    // It is a setting, and without an engine there are none.
    ...(phase === 'running' && !problem ? [hiding] : []),
    ...(launchesAtLogin === null ? [] : atLogin(launchesAtLogin, speech)),
    ...updateItems(update, speech),
    ...(hasLogFolder ? [line('open-logs', say.openLogs, 'open-logs')] : []),
  ];
}

function atLogin(state: AutostartState, { say: { tray: say } }: Speech): TrayLine[] {
  const isOn = state === 'on';
  return [
    checkBox('at-login', say.atLogin, isOn, isOn ? 'stay-off-at-login' : 'launch-at-login'),
    ...(state === 'awaits-approval' ? [line('approve-at-login', say.approveAtLogin)] : []),
  ];
}

function quitItems({ phase, speech: { say } }: TrayInput): TrayItem[] {
  if (!isLeaving(phase)) return [line('quit', say.tray.quit, 'quit')];
  const now = line('quit-now', say.tray.quitNow, 'quit-now');
  return phase === 'waiting' ? [line('stay', say.quit.stay, 'stay'), now] : [now];
}

/** Somebody has quit: there is nothing else to do any more. */
function isLeaving(phase: TrayPhase): boolean {
  return phase === 'waiting' || phase === 'draining';
}

/** Also says in words what the picture of a percentage cannot. */
function tooltip(
  { phase, problem, accounts, percentOf, speech }: TrayInput,
  status: string,
  left: number | null,
): string {
  if (phase !== 'running' || problem) return `Evenkeel · ${status}`;
  const { tray: say } = speech.say;
  const { length } = accounts;
  const ready = accounts.filter((account) => account.status === 'active').length;
  return [
    'Evenkeel',
    status,
    say.accountsReady(speech.count(ready), length, speech.count(length)),
    ...(left === null || percentOf === null ? [] : [say.iconPercent[percentOf](speech.percentLeft(left))]),
  ].join(' · ');
}
