import type { AccountSummary, FoundAuthFile, ImportOutcome } from '#contract/account.ts';
import type { AccountProbe } from '#contract/account-actions.ts';
import type { ClientSnippet } from '#contract/client-snippet.ts';
import type { OauthStarted, OauthStatus } from '#contract/oauth.ts';
import type { RequestLogPage } from '#contract/request-log.ts';
import type { SettingsResponse, SettingsUpdate } from '#contract/settings.ts';

import { refusalOf, unexpectedAnswer, unreachable } from './api-error.ts';

type RequestStatus = RequestLogPage['requests'][number]['status'];

export interface RequestLogFilter {
  readonly accountId: string | null;
  readonly status: RequestStatus | null;
}

/** The dashboard plane of the engine. Every method rejects with an `ApiError` and nothing else. */
export interface ApiClient {
  importFiles(files: readonly File[]): Promise<ImportOutcome[]>;
  importFound(path: string): Promise<ImportOutcome[]>;
  foundFiles(): Promise<FoundAuthFile[]>;
  pauseAccount(accountId: string): Promise<AccountSummary>;
  reactivateAccount(accountId: string): Promise<AccountSummary>;
  removeAccount(accountId: string, options: { history: boolean }): Promise<void>;
  /** `null` takes the name away again. */
  setAlias(accountId: string, alias: string | null): Promise<AccountSummary>;
  probeAccount(accountId: string): Promise<AccountProbe>;
  refreshUsage(accountId: string): Promise<AccountSummary>;
  /** With an account, only that account may be signed in to. */
  startSignIn(method: OauthStarted['method'], accountId: string | null): Promise<OauthStarted>;
  signInStatus(flowId: string): Promise<OauthStatus>;
  cancelSignIn(flowId: string): Promise<void>;
  pasteCallback(flowId: string, callbackUrl: string): Promise<OauthStatus>;
  requestLogs(page: RequestLogFilter & { limit: number; cursor: number | null }): Promise<RequestLogPage>;
  settings(): Promise<SettingsResponse>;
  updateSettings(update: SettingsUpdate): Promise<SettingsResponse>;
  snippets(): Promise<ClientSnippet[]>;
}

/**
 * Page and engine come from one build, so answers are typed by the contract and not parsed again here: that would double
 * the size of the page. The browser suite parses what the real engine sends with the contract's schemas instead.
 */
export function createApiClient(options: { fetch: typeof fetch }): ApiClient {
  async function ask(path: string, init: RequestInit): Promise<Response> {
    return await options.fetch(path, init).catch((cause: unknown) => {
      throw unreachable(cause);
    });
  }

  async function call<T extends object>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await ask(path, init);
    if (!response.ok) throw await refusalOf(response);
    const body: unknown = await response.json().catch((cause: unknown) => {
      throw unexpectedAnswer(response.status, cause);
    });
    if (typeof body !== 'object' || body === null) throw unexpectedAnswer(response.status);
    return body as T;
  }

  /** An import in which no file went in has an error's status, and says of each file why, which tells more. */
  async function importing(path: string, init: RequestInit): Promise<ImportOutcome[]> {
    const response = await ask(path, init);
    const told = response.clone();
    const body: unknown = await response.json().catch(() => null);
    if (body !== null && typeof body === 'object' && 'outcomes' in body) return (body as Imported).outcomes;
    throw told.ok ? unexpectedAnswer(told.status) : await refusalOf(told);
  }

  return {
    importFiles: async (files) => {
      const form = new FormData();
      for (const file of files) form.append('auth_json', file, file.name);
      return await importing('/api/accounts/import', { method: 'POST', body: form });
    },
    importFound: (path) => importing('/api/accounts/import-found', json('POST', { path })),
    foundFiles: async () => (await call<{ found: FoundAuthFile[] }>('/api/accounts/found')).found,
    pauseAccount: (accountId) => call(`${accountPath(accountId)}/pause`, { method: 'POST' }),
    reactivateAccount: (accountId) => call(`${accountPath(accountId)}/reactivate`, { method: 'POST' }),
    removeAccount: async (accountId, { history }) => {
      await call(`${accountPath(accountId)}?delete_history=${history}`, { method: 'DELETE' });
    },
    setAlias: (accountId, alias) => call(`${accountPath(accountId)}/alias`, json('PUT', { alias })),
    probeAccount: (accountId) => call(`${accountPath(accountId)}/probe`, json('POST', {})),
    refreshUsage: (accountId) => call(`${accountPath(accountId)}/refresh-usage`, { method: 'POST' }),
    startSignIn: (method, accountId) =>
      call('/api/oauth/start', json('POST', { forceMethod: method, ...(accountId === null ? {} : { accountId }) })),
    signInStatus: (flowId) => call(`/api/oauth/status?${new URLSearchParams({ flowId })}`),
    cancelSignIn: async (flowId) => {
      await call('/api/oauth/cancel', json('POST', { flowId }));
    },
    pasteCallback: (flowId, callbackUrl) => call('/api/oauth/manual-callback', json('POST', { callbackUrl, flowId })),
    requestLogs: (page) => call(`/api/request-logs?${logQuery(page)}`),
    settings: () => call('/api/settings'),
    updateSettings: (update) => call('/api/settings', json('PUT', update)),
    snippets: async () => (await call<{ snippets: ClientSnippet[] }>('/api/clients/snippets')).snippets,
  };
}

interface Imported {
  readonly outcomes: ImportOutcome[];
}

function accountPath(accountId: string): string {
  return `/api/accounts/${encodeURIComponent(accountId)}`;
}

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function logQuery(page: RequestLogFilter & { limit: number; cursor: number | null }): URLSearchParams {
  const query = new URLSearchParams({ limit: String(page.limit) });
  if (page.cursor !== null) query.set('cursor', String(page.cursor));
  if (page.accountId !== null) query.set('accountId', page.accountId);
  if (page.status !== null) query.set('status', page.status);
  return query;
}
