import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

/** The models of each account as the upstream listed them last, so that a start knows them before it can ask. */
const fileSchema = z.object({
  accounts: z.record(
    z.string(),
    z.object({ fetchedAtMs: z.number(), models: z.array(z.looseObject({ slug: z.string() })) }),
  ),
});

export type KeptModels = z.output<typeof fileSchema>['accounts'];

export interface ModelsFile {
  /** Nothing where there is no file, or none that can be read: it is only a memory of what can be asked anew. */
  read(): Promise<KeptModels>;
  /** One after the other; a kill leaves the old content or the new. */
  write(accounts: KeptModels): Promise<void>;
}

export function modelsFileIn(dataDir: string): ModelsFile {
  const path = join(dataDir, 'models.json');
  let last: Promise<void> = Promise.resolve();

  async function replace(accounts: KeptModels): Promise<void> {
    const temp = `${path}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await writeFile(temp, JSON.stringify({ accounts }), { mode: 0o600, flag: 'wx' });
      await rename(temp, path);
    } finally {
      await rm(temp, { force: true });
    }
  }

  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => '{}');
      try {
        const parsed = fileSchema.safeParse(JSON.parse(text));
        return parsed.success ? parsed.data.accounts : {};
      } catch (error) {
        if (error instanceof SyntaxError) return {};
        throw error;
      }
    },
    async write(accounts) {
      last = last.catch(() => undefined).then(() => replace(accounts));
      await last;
    },
  };
}
