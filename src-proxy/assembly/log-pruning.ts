import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../storage/store.ts';

export interface LogPruningPorts {
  readonly store: Pick<Store, 'pruneRequests' | 'pruneUsage' | 'pruneOwners' | 'pruneRollups' | 'foldKeyCharges'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'requestLogRetentionDays'>;
}

const dayMs = 86_400_000;
/** As long as a trend is ever shown. */
const usageDays = 90;
/** Longer than the longest window of a limit, with room for a clock that is set back. */
const chargeDays = 35;
/** So long a report tells hours apart, and the days of any time zone; the days of UTC it tells for good. */
const fineSumsDays = 730;
const intervalMs = 6 * 3_600_000;

/** Deletes log entries that are older than their owner wants to keep them: when told, and a few times a day. */
export class LogPruning {
  readonly #ports: LogPruningPorts;
  readonly #timer: NodeJS.Timeout;

  constructor(ports: LogPruningPorts) {
    this.#ports = ports;
    this.#timer = setInterval(() => this.pruneNow(), intervalMs).unref();
  }

  pruneNow(): void {
    const { store, clock, logger, settings } = this.#ports;
    const nowMs = clock.nowMs();
    const days = settings().requestLogRetentionDays;
    const done = [
      store.pruneUsage(nowMs - usageDays * dayMs),
      store.foldKeyCharges(nowMs - chargeDays * dayMs),
      store.pruneOwners(nowMs),
      store.pruneRollups(nowMs - fineSumsDays * dayMs),
    ];
    if (days > 0) done.push(store.pruneRequests(nowMs - days * dayMs));
    Promise.all(done).catch((error: unknown) => logger.error('Old log entries could not be deleted', { error }));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
