import type { DashboardRole, DashboardSession } from '../contract/dashboard-auth.ts';

/** Who a request of the dashboard's API is from, once that is proven. */
export interface Visitor {
  readonly role: DashboardRole;
  readonly via: NonNullable<DashboardSession['via']>;
  /** The digest of its session's id; `null` where there is no session. */
  readonly session: string | null;
}

/** Has the machine's owner at the keyboard for a proof: need not know the password. */
export function isLocal({ via }: Visitor): boolean {
  return via === 'desktop' || via === 'command line';
}

/** A command that has the data folder itself open. */
export const localVisitor: Visitor = { role: 'owner', via: 'command line', session: null };
