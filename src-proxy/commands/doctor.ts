import { settingDeclarations, settingKeys } from '../contract/settings.ts';
import { redact } from '../observe/redact.ts';
import { findRunningEngine } from '../running-engine.ts';
import { findPortHolder } from '../server/port-holder.ts';
import { resolveSettings, type ResolvedSettings } from '../settings/resolve-settings.ts';
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
  for (const key of settingKeys) {
    const { value, source, sourceName } = settings.resolved[key];
    const unit = 'unit' in settingDeclarations[key] ? ` ${settingDeclarations[key].unit}` : '';
    console.log(
      `  ${key.padEnd(26)} ${masked(String(value))}${unit}  (${sourceName === null ? source : `${source}: ${sourceName}`})`,
    );
  }
  if (running === null)
    console.log('\nValues set in the dashboard are shown there; they stand after file and before default.');
}

/** An address may carry a password; nothing else here can be a secret, but redaction does not rely on that. */
function masked(value: string): string {
  return redact(value.replace(/\/\/[^/@]*@/, '//[redacted]@'));
}

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
