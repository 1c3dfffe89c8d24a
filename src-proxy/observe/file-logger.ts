import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';

import log from 'electron-log/node.js';

import type { Logger, LogLevel } from '../ports.ts';
import { makeFolders, unusable } from '../storage/data-dir.ts';
import { redact, redactData } from './redact.ts';

export interface FileLoggerOptions {
  readonly dataDir: string;
  readonly level: LogLevel;
  /** Also to standard error; the desktop app has no terminal. */
  readonly toConsole: boolean;
}

const maxFileBytes = 5 * 1024 * 1024;

/**
 * The log in `<data folder>/logs/evenkeel.log`, one older file kept. SECURITY: everything passes redaction here, so no
 * caller can forget it.
 * @throws StoreError where the folder cannot hold it
 */
export function createFileLogger(options: FileLoggerOptions): Logger & { setLevel(level: LogLevel): void } {
  const path = privateFile(options.dataDir);
  const sink = log.create({ logId: `evenkeel-${path}` });
  // Without a name it writes nothing, and looks for one in the package.json of whatever folder it was started from.
  sink.transports.file.setAppName('evenkeel');
  sink.transports.file.resolvePathFn = () => path;
  // For the file that follows a rotation.
  sink.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  sink.transports.file.maxSize = maxFileBytes;
  sink.transports.file.format = '[{iso}] [{level}] {text}';
  sink.transports.file.level = options.level;
  sink.transports.console.level = options.toConsole ? 'warn' : false;
  sink.transports.console.format = '{level}: {text}';

  const write =
    (level: LogLevel) =>
    (message: string, data?: Record<string, unknown>): void => {
      const line = data === undefined ? redact(message) : `${redact(message)} ${JSON.stringify(redactData(data))}`;
      sink[level](line);
    };
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    setLevel(level: LogLevel): void {
      sink.transports.file.level = level;
    },
  };
}

export function logFolderOf(dataDir: string): string {
  return join(dataDir, 'logs');
}

/** Made before the log library opens it, so that it is never readable by others, not even for a moment (row F1). */
function privateFile(dataDir: string): string {
  const folder = logFolderOf(dataDir);
  const path = join(folder, 'evenkeel.log');
  try {
    makeFolders(folder);
    chmodSync(folder, 0o700);
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    return path;
  } catch (error) {
    throw unusable(dataDir, error);
  }
}
