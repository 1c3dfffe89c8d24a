import type { ModelCatalogue } from '../accounts/models/model-catalogue.ts';
import type { Settings } from '../contract/settings.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import { RequestMetrics } from '../observe/metrics/request-metrics.ts';
import type { Clock, Logger } from '../ports.ts';
import { Conversations } from '../relay/conversations.ts';
import { createForesight } from '../relay/foresight.ts';
import { Owners } from '../relay/owners.ts';
import { ProxySwitch } from '../relay/proxy-switch.ts';
import { Relay } from '../relay/relay.ts';
import { RequestJournal } from '../relay/request-journal.ts';
import { createShapeLog } from '../relay/shape-log.ts';
import { createStickyDesk } from '../relay/sticky-desk.ts';
import type { NewRequestLogEntry, Store } from '../storage/store.ts';
import { costMicroUsd } from '../usage/cost.ts';
import type { AccountServices } from './account-services.ts';
import type { KeyServices } from './key-services.ts';
import type { SourceServices } from './source-services.ts';
import { StickySweep } from './sticky-sweep.ts';
import type { Upstream } from './upstream.ts';

export interface ProxyServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Settings;
  readonly events: LiveEvents;
  readonly accounts: Pick<AccountServices, 'book' | 'tokens'>;
  readonly keys: Pick<KeyServices, 'desk' | 'prices'>;
  readonly sources: Pick<SourceServices, 'book'>;
  readonly upstream: Pick<Upstream, 'provider' | 'sourceProvider'>;
  readonly catalogue: ModelCatalogue;
  /** The proxy was paused or resumed. */
  readonly onSwitch: () => void;
}

export type ProxyServices = ReturnType<typeof assembleProxy>;

/** What carries requests: the relay, where conversations live, and the journal that every request ends in. */
export function assembleProxy(options: ProxyServiceOptions) {
  const { store, clock, logger, settings, events, accounts, keys, sources, upstream, catalogue } = options;
  const { book, tokens } = accounts;
  const owners = new Owners({ store, clock, logger });
  const conversations = new Conversations({ store, sealed: owners, clock, logger, settings });
  const sweep = new StickySweep(conversations);
  const metrics = new RequestMetrics((entry) => inputCostOf(entry, keys.prices));
  const journal = new RequestJournal({ store, events, logger, metrics });
  const proxySwitch = new ProxySwitch(options.onSwitch);
  const relay = new Relay({
    book,
    tokens,
    provider: upstream.provider,
    lists: catalogue,
    conversations,
    owners,
    journal,
    keys: keys.desk,
    sources: sources.book,
    sourceProvider: upstream.sourceProvider,
    isForeign: (model, pool) => catalogue.isForeign(model, pool),
    clock,
    settings,
    standstill: () => proxySwitch.refusal(),
    noteShape: createShapeLog({ logger, settings }),
  });
  const stickySessions = createStickyDesk({
    conversations,
    nameOf: (accountId) => book.find(accountId)?.label ?? accountId,
    store,
    clock,
  });
  const standstill = (): ReturnType<ProxySwitch['refusal']> => proxySwitch.refusal();
  const foresee = createForesight({ keys: keys.desk, clock, settings, standstill });
  return { conversations, sweep, journal, metrics, owners, relay, foresee, proxySwitch, stickySessions };
}

/** What the input alone cost; a source says only what all of it did. */
function inputCostOf(entry: NewRequestLogEntry, prices: KeyServices['prices']): number | null {
  if (entry.sourceId !== null) return null;
  const { model, serviceTier, inputTokens, cachedInputTokens } = entry;
  return costMicroUsd(prices.priceOf(model), serviceTier, {
    inputTokens,
    cachedInputTokens,
    outputTokens: 0,
    reasoningTokens: null,
  });
}
