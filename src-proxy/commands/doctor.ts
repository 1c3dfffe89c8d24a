import { writeFile } from 'node:fs/promises';

import type { BundleManifest, DiagnosticRun, DoctorReport } from '../contract/diagnostics.ts';
import type { SettingView } from '../contract/settings.ts';
import { findRunningEngine } from '../running-engine.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { version } from '../version.ts';
import { examineEngine } from './doctor-of-engine.ts';
import { examineMachine } from './doctor-of-machine.ts';
import { manifestText, resultText, settingText, summaryText } from './doctor-text.ts';

export interface DoctorFlags {
  readonly dataDir?: string;
  readonly json?: true;
  readonly probe?: true;
  readonly bundle?: string;
}

/** What was found, and how to make a bundle of it. */
export interface Examined {
  readonly run: DiagnosticRun;
  readonly settings: readonly SettingView[];
  readonly manifest: () => Promise<BundleManifest>;
  readonly bundle: () => Promise<Uint8Array>;
}

/** `evenkeel doctor`: what is in force, where it came from, and what stands in the way. Exit code 1 when a test failed. */
export async function doctor(flags: DoctorFlags): Promise<void> {
  const settings = resolveSettings({
    flags: flags.dataDir === undefined ? {} : { dataDir: flags.dataDir },
    environment: process.env,
    workingDirectory: process.cwd(),
  });
  const say = flags.json ? () => undefined : (text: string) => console.log(text);
  const running = await findRunningEngine(settings.values.dataDir);
  say(`Evenkeel ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`);
  say(running === null ? 'Evenkeel is not running on this data folder.' : `Evenkeel is running on ${running}.`);
  say('\nSelf-tests:');
  const onResult = (result: DiagnosticRun['results'][number]): void => say(resultText(result));
  const examined =
    running === null
      ? await examineMachine(settings, { onResult })
      : await examineEngine(running, { onResult, probe: flags.probe === true });
  say(`\n${summaryText(examined.run)}`);
  say('\nSettings in force:');
  for (const setting of examined.settings) say(settingText(setting));
  if (flags.json) console.log(JSON.stringify(reportOf(examined, running), null, 2));
  if (flags.bundle !== undefined) await writeBundle(flags.bundle, examined, say);
  if (examined.run.results.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1;
}

function reportOf({ run, settings }: Examined, running: string | null): DoctorReport {
  return { version, running, run, settings: [...settings] };
}

async function writeBundle(path: string, examined: Examined, say: (text: string) => void): Promise<void> {
  say(`\n${manifestText(await examined.manifest())}`);
  try {
    // A file that is there already is somebody's.
    await writeFile(path, await examined.bundle(), { mode: 0o600, flag: 'wx' });
    say(`Written to ${path}. Look through it before you hand it on.`);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw error;
    console.error(`evenkeel: ${path} is there already. Choose another name.`);
    process.exitCode = 1;
  }
}
