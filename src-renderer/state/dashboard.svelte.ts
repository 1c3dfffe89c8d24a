import { createContext } from 'svelte';

import type { LiveEvent } from '#contract/events.ts';

import { createApiClient } from '../connection/api-client.ts';
import type { ApiClient } from '../connection/api-client.ts';
import { createBatches } from '../connection/event-batches.ts';
import { followEvents, sleepMs } from '../connection/event-stream.ts';
import { browserFormatter } from '../format/formatter.ts';
import type { Formatter } from '../format/formatter.ts';
import { AccountImport } from './account-import.svelte.ts';
import { BulkImport } from './bulk-import.svelte.ts';
import type { Door } from './door.svelte.ts';
import { Announcer } from './announcer.svelte.ts';
import { LiveState } from './live-state.svelte.ts';
import { PoolOutlook } from './pool-outlook.svelte.ts';
import { browserPreferences } from './preferences.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import { Router } from './router.svelte.ts';
import { SignIn } from './sign-in.svelte.ts';
import { TickingClock } from './ticking-clock.svelte.ts';
import { UndoOffer } from './undo-offer.svelte.ts';

/** Everything that a component may need, made once in `App.svelte` and handed down by context. */
export interface Dashboard {
  readonly door: Door;
  readonly api: ApiClient;
  readonly live: LiveState;
  readonly outlook: PoolOutlook;
  readonly imports: AccountImport;
  readonly bulk: BulkImport;
  readonly signIn: SignIn;
  readonly undo: UndoOffer;
  readonly preferences: Preferences;
  readonly router: Router;
  readonly announcer: Announcer;
  readonly clock: TickingClock;
  readonly format: Formatter;
}

export const [useDashboard, provideDashboard] = createContext<Dashboard>();

const announceEveryMs = 5_000;
const tickMs = 10_000;
const undoShownMs = 20_000;
const drawEveryMs = 100;

export function createDashboard(door: Door): Dashboard {
  const api = createApiClient({ fetch: door.fetch });
  const live = new LiveState();
  return {
    door,
    api,
    live,
    outlook: new PoolOutlook(api),
    imports: new AccountImport(api, (account) => live.putAccount(account)),
    bulk: new BulkImport(api, (account) => live.putAccount(account)),
    // SECURITY: without `noopener` the page outside could steer this one.
    signIn: new SignIn(api, (url) => window.open(url, '_blank', 'noopener')),
    undo: new UndoOffer({ shownMs: undoShownMs, schedule: (work, ms) => setTimeout(work, ms) }),
    preferences: browserPreferences(),
    router: new Router(window.history, window.location),
    announcer: new Announcer({
      intervalMs: announceEveryMs,
      nowMs: () => performance.now(),
      schedule: (work, ms) => setTimeout(work, ms),
    }),
    clock: new TickingClock(),
    format: browserFormatter(navigator.languages),
  };
}

/** Begins to listen to the engine; returns what ends it. */
export function startDashboard({ door, live, imports, bulk, signIn, clock }: Dashboard): () => void {
  const ended = new AbortController();
  const stopClock = clock.start(tickMs);
  const failed = (error: unknown) => console.error('The event stream ended for good.', error);
  const onEvent = createBatches<LiveEvent>({
    intervalMs: drawEveryMs,
    nowMs: () => performance.now(),
    schedule: (work, ms) => setTimeout(work, ms),
    deliver: (event) => live.apply(event),
  });
  followEvents({
    url: '/api/events',
    fetch: door.fetch,
    signal: ended.signal,
    random: Math.random,
    sleep: sleepMs,
    onEvent,
    onState: (connection) => (live.connection = connection),
  }).catch(failed);
  const unsubscribe = live.subscribe((event) => {
    // What is on this machine's disk is its owner's business.
    if (door.isGuest) return;
    if (event.type === 'snapshot' || event.type === 'account-removed') imports.lookForFiles().catch(failed);
    if (event.type === 'snapshot') bulk.lookForCodexLb().catch(failed);
    // The dialog asks each second while it can be seen; this also finds it behind another window.
    if (event.type === 'login') signIn.poll().catch(failed);
  });
  return () => {
    ended.abort();
    stopClock();
    unsubscribe();
  };
}
