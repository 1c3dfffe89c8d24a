import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { EngineState } from '../../src-proxy/contract/events.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { StartProblem } from '../start-up/start-problem.ts';
import { accountMenu, isOffered } from './account-menu.ts';
import type { PoolWork } from './account-work.ts';
import { decisionMenu } from './decision-menu.ts';
import { forecastLine } from './forecast-line.ts';
import { type TrayIconState, trayIcon } from './tray-icon.ts';
import { joinSections, line, type TrayItem, type TrayLine } from './tray-item.ts';

export interface TrayModel {
  readonly icon: TrayIconState;
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
  readonly nowMs: number;
  /** A moment as the person's clock shows it, such as `14:03`. */
  readonly clockText: (ms: number) => string;
}

export const accountsShown = 8;
export const requestsShown = 3;

/** State → what the tray shows. Pure: the same state gives the same menu. */
export function trayModel(input: TrayInput): TrayModel {
  const status = statusLine(input);
  return {
    icon: trayIcon(input),
    tooltip: tooltip(input, status.label),
    items: joinSections([
      [status, ...problemItems(input), ...forecastItems(input), ...accountItems(input)],
      poolItems(input),
      requestItems(input),
      doorItems(input),
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
  return line('status', `Running · ${address}`, 'copy-address');
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

function accountItems({ phase, problem, accounts, work, nowMs, clockText }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  if (accounts.length === 0) return [line('no-accounts', 'No accounts yet')];
  const more = accounts.length - accountsShown;
  return [
    ...accounts
      .slice(0, accountsShown)
      .map((account) => accountMenu({ account, work: work.accounts.get(account.accountId) ?? null, nowMs, clockText })),
    ...(more > 0 ? [line('more-accounts', `${more} more in the dashboard`, 'open-dashboard')] : []),
  ];
}

/** What is done with accounts as a whole. */
function poolItems({ phase, problem, engine, accounts, work }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  const canRefresh = accounts.some((account) => isOffered('refresh-usage', account));
  return [line('add-account', 'Add account…', 'add-account'), ...(canRefresh ? [refreshAll(work)] : [])];
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

function doorItems({ phase, problem, engine }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  return [
    line('open-dashboard', 'Open dashboard', 'open-dashboard'),
    line('copy-setup', 'Copy Codex set-up', 'copy-setup'),
  ];
}

function quitItem({ phase }: TrayInput): TrayItem {
  return phase === 'draining' ? line('quit-now', 'Quit now', 'quit-now') : line('quit', 'Quit', 'quit');
}

function tooltip({ phase, problem, accounts }: TrayInput, status: string): string {
  if (phase !== 'running' || problem) return `Evenkeel · ${status}`;
  const ready = accounts.filter((account) => account.status === 'active').length;
  return `Evenkeel · ${status} · ${ready} of ${accounts.length} account${accounts.length === 1 ? '' : 's'} ready`;
}
