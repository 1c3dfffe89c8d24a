import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { settingsResponseSchema, type SettingView } from '../contract/settings.ts';
import { redact } from '../observe/redact.ts';
import type { Logger } from '../ports.ts';
import { askEngine, findRunningEngine } from '../running-engine.ts';
import { findPortHolder } from '../observe/port-holder.ts';
import { resolveSettings, type ResolvedSettings } from '../settings/resolve-settings.ts';
import { viewOf, withDashboardValues } from '../settings/settings-book.ts';
import { openStore } from '../storage/open-store.ts';
import type { StoredState } from '../storage/store.ts';
import { probeKeychain } from '../vault/keychain-probe.ts';
import { loadKeytar } from '../vault/keytar-keychain.ts';
import { version } from '../version.ts';

/** `evenkeel doctor`: what is in force, where it came from, and what on this machine stands in the way. */
export async function doctor(flags: { readonly dataDir?: string }): Promise<void> {
  const settings = resolveSettings({
    flags: flags.dataDir === undefined ? {} : { dataDir: flags.dataDir },
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  console.log(`Evenkeel ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  const running = await findRunningEngine(settings.values.dataDir);
  console.log(running === null ? 'Evenkeel is not running on this data folder.' : `Evenkeel is running on ${running}.`);
  console.log(await portLine(settings, running));
  console.log(await keychainLine());
  console.log('\nSettings in force:');
  for (const { key, value, unit, source, sourceName } of await settingsInForce(settings, running)) {
    const origin = sourceName === null ? source : `${source}: ${sourceName}`;
    console.log(`  ${key.padEnd(26)} ${redact(String(value))}${unit === null ? '' : ` ${unit}`}  (${origin})`);
  }
}

/** As the running engine has them; else as the next start would, dashboard's values included. */
async function settingsInForce(settings: ResolvedSettings, running: string | null): Promise<SettingView[]> {
  if (running !== null) {
    return settingsResponseSchema.parse(await askEngine(`${running}/api/settings`)).settings;
  }
  const { dataDir } = settings.values;
  // Looking must not create a data folder.
  const initial = existsSync(join(dataDir, 'evenkeel.db')) ? await storedSettings(dataDir) : { settings: {} };
  return viewOf(withDashboardValues(settings.resolved, initial.settings));
}

async function storedSettings(dataDir: string): Promise<StoredState> {
  const store = await openStore({ dataDir, logger: silent, nowMs: () => Date.now() });
  await store.close();
  return store.initial;
}

const silent: Logger = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

async function portLine(settings: ResolvedSettings, running: string | null): Promise<string> {
  const { host, port } = settings.values;
  if (running !== null || port === 0) return 'Port: fine.';
  const holder = await findPortHolder(host, port);
  if (holder.pid === null && !holder.isEvenkeel) return `Port ${port}: free, as far as the system tells.`;
  return `Port ${port}: taken by ${holder.isEvenkeel ? 'another Evenkeel' : (holder.name ?? 'a program')}${holder.pid === null ? '' : ` (process ${holder.pid})`}.`;
}

async function keychainLine(): Promise<string> {
  try {
    await probeKeychain({ loadKeychain: loadKeytar, service: 'Evenkeel doctor', timeoutMs: 5000 });
    return 'Keychain: answers.';
  } catch (error) {
    return `Keychain: does not answer (${redact(error instanceof Error ? error.message : String(error))}). Tokens go to a sealed file unless EVENKEEL_VAULT says otherwise.`;
  }
}
