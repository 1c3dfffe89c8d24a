import { createContext } from 'svelte';

import type { LiveEvent } from '#contract/events.ts';
import { languageFor } from '#contract/language.ts';

import { createApiClient } from '../connection/api-client.ts';
import type { ApiClient } from '../connection/api-client.ts';
import { createBatches } from '../connection/event-batches.ts';
import { followEvents, sleepMs } from '../connection/event-stream.ts';
import { browserFormatter } from '../format/formatter.ts';
import type { Formatter } from '../format/formatter.ts';
import { AccountImport } from './account-import.svelte.ts';
import { AccountLink } from './account-link.svelte.ts';
import { browserStorage } from './browser-storage.ts';
import { BulkImport } from './bulk-import.svelte.ts';
import type { Door } from './door.svelte.ts';
import { FirstRun } from './first-run.svelte.ts';
import { accountChangedBy, HappeningWatch } from './happenings.ts';
import { Jump } from './jump.svelte.ts';
import { Announcer } from './announcer.svelte.ts';
import { LiveState } from './live-state.svelte.ts';
import { Palette } from './palette.svelte.ts';
import { PoolOutlook } from './pool-outlook.svelte.ts';
import { browserPreferences } from './preferences.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';
import { RequestFacts } from './request-facts.svelte.ts';
import { Router } from './router.svelte.ts';
import { SignIn } from './sign-in.svelte.ts';
import { TickingClock } from './ticking-clock.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { UndoOffer } from './undo-offer.svelte.ts';
import { UsageInterval } from './usage-interval.svelte.ts';

/** Everything that a component may need, made once in `App.svelte` and handed down by context. */
export interface Dashboard {
  readonly door: Door;
  readonly api: ApiClient;
  readonly live: LiveState;
  readonly outlook: PoolOutlook;
  readonly usageInterval: UsageInterval;
  readonly imports: AccountImport;
  readonly bulk: BulkImport;
  readonly signIn: SignIn;
  readonly accountLink: AccountLink;
  readonly undo: UndoOffer;
  readonly toasts: Toasts;
  readonly happenings: HappeningWatch;
  readonly palette: Palette;
  readonly jump: Jump;
  readonly firstRun: FirstRun;
  readonly preferences: Preferences;
  readonly router: Router;
  readonly facts: RequestFacts;
  readonly announcer: Announcer;
  readonly clock: TickingClock;
  readonly format: Formatter;
}

export const [useDashboard, provideDashboard] = createContext<Dashboard>();

const announceEveryMs = 5_000;
const tickMs = 10_000;
const undoShownMs = 20_000;
const toastShownMs = 20_000;
const drawEveryMs = 100;

export function createDashboard(door: Door): Dashboard {
  const happenings = new HappeningWatch();
  const api = createApiClient({ fetch: noting(door.fetch, happenings) });
  const storage = browserStorage();
  const live = new LiveState();
  return {
    door,
    api,
    live,
    outlook: new PoolOutlook(api),
    usageInterval: new UsageInterval(api),
    imports: new AccountImport(api, (account) => live.putAccount(account)),
    bulk: new BulkImport(api, (account) => live.putAccount(account)),
    // SECURITY: without `noopener` the page outside could steer this one.
    signIn: new SignIn(api, (url) => window.open(url, '_blank', 'noopener')),
    accountLink: new AccountLink(),
    undo: new UndoOffer({ shownMs: undoShownMs, schedule: (work, ms) => setTimeout(work, ms) }),
    toasts: new Toasts({
      shownMs: toastShownMs,
      schedule: (work, ms) => setTimeout(work, ms),
      isSeen: () => document.visibilityState === 'visible',
    }),
    happenings,
    palette: new Palette(storage),
    jump: new Jump(),
    firstRun: new FirstRun(storage),
    preferences: browserPreferences(),
    router: new Router(window.history, window.location),
    facts: new RequestFacts(api),
    announcer: new Announcer({
      intervalMs: announceEveryMs,
      nowMs: () => performance.now(),
      schedule: (work, ms) => setTimeout(work, ms),
    }),
    clock: new TickingClock(),
    format: browserFormatter(navigator.languages, languageFor(document.documentElement.lang, [])),
  };
}

/** What the person changes here is no news to them. */
function noting(fetch: Door['fetch'], happenings: HappeningWatch): Door['fetch'] {
  return (input, init) => {
    const accountId = typeof input === 'string' ? accountChangedBy(input, init?.method ?? 'GET') : null;
    if (accountId !== null) happenings.own(accountId, performance.now());
    return fetch(input, init);
  };
}

/** Begins to listen to the engine; returns what ends it. */
export function startDashboard(dashboard: Dashboard): () => void {
  const { door, live, imports, bulk, signIn, clock, toasts, happenings, firstRun } = dashboard;
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
    dashboard.usageInterval
      .onEvent(event)
      .catch((error: unknown) => console.error('How often accounts are asked is not known.', error));
    for (const happening of happenings.read(event, performance.now())) toasts.add(happening);
    // What is on this machine's disk is its owner's business.
    if (door.isGuest) return;
    firstRun.onEvent(event);
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
