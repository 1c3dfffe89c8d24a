import { createFileLogger, type FileLoggerOptions, logFolderOf } from '../src-proxy/observe/file-logger.ts';
import { redact, redactData } from '../src-proxy/observe/redact.ts';
import type { Logger, LogLevel } from '../src-proxy/ports.ts';

type LevelledLogger = ReturnType<typeof createFileLogger>;

/** One log for the life of the app: on the terminal until the data folder is known, then in its file too. */
export interface ShellLog extends LevelledLogger {
  moveToFile(options: Pick<FileLoggerOptions, 'dataDir' | 'level'>): void;
  /** Where its file is; `null` while it has none. */
  folder(): string | null;
}

export function createShellLog(): ShellLog {
  let target: Logger = terminalLog();
  let folder: string | null = null;
  let setLevel: (level: LogLevel) => void = () => undefined;
  const at = (level: LogLevel) => (message: string, data?: Record<string, unknown>) => target[level](message, data);
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    setLevel: (level) => setLevel(level),
    moveToFile(options) {
      try {
        const file = createFileLogger({ ...options, toConsole: true });
        target = file;
        folder = logFolderOf(options.dataDir);
        setLevel = (level) => file.setLevel(level);
      } catch (error) {
        target.warn('The log cannot be written to its file and stays on the terminal.', { error });
      }
    },
    folder: () => folder,
  };
}

/** SECURITY: the same redaction as in the file. Standard output belongs to the line that says where the app listens. */
function terminalLog(): Logger {
  const say = (message: string, data?: Record<string, unknown>): void => {
    const facts = data === undefined ? '' : ` ${JSON.stringify(redactData(data))}`;
    process.stderr.write(`${redact(message)}${facts}\n`);
  };
  return { error: say, warn: say, info: () => undefined, debug: () => undefined };
}
