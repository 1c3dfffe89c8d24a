import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createEngine } from '../engine.ts';
import type { Engine } from '../engine-api.ts';
import { createFileLogger } from '../observe/file-logger.ts';
import { findRunningEngine } from '../running-engine.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { StoreError } from '../storage/store.ts';
import { version } from '../version.ts';
import { bootstrapText } from './dashboard-text.ts';

export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
  readonly dataDir?: string;
}

/** `evenkeel serve`: the engine without a desktop, until SIGTERM or SIGINT. */
export async function serve(flags: ServeFlags): Promise<void> {
  const settings = resolveSettings({ flags: { ...flags }, environment: process.env, workingDirectory: process.cwd() });
  const { dataDir, logLevel } = settings.values;
  const logger = createFileLogger({ dataDir, level: logLevel, toConsole: true });
  const engine = await createEngine({
    settings,
    dashboardDir: dashboardDir(),
    version,
    logger,
    environment: process.env,
  }).catch(async (error: unknown) => {
    throw await namingHolder(error, dataDir);
  });
  const ended = untilSignal(engine);
  try {
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const { origin, vault } = engine.state();
  console.log(vault.detail);
  // To the console and nowhere else: what is in a log is read by others.
  const bootstrapToken = engine.dashboard.bootstrapToken();
  if (bootstrapToken !== null) console.log(bootstrapText(bootstrapToken));
  console.log(`Evenkeel is listening on ${origin} (dashboard ${origin}/dashboard)`);
  await ended;
}

/** A folder that is in use is in use by somebody: where that one answers, it is said where. */
async function namingHolder(error: unknown, dataDir: string): Promise<unknown> {
  if (!(error instanceof StoreError) || error.code !== 'data_dir_in_use') return error;
  const origin = await findRunningEngine(dataDir);
  return origin === null
    ? error
    : new StoreError(error.code, `${error.message} It answers at ${origin}.`, { cause: error });
}

/** Beside the bundle when built; in `dist` when run from source. */
export function dashboardDir(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return import.meta.url.endsWith('.ts') ? join(here, '..', '..', 'dist', 'dashboard') : join(here, 'dashboard');
}

/** Resolves when a signal came and everything has ended. A second signal does not wait for running requests. */
function untilSignal(engine: Engine): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false;
    const onSignal = (): void => {
      if (asked) process.exit(0);
      asked = true;
      const { activeRequests } = engine.state();
      if (activeRequests > 0)
        console.log(`Waiting for ${activeRequests} running request(s). Press Ctrl-C again to end them.`);
      engine.stop().then(resolve, reject);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
}
