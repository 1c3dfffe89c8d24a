import type { BundleManifest, DiagnosticRun, LogLine, LogPage } from '#contract/diagnostics.ts';

import { jsonInit } from './json-init.ts';

/** What the engine finds out about itself, and what can be handed on of it. */
export interface DiagnosticsApi {
  /** The last run; `null` before the first. */
  diagnostics(): Promise<DiagnosticRun | null>;
  /** The run that is under way then. With `probe`, one tiny request goes upstream. */
  startDiagnostics(options: { probe: boolean }): Promise<DiagnosticRun | null>;
  cancelDiagnostics(): Promise<DiagnosticRun | null>;
  /** Oldest first: the newest ones, or those before a page. */
  logPage(query: { level: LogLine['level']; limit: number; before: string | null }): Promise<LogPage>;
  bundleManifest(): Promise<BundleManifest>;
  bundle(): Promise<Blob>;
}

interface Answer {
  readonly run: DiagnosticRun | null;
}

type Call = <T extends object>(path: string, init?: RequestInit) => Promise<T>;

export function diagnosticsApi(call: Call, file: (path: string) => Promise<Blob>): DiagnosticsApi {
  return {
    diagnostics: async () => (await call<Answer>('/api/diagnostics')).run,
    startDiagnostics: async (options) => (await call<Answer>('/api/diagnostics/run', jsonInit('POST', options))).run,
    cancelDiagnostics: async () => (await call<Answer>('/api/diagnostics/cancel', { method: 'POST' })).run,
    logPage: ({ level, limit, before }) =>
      call(
        `/api/diagnostics/logs?${new URLSearchParams({ level, limit: String(limit), ...(before === null ? {} : { before }) })}`,
      ),
    bundleManifest: () => call('/api/diagnostics/bundle/manifest'),
    bundle: () => file('/api/diagnostics/bundle'),
  };
}
