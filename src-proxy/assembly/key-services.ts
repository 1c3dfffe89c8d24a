import { randomBytes, randomUUID } from 'node:crypto';

import type { AccountBook } from '../accounts/account-book.ts';
import type { Settings } from '../contract/settings.ts';
import { createKeyActions } from '../keys/key-actions.ts';
import { keyAdoption } from '../keys/key-adoption.ts';
import { KeyBook } from '../keys/key-book.ts';
import { KeyDesk } from '../keys/key-desk.ts';
import { createKeySight } from '../keys/key-sight.ts';
import { createTakesSockets } from '../keys/key-transport.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { Clock } from '../ports.ts';
import { createKeyGate } from '../server/key-gate.ts';
import type { Store } from '../storage/store.ts';
import { PriceBook } from '../usage/price-book.ts';

export interface KeyServicesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly book: AccountBook;
  readonly settings: () => Settings;
  readonly events: LiveEvents;
  readonly isKnownSource: (sourceId: string) => boolean;
}

export type KeyServices = Awaited<ReturnType<typeof assembleKeys>>;

/** API keys, what they may, and what things cost. */
export async function assembleKeys({ store, clock, book, settings, events, isKnownSource }: KeyServicesOptions) {
  const isKnownAccount = (accountId: string): boolean => book.find(accountId) !== null;
  const keys = await KeyBook.open({ store, clock, randomBytes, newId: randomUUID, isKnownAccount, isKnownSource });
  const prices = new PriceBook({ store });
  const onChange = (): void => events.publish({ type: 'api-keys' });
  return {
    keys,
    prices,
    desk: new KeyDesk({ keys, prices, clock, accounts: () => book.all() }),
    sees: createKeySight({ keys, settings }),
    takesSockets: createTakesSockets({ keys, settings }),
    adoption: keyAdoption({ keys, store, clock, onChange }),
    gate: createKeyGate({ keys, settings }),
    actions: createKeyActions({ keys, store, clock, onChange }),
  };
}
