/** What the engine needs from the world. Shells and tests hand these in; nothing in the engine reaches around them. */

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** A log that takes a sentence and plain data. Redaction happens behind it, in one place. */
export interface Logger {
  error(message: string, data?: Record<string, unknown>): void;
  warn(message: string, data?: Record<string, unknown>): void;
  info(message: string, data?: Record<string, unknown>): void;
  debug(message: string, data?: Record<string, unknown>): void;
}

export interface Identifiers {
  /** A random id of at least 128 bits, safe in a header and a URL. */
  next(): string;
}
