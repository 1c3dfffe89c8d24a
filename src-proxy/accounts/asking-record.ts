import type { UpstreamFailure } from '../providers/provider.ts';
import type { Account } from './account.ts';
import { nextAsk, type AskFacts, type NextAsk } from './usage-cadence.ts';

interface Entry {
  wanted: boolean;
  askedAtMs: number | null;
  reportedAtMs: number | null;
  failuresInARow: number;
  restUntilMs: number;
}

/** As the reference: an account whose usage may not be asked is left alone for so long. */
const refusedRestMs = 300_000;

/** What became of the questions of this run, and from that the next one. */
export class AskingRecord {
  readonly #entries = new Map<string, Entry>();
  #lastMs: number | null = null;
  #lastRegularMs: number | null = null;

  wanted(accountId: string): void {
    this.#entry(accountId).wanted = true;
  }

  /** The loop's own question goes out; those that somebody asks beside it keep no distance. */
  began({ accountId, urgent }: NextAsk, nowMs: number): void {
    this.#lastMs = nowMs;
    if (!urgent) this.#lastRegularMs = nowMs;
    this.asked(accountId, nowMs);
  }

  asked(accountId: string, nowMs: number): void {
    const entry = this.#entry(accountId);
    entry.askedAtMs = nowMs;
    entry.wanted = false;
  }

  reported(accountId: string, nowMs: number): void {
    const entry = this.#entry(accountId);
    entry.reportedAtMs = nowMs;
    entry.failuresInARow = 0;
    entry.restUntilMs = 0;
  }

  /** @param failure `null` for an error of our own */
  failed(accountId: string, failure: UpstreamFailure | null, nowMs: number): void {
    const entry = this.#entry(accountId);
    entry.failuresInARow += 1;
    if (failure?.class === 'unauthorized' || failure?.class === 'account_refused')
      entry.restUntilMs = nowMs + refusedRestMs;
  }

  /** Times that were noted under another clock say nothing. */
  forgetRests(): void {
    for (const entry of this.#entries.values())
      Object.assign(entry, { askedAtMs: null, failuresInARow: 0, restUntilMs: 0 });
    this.#lastMs = null;
    this.#lastRegularMs = null;
  }

  next(accounts: readonly Account[], intervalMs: number, nowMs: number): NextAsk | null {
    const facts = accounts.map((account) => factsOf(account, this.#entry(account.id)));
    return nextAsk(facts, intervalMs, { lastMs: this.#lastMs, lastRegularMs: this.#lastRegularMs }, nowMs);
  }

  #entry(accountId: string): Entry {
    const known = this.#entries.get(accountId);
    if (known !== undefined) return known;
    const entry = { wanted: false, askedAtMs: null, reportedAtMs: null, failuresInARow: 0, restUntilMs: 0 };
    this.#entries.set(accountId, entry);
    return entry;
  }
}

function factsOf({ id, status, usage, resetAtMs, lastUsedAtMs }: Account, entry: Entry): AskFacts {
  const windows = [usage?.primary, usage?.secondary, usage?.monthly].filter((window) => window != null);
  const resets = [resetAtMs, ...windows.map((window) => window.resetAtMs)].filter((timeMs) => timeMs !== null);
  return {
    ...entry,
    accountId: id,
    sampledAtMs: usage?.atMs ?? null,
    usedAtMs: lastUsedAtMs,
    usedPercent: Math.max(0, ...windows.map(({ usedPercent }) => usedPercent)),
    blocked: status !== 'active',
    resetsAtMs: resets,
  };
}
