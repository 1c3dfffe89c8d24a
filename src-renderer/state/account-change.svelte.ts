import type { AccountSummary } from '#contract/account.ts';

import type { ApiClient } from '../connection/api-client.ts';
import type { Announcer } from './announcer.svelte.ts';
import type { LiveState } from './live-state.svelte.ts';
import type { UndoOffer } from './undo-offer.svelte.ts';

export interface ChangePorts {
  readonly api: Pick<ApiClient, 'pauseAccount' | 'reactivateAccount'>;
  readonly live: Pick<LiveState, 'account' | 'putAccount'>;
  readonly announcer: Pick<Announcer, 'say'>;
  readonly undo: Pick<UndoOffer, 'offer'>;
}

interface Said {
  readonly paused: string;
  readonly resumed: string;
}

/** What is done, and what is said of it then. */
type Step = readonly [work: () => Promise<AccountSummary>, said: string];

/** One change of one account at a time, and what went wrong with the last one. */
export class AccountChange {
  busy = $state.raw(false);
  error = $state.raw<unknown>(null);
  readonly #ports: ChangePorts;

  constructor(ports: ChangePorts) {
    this.#ports = ports;
  }

  /** What the engine decides about is shown when it has decided. */
  async run(work: () => Promise<AccountSummary>, said: string): Promise<void> {
    await this.#work(async () => {
      this.#ports.live.putAccount(await work());
      this.#ports.announcer.say(said);
    });
  }

  /** Shown at once; taken back when the engine did not agree, or by Undo. `said` is of this and of its opposite. */
  async pause(account: AccountSummary, said: Said): Promise<void> {
    const { api } = this.#ports;
    const pause = () => api.pauseAccount(account.accountId);
    const resume = () => api.reactivateAccount(account.accountId);
    await this.#switch(account, 'paused', [pause, said.paused], [resume, said.resumed]);
  }

  async resume(account: AccountSummary, said: Said): Promise<void> {
    const { api } = this.#ports;
    const pause = () => api.pauseAccount(account.accountId);
    const resume = () => api.reactivateAccount(account.accountId);
    await this.#switch(account, 'active', [resume, said.resumed], [pause, said.paused]);
  }

  async #switch(
    account: AccountSummary,
    status: 'active' | 'paused',
    [work, said]: Step,
    [workBack, saidBack]: Step,
  ): Promise<void> {
    const { live, announcer, undo } = this.#ports;
    await this.#work(async () => {
      const hoped = { ...account, status, statusReason: null };
      live.putAccount(hoped);
      try {
        live.putAccount(await work());
      } catch (error) {
        // What came by an event meanwhile is newer than what we had.
        if (live.account(account.accountId) === hoped) live.putAccount(account);
        throw error;
      }
      announcer.say(said);
      undo.offer(said, async () => {
        live.putAccount(await workBack());
        announcer.say(saidBack);
      });
    });
  }

  async #work(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    try {
      await work();
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  }
}
