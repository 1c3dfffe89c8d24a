import { redact } from '../observe/redact.ts';
import type { Clock } from '../ports.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';
import { mergeSample, replaceSample } from '../usage/merge-sample.ts';
import type { Account } from './account.ts';
import { noteCircuit, noteFailure, noteHealth, noteServed } from './account-fitness.ts';
import type { AccountShelf } from './account-shelf.ts';
import { planVerdict, type PlanVerdict } from './plan-change.ts';

/** What requests, probes, polls and time teach about accounts. */
export class AccountLessons {
  readonly #shelf: AccountShelf;
  readonly #clock: Clock;
  /** By account: a plan that was reported once and is not believed yet. */
  readonly #doubtedPlans = new Map<string, string>();

  constructor(shelf: AccountShelf, clock: Clock) {
    this.#shelf = shelf;
    this.#clock = clock;
  }

  /** Limits whose time has come are lifted. Cheap: called before every selection. */
  timePassed(): void {
    const nowMs = this.#clock.nowMs();
    for (const account of this.#shelf.all()) {
      this.#shelf.apply(account, { kind: 'timePassed' });
      noteHealth(account, 'seen', nowMs);
      noteCircuit(account, 'seen', nowMs);
    }
  }

  success(account: Account): void {
    this.#shelf.apply(account, { kind: 'served' });
    noteServed(account, this.#clock.nowMs());
  }

  /** A probe went through: proof that no limit is in force. */
  servedInSpiteOfLimit(account: Account): void {
    this.#shelf.apply(account, { kind: 'probeServed' });
    noteServed(account, this.#clock.nowMs());
  }

  /** Times that were noted under another clock: a rest of seconds must not become one of hours. */
  clockChange(): void {
    for (const account of this.#shelf.all()) this.#shelf.apply(account, { kind: 'clockChanged' });
  }

  usage(account: Account, sample: UsageSample): void {
    this.#takeSample(account, sample, mergeSample(account.record.usage, sample));
  }

  /** What the upstream told when it was asked: the whole of it. */
  usageReport(account: Account, sample: UsageSample): void {
    this.#takeSample(account, sample, replaceSample(account.record.usage, sample));
  }

  #takeSample(account: Account, sample: UsageSample, usage: UsageSample): void {
    this.#shelf.changeLazily(account, { usage });
    this.#shelf.apply(account, { kind: 'usageSample', sample });
  }

  /** Beside a sample, because nobody asks for resets to learn about windows. */
  resetCredits(account: Account, resetCredits: NonNullable<UsageSample['resetCredits']>): void {
    const { usage } = account;
    if (usage !== null) this.#shelf.changeLazily(account, { usage: { ...usage, resetCredits } });
  }

  /** @param planType as it was reported, lower case */
  plan(account: Account, planType: string, { namesWorkspace }: { readonly namesWorkspace: boolean }): PlanVerdict {
    const { planType: stored } = account.record;
    const doubted = this.#doubtedPlans.get(account.id) ?? null;
    const verdict = planVerdict({ stored, reported: planType, namesWorkspace, doubted });
    if (verdict === 'doubted') this.#doubtedPlans.set(account.id, planType);
    else this.#doubtedPlans.delete(account.id);
    if (verdict === 'changed')
      this.#shelf.change(account, { planType, previousPlanType: stored, planChangedAtMs: this.#clock.nowMs() });
    return verdict;
  }

  /** The owner spent a reset, and the upstream has reported room since: no limit is in force. */
  limitsReset(account: Account): void {
    if (account.usage !== null) this.#shelf.apply(account, { kind: 'resetRedeemed', sample: account.usage });
  }

  /** What a failure means for the account: its standing, a short rest, or only a note. A request's own faults are not the account's. */
  failure(account: Account, failure: UpstreamFailure): void {
    if (failure.class === 'request' || failure.class === 'foreign_content') return;
    const before = account.rests;
    this.trouble(account, failure);
    this.#shelf.apply(account, { kind: 'failure', failure });
    noteFailure(account, before, this.#clock.nowMs());
    this.#shelf.announce(account);
  }

  /** A failure that is shown with the account and says nothing about it, such as a sign-in service that is out of order. */
  trouble(account: Account, failure: UpstreamFailure): void {
    account.lastError = {
      at: new Date(this.#clock.nowMs()).toISOString(),
      statusCode: failure.statusCode,
      code: failure.code,
      message: redact(failure.raw === '' ? failure.message : failure.raw),
    };
    this.#shelf.announce(account);
  }

  /** The account broke so often in one request that it rests at once. */
  exhaustedRetries(account: Account): void {
    this.#shelf.apply(account, { kind: 'retriesExhausted' });
    noteHealth(account, 'failed', this.#clock.nowMs());
  }
}
