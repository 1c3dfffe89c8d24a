import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { StartProblem } from '../start-up/start-problem.ts';

/** Each is a file in `assets/tray`, and each has a shape of its own. */
export const trayIconStates = ['ok', 'attention', 'exhausted', 'error', 'starting', 'paused', 'draining'] as const;
export type TrayIconState = (typeof trayIconStates)[number];

/** `waiting`: somebody wants to quit as soon as the running requests have ended. `draining`: the engine stops. */
export type TrayPhase = 'starting' | 'running' | 'waiting' | 'draining';

interface IconInput {
  readonly phase: TrayPhase;
  /** The owner has paused the proxy. */
  readonly isPaused: boolean;
  readonly accounts: readonly AccountSummary[];
  readonly problem: StartProblem | null;
}

/**
 * `exhausted`: nobody can serve and time will mend it. `attention`: the owner has to do something, add the first account
 * included.
 */
export function trayIcon({ phase, isPaused, accounts, problem }: IconInput): TrayIconState {
  if (phase === 'draining' || phase === 'waiting') return 'draining';
  if (problem) return 'error';
  if (phase === 'starting') return 'starting';
  if (isPaused) return 'paused';
  const has = (...statuses: AccountSummary['status'][]) => accounts.some(({ status }) => statuses.includes(status));
  if (!has('active') && has('rate_limited', 'quota_exceeded')) return 'exhausted';
  if (!has('active') || accounts.some(needsSomebody)) return 'attention';
  return 'ok';
}

/** Nothing but its owner brings such an account back. */
export function needsSomebody({ status }: Pick<AccountSummary, 'status'>): boolean {
  return status === 'reauth_required' || status === 'deactivated';
}
