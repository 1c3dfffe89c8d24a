import { createClientSetups } from '../../src-proxy/clients/set-up/client-setups.ts';
import { clientIdSchema } from '../../src-proxy/contract/client-setup.ts';

export interface RestoreClientsPorts {
  readonly environment: NodeJS.ProcessEnv;
  readonly dataDir: string;
  readonly nowMs: () => number;
  readonly print: (line: string) => void;
}

/**
 * `evenkeel setup --restore` and not a word more, as uninstallers ask it of the installed app. Needs neither engine nor
 * window nor command line. Resolves with whether every program has its file back.
 */
export async function restoreClients({ environment, dataDir, nowMs, print }: RestoreClientsPorts): Promise<boolean> {
  const clients = createClientSetups({
    environment,
    dataDir,
    origin: () => 'http://127.0.0.1:2455',
    models: () => [],
    clock: { nowMs },
    audit: () => Promise.resolve(),
  });
  let isDone = true;
  for (const id of clientIdSchema.options) {
    try {
      print((await clients.restore(id, {}, 'command line')).sentence);
    } catch (error) {
      // The others are to come back all the same.
      isDone = false;
      print(error instanceof Error ? error.message : String(error));
    }
  }
  return isDone;
}
