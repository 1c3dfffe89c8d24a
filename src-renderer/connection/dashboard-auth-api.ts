import type { AuditPage } from '#contract/audit.ts';
import type { DashboardSession, TotpSetup } from '#contract/dashboard-auth.ts';

import { refusalOf, unexpectedAnswer, unreachable } from './api-error.ts';
import { jsonInit } from './json-init.ts';

export interface AuditFilter {
  readonly action: string | null;
  /** The id to go on from. */
  readonly before: number | null;
}

/** Signing in to the dashboard. Every method rejects with an `ApiError` and nothing else. */
export interface DashboardAuthApi {
  session(): Promise<DashboardSession>;
  setUp(password: string, bootstrapToken: string | null): Promise<DashboardSession>;
  signIn(password: string): Promise<DashboardSession>;
  signInGuest(password: string): Promise<DashboardSession>;
  verifyCode(code: string): Promise<DashboardSession>;
  takeHandover(token: string): Promise<DashboardSession>;
  changePassword(currentPassword: string | null, newPassword: string): Promise<DashboardSession>;
  removePassword(currentPassword: string | null): Promise<void>;
  /** `null` ends the guests' access. */
  setGuestPassword(password: string | null): Promise<DashboardSession>;
  startTotp(): Promise<TotpSetup>;
  confirmTotp(code: string): Promise<DashboardSession>;
  disableTotp(code: string | null): Promise<DashboardSession>;
  signOut(): Promise<void>;
  signOutEverywhere(): Promise<void>;
  auditLog(filter: AuditFilter): Promise<AuditPage>;
}

export function createDashboardAuthApi(options: { fetch: typeof fetch }): DashboardAuthApi {
  async function call<T extends object>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await options.fetch(path, init).catch((cause: unknown) => {
      throw unreachable(cause);
    });
    if (!response.ok) throw await refusalOf(response);
    const body: unknown = await response.json().catch((cause: unknown) => {
      throw unexpectedAnswer(response.status, cause);
    });
    if (typeof body !== 'object' || body === null) throw unexpectedAnswer(response.status);
    return body as T;
  }
  const post = <T extends object>(path: string, body: unknown = {}): Promise<T> =>
    call(`/api/dashboard-auth/${path}`, jsonInit('POST', body));

  return {
    session: () => call('/api/dashboard-auth/session', { cache: 'no-store' }),
    setUp: (password, bootstrapToken) =>
      post('password/setup', { password, ...(bootstrapToken === null ? {} : { bootstrapToken }) }),
    signIn: (password) => post('password/login', { password }),
    signInGuest: (password) => post('guest/login', { password }),
    verifyCode: (code) => post('totp/verify', { code }),
    takeHandover: (token) => post('handover', { token }),
    changePassword: (currentPassword, newPassword) =>
      post('password/change', { newPassword, ...(currentPassword === null ? {} : { currentPassword }) }),
    removePassword: async (currentPassword) => {
      const body = currentPassword === null ? {} : { currentPassword };
      await call('/api/dashboard-auth/password', jsonInit('DELETE', body));
    },
    setGuestPassword: (password) => post('guest/password', { password }),
    startTotp: () => post('totp/setup/start'),
    confirmTotp: (code) => post('totp/setup/confirm', { code }),
    disableTotp: (code) => post('totp/disable', code === null ? {} : { code }),
    signOut: async () => {
      await post('logout');
    },
    signOutEverywhere: async () => {
      await post('logout-everywhere');
    },
    auditLog: ({ action, before }) => {
      const query = new URLSearchParams({ limit: '50' });
      if (action !== null) query.set('action', action);
      if (before !== null) query.set('before', String(before));
      return call(`/api/audit-logs?${query}`);
    },
  };
}
