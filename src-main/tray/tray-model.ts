import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { ClientSnippet } from '../../src-proxy/contract/client-snippet.ts';
import type { EngineState } from '../../src-proxy/contract/events.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { StartProblem } from '../start-up/start-problem.ts';
import { accountMenu, isOffered } from './account-menu.ts';
import type { PoolWork } from './account-work.ts';
import { decisionMenu } from './decision-menu.ts';
import { forecastLine } from './forecast-line.ts';
import { type TrayIconState, trayIcon } from './tray-icon.ts';
import { menuText } from './menu-text.ts';
import { updateItems } from '../updates/update-menu.ts';
import type { UpdateState } from '../updates/update-state.ts';
import { checkBox, joinSections, line, type TrayItem, type TrayLine } from './tray-item.ts';

export interface TrayModel {
  readonly icon: TrayIconState;
  /** What is left of the pool, drawn into the icon; `null` where it is not wanted or not known. */
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
  /** `null` where the system cannot be asked. */
  readonly launchesAtLogin: boolean | null;
  readonly update: UpdateState;
  /** Whether the person wants a percentage in the icon. */
  readonly wantsPercent: boolean;
  readonly nowMs: number;
  /** A moment as the person's clock shows it, such as `14:03`. */
  readonly clockText: (ms: number) => string;
}

export const accountsShown = 8;
export const requestsShown = 3;

/** State → what the tray shows. Pure: the same state gives the same menu. */
export function trayModel(input: TrayInput): TrayModel {
  const status = statusLine(input);
  const icon = trayIcon({ ...input, isPaused: input.engine?.paused === true });
  return {
    icon,
    percent: icon === 'ok' ? percentOf(input) : null,
    tooltip: tooltip(input, status.label),
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

function addressOf(engine: EngineState | null): string | null {
  return engine?.origin ? new URL(engine.origin).host : null;
}

function statusLine({ phase, engine, problem }: TrayInput): TrayLine {
  if (phase === 'draining') return line('status', drainingText(engine?.activeRequests ?? 0), null);
  if (problem) return line('status', `Not running · ${problem.title}`, 'show-problem');
  const address = addressOf(engine);
  if (phase === 'starting' || address === null) return line('status', 'Starting…', null);
  return line('status', `${engine?.paused === true ? 'Paused' : 'Running'} · ${address}`, 'copy-address');
}

function drainingText(active: number): string {
  if (active === 0) return 'Quitting…';
  return `Quitting · ${active} request${active === 1 ? '' : 's'} still running`;
}

function problemItems({ phase, problem }: TrayInput): TrayItem[] {
  if (!problem || phase === 'draining') return [];
  return [
    line('retry', 'Try again', 'retry'),
    ...(problem.port === null ? [] : [line('other-port', 'Use another port…', 'other-port')]),
  ];
}

function forecastItems({ phase, problem, forecast, accounts, nowMs }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || forecast === null) return [];
  const text = forecastLine(forecast, accounts, nowMs);
  return text === null ? [] : [line('forecast', text)];
}

function accountItems(input: TrayInput): TrayItem[] {
  const { phase, problem, accounts, work, onlyAccountId, nowMs, clockText } = input;
  if (phase !== 'running' || problem) return [];
  if (accounts.length === 0) return [line('no-accounts', 'No accounts yet')];
  const more = accounts.length - accountsShown;
  return [
    ...accounts.slice(0, accountsShown).map((account) => {
      const own = work.accounts.get(account.accountId) ?? null;
      return accountMenu({ account, onlyAccountId, work: own, nowMs, clockText });
    }),
    ...(more > 0 ? [line('more-accounts', `${more} more in the dashboard`, 'open-dashboard')] : []),
  ];
}

/** What is done with accounts as a whole. */
function poolItems({ phase, problem, engine, accounts, work, onlyAccountId }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  const canRefresh = accounts.some((account) => isOffered('refresh-usage', account));
  return [
    proxySwitch(engine),
    ...(onlyAccountId === null ? [] : [line('use-all', 'Use all accounts again', 'use-all')]),
    line('add-account', 'Add account…', 'add-account'),
    ...(canRefresh ? [refreshAll(work)] : []),
  ];
}

function proxySwitch(engine: EngineState | null): TrayLine {
  return engine?.paused === true
    ? line('resume-proxy', 'Resume the proxy', 'resume-proxy')
    : line('pause-proxy', 'Pause the proxy', 'pause-proxy');
}

function percentOf({ wantsPercent, forecast }: TrayInput): number | null {
  const left = wantsPercent ? (forecast?.remainingPercent ?? null) : null;
  return left === null ? null : Math.floor(left);
}

function refreshAll({ isRefreshingAll }: PoolWork): TrayLine {
  return isRefreshingAll
    ? line('refresh-all', 'Refreshing usage…')
    : line('refresh-all', 'Refresh usage now', 'refresh-all');
}

function requestItems({ phase, problem, requests, accounts, clockText }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  return requests
    .slice(0, requestsShown)
    .map((request, place) => decisionMenu({ request, place, accounts, clockText }));
}

function doorItems({ phase, problem, engine, snippets }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  return [
    line('open-dashboard', 'Open dashboard', 'open-dashboard'),
    line('set-up-client', 'Set up Codex and others…', 'set-up-client'),
    {
      kind: 'submenu',
      id: 'copy',
      label: 'Copy for other programs',
      items: joinSections([
        [line('copy:address', 'The address', 'copy-address')],
        snippets.map(({ id, title }) => line(`copy:${id}`, menuText(title), { snippetId: id })),
      ]),
    },
  ];
}

/** What concerns Evenkeel itself; also there while the engine does not run. */
function appItems({ phase, launchesAtLogin, update, clockText }: TrayInput): TrayItem[] {
  if (phase === 'draining') return [];
  return [...(launchesAtLogin === null ? [] : [atLogin(launchesAtLogin)]), ...updateItems(update, clockText)];
}

function atLogin(isOn: boolean): TrayLine {
  return checkBox('at-login', 'Launch at login', isOn, isOn ? 'stay-off-at-login' : 'launch-at-login');
}

function quitItem({ phase }: TrayInput): TrayItem {
  return phase === 'draining' ? line('quit-now', 'Quit now', 'quit-now') : line('quit', 'Quit', 'quit');
}

function tooltip({ phase, problem, accounts }: TrayInput, status: string): string {
  if (phase !== 'running' || problem) return `Evenkeel · ${status}`;
  const ready = accounts.filter((account) => account.status === 'active').length;
  return `Evenkeel · ${status} · ${ready} of ${accounts.length} account${accounts.length === 1 ? '' : 's'} ready`;
}
