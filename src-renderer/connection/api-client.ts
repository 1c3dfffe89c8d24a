import type { AccountSummary, FoundAuthFile, ImportOutcome } from '#contract/account.ts';
import type { AccountProbe } from '#contract/account-actions.ts';
import type { AccountExport } from '#contract/account-export.ts';
import type { ImportOptions, ImportPreview } from '#contract/account-import.ts';
import type { ClientSnippet } from '#contract/client-snippet.ts';
import type { CodexLbImported, CodexLbPreview, FoundCodexLb } from '#contract/codex-lb.ts';
import type { OauthStarted, OauthStatus } from '#contract/oauth.ts';
import type { RedeemRequest, Redemption, ResetCredits } from '#contract/reset-credits.ts';
import type { SettingsResponse, SettingsUpdate } from '#contract/settings.ts';
import type {
  UpstreamProxyChoice,
  UpstreamProxySaved,
  UpstreamProxyTest,
  UpstreamProxyView,
} from '#contract/upstream-proxy.ts';

import { refusalOf, unexpectedAnswer, unreachable } from './api-error.ts';
import { balancingApi, type BalancingApi } from './balancing-api.ts';
import { clientsApi, type ClientsApi } from './clients-api.ts';
import { diagnosticsApi, type DiagnosticsApi } from './diagnostics-api.ts';
import { historyApi, type HistoryApi } from './history-api.ts';
import { jsonInit as json } from './json-init.ts';
import { keysApi, type KeysApi } from './keys-api.ts';
import { proxyApi, type ProxyApi } from './proxy-api.ts';
import { reportsApi, type ReportsApi } from './reports-api.ts';
import { requestLogApi, type RequestLogApi } from './request-log-api.ts';
import { sourcesApi, type SourcesApi } from './sources-api.ts';

/** The dashboard plane of the engine. Every method rejects with an `ApiError` and nothing else. */
export interface ApiClient
  extends
    BalancingApi,
    ClientsApi,
    DiagnosticsApi,
    HistoryApi,
    KeysApi,
    ProxyApi,
    ReportsApi,
    RequestLogApi,
    SourcesApi {
  importFiles(files: readonly File[], options?: ImportOptions): Promise<ImportOutcome[]>;
  /** What an import of the files would do. Writes nothing. */
  previewFiles(files: readonly File[]): Promise<ImportPreview>;
  importFound(path: string): Promise<ImportOutcome[]>;
  foundFiles(): Promise<FoundAuthFile[]>;
  codexLbFolders(): Promise<FoundCodexLb[]>;
  previewCodexLb(path: string): Promise<CodexLbPreview>;
  importCodexLb(path: string, options: { settings: boolean; keys: boolean }): Promise<CodexLbImported>;
  pauseAccount(accountId: string): Promise<AccountSummary>;
  reactivateAccount(accountId: string): Promise<AccountSummary>;
  removeAccount(accountId: string, options: { history: boolean }): Promise<void>;
  /** `null` takes the name away again. */
  setAlias(accountId: string, alias: string | null): Promise<AccountSummary>;
  probeAccount(accountId: string): Promise<AccountProbe>;
  refreshUsage(accountId: string): Promise<AccountSummary>;
  /** Hands out the sign-in: the person has been asked, and nothing of it is kept. */
  exportAccount(accountId: string): Promise<AccountExport>;
  /** `null` is the way out of all accounts that have none of their own. */
  upstreamProxy(accountId: string | null): Promise<UpstreamProxyView>;
  testUpstreamProxy(accountId: string | null, choice: UpstreamProxyChoice): Promise<UpstreamProxyTest>;
  saveUpstreamProxy(
    accountId: string | null,
    choice: UpstreamProxyChoice,
    options: { untested: boolean },
  ): Promise<UpstreamProxySaved>;
  resetCredits(accountId: string): Promise<ResetCredits>;
  redeemResetCredit(accountId: string, request: RedeemRequest): Promise<Redemption>;
  /** With an account, only that account may be signed in to. */
  startSignIn(method: OauthStarted['method'], accountId: string | null): Promise<OauthStarted>;
  signInStatus(flowId: string): Promise<OauthStatus>;
  cancelSignIn(flowId: string): Promise<void>;
  pasteCallback(flowId: string, callbackUrl: string): Promise<OauthStatus>;
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

  async function file(path: string): Promise<Blob> {
    const response = await ask(path, { cache: 'no-store' });
    if (!response.ok) throw await refusalOf(response);
    return await response.blob();
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
    ...balancingApi(call),
    ...clientsApi(call),
    ...diagnosticsApi(call, file),
    ...historyApi(call),
    ...keysApi(call),
    ...proxyApi(call),
    ...reportsApi(call),
    ...requestLogApi(call),
    ...sourcesApi(call),
    importFiles: (files, { overwriteOlder = false } = {}) =>
      importing(`/api/accounts/import${overwriteOlder ? '?overwrite_older=true' : ''}`, formOf(files)),
    previewFiles: (files) => call('/api/accounts/import/preview', formOf(files)),
    importFound: (path) => importing('/api/accounts/import-found', json('POST', { path })),
    foundFiles: async () => (await call<{ found: FoundAuthFile[] }>('/api/accounts/found')).found,
    codexLbFolders: async () => (await call<{ folders: FoundCodexLb[] }>('/api/accounts/codex-lb')).folders,
    previewCodexLb: (path) => call('/api/accounts/codex-lb/preview', json('POST', { path })),
    importCodexLb: (path, { settings, keys }) =>
      call('/api/accounts/codex-lb/import', json('POST', { path, settings, keys })),
    pauseAccount: (accountId) => call(`${accountPath(accountId)}/pause`, { method: 'POST' }),
    reactivateAccount: (accountId) => call(`${accountPath(accountId)}/reactivate`, { method: 'POST' }),
    removeAccount: async (accountId, { history }) => {
      await call(`${accountPath(accountId)}?delete_history=${history}`, { method: 'DELETE' });
    },
    setAlias: (accountId, alias) => call(`${accountPath(accountId)}/alias`, json('PUT', { alias })),
    probeAccount: (accountId) => call(`${accountPath(accountId)}/probe`, json('POST', {})),
    refreshUsage: (accountId) => call(`${accountPath(accountId)}/refresh-usage`, { method: 'POST' }),
    exportAccount: (accountId) =>
      call(`${accountPath(accountId)}/export/auth`, { ...json('POST', { confirm: true }), cache: 'no-store' }),
    upstreamProxy: (accountId) => call(proxyPath(accountId)),
    testUpstreamProxy: (accountId, choice) => call(`${proxyPath(accountId)}/test`, json('POST', choice)),
    saveUpstreamProxy: (accountId, choice, { untested }) =>
      call(`${proxyPath(accountId)}${untested ? '?save_untested=true' : ''}`, json('PUT', choice)),
    resetCredits: (accountId) => call(creditsPath(accountId)),
    redeemResetCredit: (accountId, request) => call(`${creditsPath(accountId)}/consume`, json('POST', request)),
    startSignIn: (method, accountId) =>
      call('/api/oauth/start', json('POST', { forceMethod: method, ...(accountId === null ? {} : { accountId }) })),
    signInStatus: (flowId) => call(`/api/oauth/status?${new URLSearchParams({ flowId })}`),
    cancelSignIn: async (flowId) => {
      await call('/api/oauth/cancel', json('POST', { flowId }));
    },
    pasteCallback: (flowId, callbackUrl) => call('/api/oauth/manual-callback', json('POST', { callbackUrl, flowId })),
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

function proxyPath(accountId: string | null): string {
  return `${accountId === null ? '/api' : accountPath(accountId)}/upstream-proxy`;
}

function creditsPath(accountId: string): string {
  return `${accountPath(accountId)}/rate-limit-reset-credits`;
}

/** Of many files called `auth.json` the folder is what tells them apart. */
function formOf(files: readonly File[]): RequestInit {
  const form = new FormData();
  for (const file of files) form.append('auth_json', file, file.webkitRelativePath || file.name);
  return { method: 'POST', body: form };
}
