import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

import { z } from 'zod';

import type { Logger } from '../../src-proxy/ports.ts';

const missedSchema = z.strictObject({ version: z.string().min(1).max(100) });

/** An update that was not put in place, kept for the start that comes of it. */
export interface MissedUpdate {
  /** Kept before the app ends, so it is on disk when this comes back. */
  keep(version: string): void;
  /** Its version; `null` where there is none. Given out once. */
  take(): string | null;
}

/** A file that is missing or makes no sense means that there is nothing to tell. */
export function missedUpdateFile(path: string, log: Logger): MissedUpdate {
  return {
    keep(version) {
      try {
        writeFileSync(`${path}.new`, JSON.stringify({ version }), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        log.warn('That the update was not put in place could not be kept for the next start.', { error });
      }
    },
    take() {
      try {
        const text = readFileSync(path, 'utf8');
        // First, so that it is told of once and not at every start.
        rmSync(path);
        return missedSchema.parse(JSON.parse(text)).version;
      } catch (error) {
        log.debug('No update was missed.', { error });
        return null;
      }
    },
  };
}
