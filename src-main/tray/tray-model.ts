import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { ClientSnippet } from '../../src-proxy/contract/client-snippet.ts';
import type { EngineState } from '../../src-proxy/contract/events.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { TrayPercentKind } from '../../src-proxy/contract/settings/desktop.ts';
import type { Speech } from '../i18n/speech.ts';
import { problemText, type StartProblem } from '../start-up/start-problem.ts';
import { accountMenu, isOffered } from './account-menu.ts';
import type { PoolWork } from './account-work.ts';
import { clientMenu, type ShownClient } from './client-menu.ts';
import { decisionMenu } from './decision-menu.ts';
import { forecastLine } from './forecast-line.ts';
import { accountWithoutEmails, requestWithoutEmails, workWithoutEmails } from './hidden-emails.ts';
import { type TrayIconState, trayIcon } from './tray-icon.ts';
import { menuText } from './menu-text.ts';
import { updateItems } from '../updates/update-menu.ts';
import type { UpdateState } from '../updates/update-state.ts';
import { checkBox, joinSections, line, type TrayItem, type TrayLine } from './tray-item.ts';
import { trayPercent } from './tray-percent.ts';

export interface TrayModel {
  readonly icon: TrayIconState;
  /** What is left, drawn into the icon; `null` where it is not wanted or not known. */
  readonly percent: number | null;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

export interface TrayInput {
  readonly phase: 'starting' | 'running' | 'draining';
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
  readonly launchesAtLogin: boolean | null;
  readonly update: UpdateState;
  /** What the person wants the percentage in the icon to be of; `null` where they want none. */
  readonly percentOf: TrayPercentKind | null;
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
  return {
    icon,
    percent,
    tooltip: tooltip(input, status.label, percent),
    items: joinSections([
      [status, ...problemItems(input), ...forecastItems(input), ...accountItems(input)],
      poolItems(input),
      requestItems(input),
      doorItems(input),
      appItems(input),
      [quitItem(input)],
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
  if (phase === 'draining') {
    const active = engine?.activeRequests ?? 0;
    return line('status', active === 0 ? say.tray.quitting : say.tray.quittingWith(active, count(active)), null);
  }
  if (problem) return line('status', say.tray.notRunning(problemText(problem, say).title), 'show-problem');
  const address = addressOf(engine);
  if (phase === 'starting' || address === null) return line('status', say.tray.starting, null);
  return line('status', engine?.paused === true ? say.tray.paused(address) : say.tray.running(address), 'copy-address');
}

function problemItems({ phase, problem, speech: { say } }: TrayInput): TrayItem[] {
  if (!problem || phase === 'draining') return [];
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
  const { say, count } = speech;
  if (phase !== 'running' || problem) return [];
  if (accounts.length === 0) return [line('no-accounts', say.tray.noAccounts)];
  const more = accounts.length - accountsShown;
  return [
    ...accounts.slice(0, accountsShown).map((account) => {
      const own = work.accounts.get(account.accountId) ?? null;
      return accountMenu({ account, onlyAccountId, work: own, nowMs, speech });
    }),
    ...(more > 0 ? [line('more-accounts', say.tray.moreAccounts(count(more)), 'open-dashboard')] : []),
  ];
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

function requestItems({ phase, problem, requests, accounts, speech }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  return requests.slice(0, requestsShown).map((request, place) => decisionMenu({ request, place, accounts, speech }));
}

function doorItems({ phase, problem, engine, snippets, clients, speech: { say } }: TrayInput): TrayItem[] {
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
        snippets.map(({ id, title }) => line(`copy:${id}`, menuText(title), { snippetId: id })),
      ]),
    },
  ];
}

/** What concerns Evenkeel itself; also there while the engine does not run. */
function appItems({ phase, problem, hidesEmails, launchesAtLogin, update, speech }: TrayInput): TrayItem[] {
  if (phase === 'draining') return [];
  const { tray: say } = speech.say;
  const hiding = checkBox('hide-emails', say.hideEmails, hidesEmails, hidesEmails ? 'show-emails' : 'hide-emails');
  return [
    // It is a setting, and without an engine there are none.
    ...(phase === 'running' && !problem ? [hiding] : []),
    ...(launchesAtLogin === null ? [] : [atLogin(launchesAtLogin, say.atLogin)]),
    ...updateItems(update, speech),
  ];
}

function atLogin(isOn: boolean, label: string): TrayLine {
  return checkBox('at-login', label, isOn, isOn ? 'stay-off-at-login' : 'launch-at-login');
}

function quitItem({ phase, speech: { say } }: TrayInput): TrayItem {
  return phase === 'draining' ? line('quit-now', say.tray.quitNow, 'quit-now') : line('quit', say.tray.quit, 'quit');
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
    ...(left === null || percentOf === null ? [] : [say.iconPercent[percentOf](speech.percent(left))]),
  ].join(' · ');
}
