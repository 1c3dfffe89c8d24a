import { randomUUID } from 'node:crypto';

import type { Settings } from '../contract/settings.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Clock } from '../ports.ts';
import { askModels } from '../sources/ask-models.ts';
import { createSourceActions } from '../sources/source-actions.ts';
import { SourceBook } from '../sources/source-book.ts';
import type { Store } from '../storage/store.ts';
import type { SecretVault } from '../vault/secret-vault.ts';
import type { Listener } from './listener.ts';

export interface SourceServicesOptions {
  readonly store: Store;
  readonly vault: { readonly secrets: SecretVault };
  readonly clock: Clock;
  readonly events: LiveEvents;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly listener: Pick<Listener, 'origin'>;
  /** Where it is to listen. */
  readonly initial: Pick<Settings, 'port'>;
  /** The API keys, which are assembled after this. */
  readonly keys: () => Pick<KeyBook, 'namesAssignedTo'>;
}

export type SourceServices = ReturnType<typeof assembleSources>;

const testTimeoutMs = 10_000;

/** OpenAI-compatible servers beside the accounts. */
export function assembleSources(options: SourceServicesOptions) {
  const { store, vault, clock, events, ownName, listener, initial, keys } = options;
  const book = new SourceBook({
    store,
    secrets: vault.secrets,
    clock,
    newId: randomUUID,
    ownPort: () => (listener.origin === null ? initial.port : Number(new URL(listener.origin).port)),
    keysAssignedTo: (sourceId) => keys().namesAssignedTo(sourceId),
  });
  const ask: Parameters<typeof createSourceActions>[0]['ask'] = (place) =>
    askModels({ ...place, ownName, timeoutMs: testTimeoutMs });
  return { book, actions: createSourceActions({ book, store, events, clock, ask }) };
}
