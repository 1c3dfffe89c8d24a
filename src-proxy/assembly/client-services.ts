import type { ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import { clientSnippets } from '../clients/client-snippets.ts';
import { offeredModels } from '../clients/offered-models.ts';
import { createClientSetups } from '../clients/set-up/client-setups.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';

export interface ClientServiceOptions {
  readonly store: Store;
  readonly events: Pick<LiveEvents, 'publish'>;
  readonly clock: Clock;
  readonly catalogue: ModelCatalogue;
  readonly environment: NodeJS.ProcessEnv;
  readonly dataDir: string;
  /** Where clients find us. */
  readonly origin: () => string;
  /** Whether who sends no key is turned away. */
  readonly demandsKey: () => boolean;
}

/** What other people's programs are told, and what is written into their files. */
export function assembleClients(options: ClientServiceOptions) {
  const { store, events, clock, catalogue, environment, dataDir, origin, demandsKey } = options;
  return {
    snippets: () => clientSnippets(origin()),
    clients: createClientSetups({
      environment,
      dataDir,
      origin,
      models: () => offeredModels(catalogue.view().models),
      demandsKey,
      clock,
      audit: async (entry) => {
        // What has changed is to be seen also where the line in the log cannot be written.
        events.publish({ type: 'clients' });
        await store.appendAudit({ ...entry, atMs: clock.nowMs() });
      },
    }),
  };
}
