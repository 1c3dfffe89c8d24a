import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { StartProblem } from '../start-up/start-problem.ts';

/** Each is a file in `assets/tray`, and each has a shape of its own. */
export const trayIconStates = ['ok', 'attention', 'exhausted', 'error', 'starting', 'paused', 'draining'] as const;
export type TrayIconState = (typeof trayIconStates)[number];

interface IconInput {
  readonly phase: 'starting' | 'running' | 'draining';
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
  if (phase === 'draining') return 'draining';
  if (problem) return 'error';
  if (phase === 'starting') return 'starting';
  if (isPaused) return 'paused';
  const has = (...statuses: AccountSummary['status'][]) => accounts.some(({ status }) => statuses.includes(status));
  if (!has('active') && has('rate_limited', 'quota_exceeded')) return 'exhausted';
  if (!has('active') || has('reauth_required', 'deactivated')) return 'attention';
  return 'ok';
}
