import { settingDeclarations, settingKeys, type SettingKey, type Settings } from '../../contract/settings.ts';
import { acceptSetting } from '../../settings/accept-setting.ts';
import type { SettingColumn } from './codex-lb-rows.ts';

export interface CodexLbSettings {
  /** Values that a person changed there, that mean the same here and that our settings accept. */
  readonly taken: Partial<Record<SettingKey, Settings[SettingKey]>>;
  /** What a person changed there and we have no like for, by codex-lb's own names. */
  readonly unmapped: readonly string[];
}

/** Where our name is not simply theirs in camel case: units are not part of our names. */
const renamed: Readonly<Record<string, string>> = {
  upstream_connect_timeout_seconds: 'upstreamConnectTimeout',
  stream_idle_timeout_seconds: 'streamIdleTimeout',
  proxy_request_budget_seconds: 'proxyRequestBudget',
  sse_keepalive_interval_seconds: 'sseKeepaliveInterval',
  proxy_account_response_create_limit: 'accountResponseCreateLimit',
  proxy_account_stream_limit: 'accountStreamLimit',
  circuit_breaker_enabled: 'accountCircuitBreaker',
  api_key_auth_enabled: 'requireApiKey',
  openai_cache_affinity_max_age_seconds: 'promptCacheAffinityMaxAge',
};
/** Names that are alike and whose values are not: accounts have other ids here. */
const sameNameOnly = new Set(['single_account_id']);
/** What says nothing about how the proxy works: the row itself, and what belongs to that dashboard's own log-in. */
const notSettings = new Set([
  'id',
  'version',
  'created_at',
  'updated_at',
  'totp_last_verified_step',
  'guest_session_generation',
  'telemetry_consent',
  'telemetry_instance_id',
  'import_without_overwrite',
]);

/**
 * Settings that exist here under the same name mean the same (`contract/settings.ts`), and those are taken. A value that
 * we do not accept, or that only a start can change, is told instead.
 */
export function settingsOfColumns(columns: readonly SettingColumn[]): CodexLbSettings {
  const taken: Partial<Record<SettingKey, Settings[SettingKey]>> = {};
  const unmapped: string[] = [];
  for (const { name, value, defaultSql } of columns) {
    if (value === null || notSettings.has(name) || isDefault(value, defaultSql)) continue;
    const key = ourKey(name);
    // Numbers that stand for yes and no are understood as text.
    const accepted = key === null ? null : (acceptSetting(key, value) ?? acceptSetting(key, String(value)));
    // Without the account that goes with it, that strategy would use none.
    const isHalf = key === 'routingStrategy' && value === 'single_account';
    if (key !== null && accepted !== null && !isHalf) taken[key] = accepted.value;
    else unmapped.push(name);
  }
  return { taken, unmapped };
}

function ourKey(column: string): SettingKey | null {
  if (sameNameOnly.has(column)) return null;
  const name = renamed[column] ?? column.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
  const key = settingKeys.find((each) => each === name);
  return key !== undefined && settingDeclarations[key].effect === 'live' ? key : null;
}

function isDefault(value: string | number, defaultSql: string | null): boolean {
  if (defaultSql === null) return false;
  const text = defaultSql.replace(/^\((.*)\)$/, '$1').replace(/^'([^]*)'$/, '$1');
  if (typeof value === 'string') return text === value;
  const word = text.toLowerCase();
  return Number(word === 'true' ? 1 : word === 'false' ? 0 : word) === value;
}
