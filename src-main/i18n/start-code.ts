import type { EngineStartError } from '../../src-proxy/engine-api.ts';
import type { SettingError } from '../../src-proxy/settings/setting-error.ts';
import type { StoreError } from '../../src-proxy/storage/store.ts';
import type { VaultError } from '../../src-proxy/vault/vault.ts';

/** Why the engine may not come up, beside a taken port, which has sentences of its own. */
export type StartCode = Exclude<
  EngineStartError['code'] | StoreError['code'] | VaultError['code'] | SettingError['code'],
  'port_in_use'
>;

/** In a language that is not English: what each means. What it names stands in the engine's own sentence below it. */
export type StartReasons = Readonly<Record<StartCode, string>>;

export function startReason(reasons: StartReasons, code: string, message: string): string {
  const known: Readonly<Record<string, string>> = reasons;
  return Object.hasOwn(known, code) ? `${known[code]}\n\n${message}` : message;
}
