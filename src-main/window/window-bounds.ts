import { readFileSync, renameSync, writeFileSync } from 'node:fs';

import { z } from 'zod';

import type { Logger } from '../../src-proxy/ports.ts';

const boundsSchema = z.strictObject({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(480).max(10_000),
  height: z.number().int().min(320).max(10_000),
});
export type WindowBounds = z.infer<typeof boundsSchema>;

export interface BoundsStore {
  read(): WindowBounds | null;
  write(bounds: WindowBounds): void;
}

/** Where the window was. A file that is missing or makes no sense means the usual place. */
export function boundsFile(path: string, log: Logger): BoundsStore {
  return {
    read() {
      try {
        return boundsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      } catch (error) {
        log.debug('The window takes its usual size.', { error });
        return null;
      }
    },
    write(bounds) {
      try {
        writeFileSync(`${path}.new`, JSON.stringify(bounds), { mode: 0o600 });
        renameSync(`${path}.new`, path);
      } catch (error) {
        log.warn('The size of the window could not be kept.', { error });
      }
    },
  };
}
