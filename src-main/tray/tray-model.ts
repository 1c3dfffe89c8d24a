import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { EngineState } from '../../src-proxy/contract/events.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { StartProblem } from '../start-up/start-problem.ts';
import { accountLine } from './account-line.ts';
import { requestLine } from './request-line.ts';
import { type TrayIconState, trayIcon } from './tray-icon.ts';

export type TrayAction =
  'copy-address' | 'open-dashboard' | 'copy-setup' | 'retry' | 'other-port' | 'show-problem' | 'quit' | 'quit-now';

export type TrayItem =
  | { readonly kind: 'separator' }
  /** `action: null` is a line to read, not to click. */
  | { readonly kind: 'item'; readonly id: string; readonly label: string; readonly action: TrayAction | null };

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
  readonly problem: StartProblem | null;
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
      [status, ...problemItems(input), ...accountItems(input)],
      requestItems(input),
      doorItems(input),
      [quitItem(input)],
    ]),
  };
}

function item(id: string, label: string, action: TrayAction | null): TrayItem & { kind: 'item' } {
  return { kind: 'item', id, label, action };
}

function addressOf(engine: EngineState | null): string | null {
  return engine?.origin ? new URL(engine.origin).host : null;
}

function statusLine({ phase, engine, problem }: TrayInput): TrayItem & { kind: 'item' } {
  if (phase === 'draining') return item('status', drainingText(engine?.activeRequests ?? 0), null);
  if (problem) return item('status', `Not running · ${problem.title}`, 'show-problem');
  const address = addressOf(engine);
  if (phase === 'starting' || address === null) return item('status', 'Starting…', null);
  return item('status', `Running · ${address}`, 'copy-address');
}

function drainingText(active: number): string {
  if (active === 0) return 'Quitting…';
  return `Quitting · ${active} request${active === 1 ? '' : 's'} still running`;
}

function problemItems({ phase, problem }: TrayInput): TrayItem[] {
  if (!problem || phase === 'draining') return [];
  return [
    item('retry', 'Try again', 'retry'),
    ...(problem.port === null ? [] : [item('other-port', 'Use another port…', 'other-port')]),
  ];
}

function accountItems({ phase, problem, accounts, nowMs }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  if (accounts.length === 0)
    return [item('no-accounts', 'No accounts yet · add one in the dashboard', 'open-dashboard')];
  const more = accounts.length - accountsShown;
  return [
    ...accounts
      .slice(0, accountsShown)
      .map((account) => item(`account:${account.accountId}`, accountLine(account, nowMs), 'open-dashboard')),
    ...(more > 0 ? [item('more-accounts', `${more} more in the dashboard`, 'open-dashboard')] : []),
  ];
}

function requestItems({ phase, problem, requests, accounts, clockText }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem) return [];
  return requests
    .slice(0, requestsShown)
    .map((request, index) => item(`request:${index}`, requestLine(request, accounts, clockText), 'open-dashboard'));
}

function doorItems({ phase, problem, engine }: TrayInput): TrayItem[] {
  if (phase !== 'running' || problem || addressOf(engine) === null) return [];
  return [
    item('open-dashboard', 'Open dashboard', 'open-dashboard'),
    item('copy-setup', 'Copy Codex set-up', 'copy-setup'),
  ];
}

function quitItem({ phase }: TrayInput): TrayItem {
  return phase === 'draining' ? item('quit-now', 'Quit now', 'quit-now') : item('quit', 'Quit', 'quit');
}

function tooltip({ phase, problem, accounts }: TrayInput, status: string): string {
  if (phase !== 'running' || problem) return `Evenkeel · ${status}`;
  const ready = accounts.filter((account) => account.status === 'active').length;
  return `Evenkeel · ${status} · ${ready} of ${accounts.length} account${accounts.length === 1 ? '' : 's'} ready`;
}

function joinSections(sections: readonly (readonly TrayItem[])[]): TrayItem[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [{ kind: 'separator' as const }, ...section]));
}
