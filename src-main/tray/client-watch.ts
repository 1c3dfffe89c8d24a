import type { ClientStatus } from '../../src-proxy/contract/client-setup.ts';
import type { Engine } from '../../src-proxy/engine-api.ts';
import type { Logger } from '../../src-proxy/ports.ts';
import type { TimePort } from '../time-port.ts';
import type { ShownClient } from './client-menu.ts';

export interface ClientWatchPorts {
  /** `null` while none runs. */
  readonly engine: () => Pick<Engine, 'clients'> | null;
  readonly time: Pick<TimePort, 'nowMs'>;
  readonly log: Logger;
  /** What is known is no longer what it was. */
  readonly onChange: () => void;
}

/** How the programs on this machine stand, as it was when their files were last read. Nothing is read to show it. */
export interface ClientWatch {
  known(): readonly ShownClient[];
  /** Somebody may look: reads the files anew, unless that was done a moment ago. Never fails: what is known stays. */
  refresh(): void;
  /** Something has changed: reads the files anew in any case, after what is under way. */
  renew(): void;
}

/** A pointer that passes over the icon is told of often. */
const shortestGapMs = 2_000;

export function createClientWatch({ engine, time, log, onChange }: ClientWatchPorts): ClientWatch {
  let known: readonly ShownClient[] = [];
  let isReading = false;
  let isOutdated = false;
  let readAtMs = -Infinity;

  async function read(running: Pick<Engine, 'clients'>): Promise<void> {
    const fresh = (await running.clients.list()).map(shownOf);
    if (JSON.stringify(fresh) === JSON.stringify(known)) return;
    known = fresh;
    onChange();
  }

  function renew(): void {
    const running = engine();
    // What is being read may have been written since.
    isOutdated = isReading;
    if (running === null || isReading) return;
    isReading = true;
    readAtMs = time.nowMs();
    read(running)
      .catch((error: unknown) => log.warn('How other programs are set up could not be read.', { error }))
      .finally(() => {
        isReading = false;
        if (isOutdated) renew();
      });
  }

  return {
    known: () => known,
    refresh() {
      if (!isReading && time.nowMs() - readAtMs >= shortestGapMs) renew();
    },
    renew,
  };
}

function shownOf({ id, installed, state, canRestore }: ClientStatus): ShownClient {
  return { id, installed, state, canRestore };
}
