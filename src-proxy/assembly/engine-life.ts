import type { EngineState } from '../contract/events.ts';
import type { Settings } from '../contract/settings.ts';
import { EngineStartError, type StopOptions } from '../engine-api.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Relay } from '../relay/relay.ts';
import { forgetRunningEngine, rememberRunningEngine } from '../running-engine.ts';
import type { AccountServices } from './account-services.ts';
import { endTogether } from './end-together.ts';
import type { Listener } from './listener.ts';

/** Something that works in the background until it is told to stop. */
interface Background {
  stop(): Promise<unknown> | void;
}

export interface EngineLifePorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: () => Pick<Settings, 'shutdownDrainTimeout'>;
  readonly dataDir: string;
  readonly listener: Listener;
  readonly relay: Pick<Relay, 'idle' | 'endAll'>;
  readonly accounts: AccountServices;
  /** By which commands on this machine are known. */
  readonly localToken: string;
  readonly onPhase: () => void;
  readonly listen: (override?: { port: number }) => Promise<void>;
  readonly onListening: () => void;
  /** No new work: what keeps clients or the clock busy ends. */
  readonly onDraining: () => void;
  /** Ended once the last request has. */
  readonly background: readonly Background[];
  /** What is still to be written when nobody changes anything any more. */
  readonly flush: () => readonly Promise<unknown>[];
  readonly close: () => Promise<void>;
}

/** The engine's phases: starting, running, draining, stopped; each once, in this order. */
export class EngineLife {
  readonly #ports: EngineLifePorts;
  #phase: EngineState['phase'] = 'starting';
  readonly #outOfPatience = Promise.withResolvers<void>();
  #stopping: Promise<void> | null = null;

  constructor(ports: EngineLifePorts) {
    this.#ports = ports;
  }

  get phase(): EngineState['phase'] {
    return this.#phase;
  }

  get isEnding(): boolean {
    return this.#phase === 'draining' || this.#phase === 'stopped';
  }

  /** @throws EngineStartError */
  async start(override?: { port: number }): Promise<void> {
    const { listen, accounts, listener, logger, dataDir, localToken, onListening } = this.#ports;
    if (this.isEnding) throw new EngineStartError('draining', 'Evenkeel is stopping.');
    await listen(override);
    accounts.poller.start();
    accounts.guardian.start();
    onListening();
    logger.info('Listening', { origin: listener.origin, accounts: accounts.book.all().length });
    // By this the commands find us, whichever shell we run in.
    await rememberRunningEngine(dataDir, String(listener.origin), localToken);
    this.#enter('running');
  }

  /** However often it is called, it happens once; a later call may shorten the patience with running requests. */
  stop({ patienceMs }: StopOptions = {}): Promise<void> {
    if (patienceMs !== undefined) this.#hurry(patienceMs);
    return (this.#stopping ??= this.#shutDown());
  }

  #hurry(patienceMs: number): void {
    const { resolve } = this.#outOfPatience;
    this.#ports.relay.idle(patienceMs).then(resolve, resolve);
  }

  async #shutDown(): Promise<void> {
    const { clock, logger, settings, accounts, relay, listener, background, dataDir } = this.#ports;
    const { loginBook, poller, guardian, resetCredits, tokens, trail, book } = accounts;
    this.#enter('draining');
    this.#ports.onDraining();
    await endTogether([loginBook.close()], { clock, logger });
    // It goes on listening meanwhile: new work is refused with a sentence, and whoever asks can see that it drains.
    await Promise.race([relay.idle(settings().shutdownDrainTimeout * 1000), this.#outOfPatience.promise]);
    relay.endAll();
    const ending = [poller, guardian, resetCredits, ...background].map((one) => Promise.resolve(one.stop()));
    await endTogether([relay.idle(1000), ...ending], { clock, logger });
    await listener.destroy();
    await tokens.stop();
    trail.stop();
    await endTogether([book.flush(), ...this.#ports.flush()], { clock, logger });
    await forgetRunningEngine(dataDir);
    await this.#ports.close();
    this.#enter('stopped');
    logger.info('Stopped');
  }

  #enter(next: EngineState['phase']): void {
    this.#phase = next;
    this.#ports.onPhase();
  }
}
