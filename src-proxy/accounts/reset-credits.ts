import type { ResetCreditActions } from '../contract/account-actions.ts';
import type { AuditActor } from '../contract/audit.ts';
import { Refusal } from '../contract/refusal.ts';
import type { RedeemRequest, Redemption, ResetCredits } from '../contract/reset-credits.ts';
import type { Clock, Logger } from '../ports.ts';
import type { OfferedReset, ResetCreditEndpoint, ResetCreditReport } from '../providers/provider.ts';
import type { RedemptionRecord, Store } from '../storage/store.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';
import { askAsAccount } from './ask-as-account.ts';
import { refuseFailedAsk, refuseSignedOut } from './ask-usage.ts';
import { redeemVerdict } from './redeem-answer.ts';
import { RedemptionLedger, type RedemptionOutcome } from './redemption-ledger.ts';
import { isSpendable, resetToSpend } from './reset-to-spend.ts';
import type { TokenKeeper } from './token-keeper.ts';
import type { UsagePoller } from './usage-poller.ts';

export interface ResetCreditsPorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly endpoint: ResetCreditEndpoint;
  readonly poller: Pick<UsagePoller, 'refresh'>;
  readonly store: Pick<Store, 'initial' | 'saveRedemption' | 'appendAudit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A new UUID. */
  readonly newId: () => string;
}

type Listed = Extract<ResetCreditReport, { kind: 'listed' }>;

/** How the code of an outcome begins when the upstream refused. */
const refusedPrefix = 'refused:';

/**
 * Lists the resets that an owner may spend, and spends them. A reset cannot be taken back and the upstream does not keep
 * two requests apart for us, so: one redemption per account at a time, its id on disk before the request leaves, the
 * request sent once, and an answer that was lost leaves it open until the same id is asked again.
 */
export class ResetCreditDesk implements ResetCreditActions {
  readonly #ports: ResetCreditsPorts;
  readonly #ledger: RedemptionLedger;
  readonly #running = new Map<string, { readonly id: string; readonly redemption: Promise<Redemption> }>();
  readonly #stopped = new AbortController();
  /** By account: how many there were when their dates were last asked for. */
  readonly #datedCounts = new Map<string, number>();

  constructor(ports: ResetCreditsPorts) {
    this.#ports = ports;
    this.#ledger = new RedemptionLedger(ports);
  }

  async list(accountId: string): Promise<ResetCredits> {
    const account = this.#ports.book.require(accountId);
    const { available, credits } = await this.#ask(account);
    return {
      availableCount: available,
      credits: credits.map(shownCredit),
      openRedemptions: this.#ledger.open(accountId).map(({ redeemRequestId, creditId, requestedAtMs }) => ({
        redeemRequestId,
        creditId,
        requestedAt: new Date(requestedAtMs).toISOString(),
      })),
    };
  }

  /** Whose a redemption is that was asked for before; `null` for a new one. */
  accountOf(redeemRequestId: string): string | null {
    return this.#ledger.find(redeemRequestId)?.accountId ?? null;
  }

  /** Whether one is under way there, or its answer was lost. */
  isBusy(accountId: string): boolean {
    return this.#running.has(accountId) || this.#ledger.open(accountId).length > 0;
  }

  /** A usage report counts resets and gives no dates: those are asked for when the count is another than before. */
  async learnDates(account: Account): Promise<void> {
    const { available = 0, nearestExpiresAtMs = null } = account.usage?.resetCredits ?? {};
    if (available === 0 || nearestExpiresAtMs !== null || this.#datedCounts.get(account.id) === available) return;
    this.#datedCounts.set(account.id, available);
    await this.#ask(account).catch((error: unknown) =>
      this.#ports.logger.debug('The dates of resets could not be read', { accountId: account.id, error }),
    );
  }

  async redeem(accountId: string, request: RedeemRequest, actor: AuditActor): Promise<Redemption> {
    const account = this.#ports.book.require(accountId);
    const id = request.redeemRequestId ?? this.#ports.newId();
    const known = this.#ledger.find(id);
    if (known !== null) this.#refuseAnother(known, account, request);
    if (known !== null && known.outcome !== null) return this.#redemptionOf(known, known.outcome, account);
    const running = this.#running.get(accountId);
    if (running?.id === id) return await running.redemption;
    const open =
      running?.id ?? this.#ledger.open(accountId).find((record) => record.redeemRequestId !== id)?.redeemRequestId;
    if (open !== undefined) throw redemptionOpen(account, open);
    const redemption = this.#carryOut(account, id, known, request.creditId ?? null, actor).finally(() =>
      this.#running.delete(accountId),
    );
    this.#running.set(accountId, { id, redemption });
    return await redemption;
  }

  /** No new try is begun; a redemption that was sent gets its answer. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.allSettled([...this.#running.values()].map(({ redemption }) => redemption));
  }

  async #carryOut(
    account: Account,
    id: string,
    known: RedemptionRecord | null,
    wantedCredit: string | null,
    actor: AuditActor,
  ): Promise<Redemption> {
    const { endpoint, clock, tokens } = this.#ports;
    // This proves the token too: the redemption itself is sent once, so it must not fail by an old one.
    const listed = await this.#ask(account);
    const record = known ?? {
      redeemRequestId: id,
      accountId: account.id,
      creditId: resetToSpend(account.label, listed, wantedCredit, clock.nowMs()),
      requestedAtMs: clock.nowMs(),
      outcome: null,
    };
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return refuseFailedAsk(account, token.failure, 'its resets');
    if (known === null) await this.#ledger.begin(record);
    const { chatgptAccountId } = account.record;
    const verdict = redeemVerdict(
      await endpoint.redeem(token.accessToken, chatgptAccountId, record, account.id),
      known === null,
    );
    if (verdict.kind === 'lost') {
      await this.#audit(record, actor, 'answer_lost');
      throw redemptionLost(account, record, verdict.failure.message);
    }
    const code = verdict.kind === 'done' ? verdict.code : `${refusedPrefix}${verdict.failure.code}`;
    const windowsReset = verdict.kind === 'done' ? verdict.windowsReset : null;
    const outcome = { code, windowsReset, atMs: clock.nowMs() };
    await this.#ledger.settle(record, outcome);
    await this.#audit(record, actor, code);
    if (verdict.kind === 'refused')
      throw new Refusal(
        'redemption_refused',
        `The upstream did not spend a reset of ${account.label}: ${verdict.failure.message}`,
      );
    await this.#learn(account);
    return this.#redemptionOf(record, outcome, account);
  }

  /** The account is freed by what the upstream says of it now. */
  async #learn(account: Account): Promise<void> {
    const { poller, book, logger } = this.#ports;
    const answer = await poller.refresh(account).catch((error: unknown) => {
      logger.error('Asking for usage after a reset failed', { accountId: account.id, error });
      return null;
    });
    if (answer?.kind === 'reported') book.lessons.limitsReset(account);
  }

  async #ask(account: Account): Promise<Listed> {
    refuseSignedOut(account);
    const { endpoint, book, tokens, clock } = this.#ports;
    const { chatgptAccountId } = account.record;
    const answer = await askAsAccount(
      account,
      (accessToken) => endpoint.list(accessToken, chatgptAccountId, account.id),
      {
        tokens,
        clock,
        signal: this.#stopped.signal,
      },
    );
    if (answer.kind === 'failed') return refuseFailedAsk(account, answer.failure, 'its resets');
    const dates = answer.credits.filter(isSpendable).flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
    book.lessons.resetCredits(account, {
      available: answer.available,
      nearestExpiresAtMs: dates.length === 0 ? null : Math.min(...dates),
    });
    return answer;
  }

  async #audit(
    { accountId, redeemRequestId, creditId }: RedemptionRecord,
    actor: AuditActor,
    code: string,
  ): Promise<void> {
    const { store, clock, logger } = this.#ports;
    await store
      .appendAudit({
        atMs: clock.nowMs(),
        actor,
        action: 'account.redeem-reset',
        target: accountId,
        detail: { redeemRequestId, creditId, code },
      })
      .catch((error: unknown) => logger.error('A redemption is missing in the audit log', { accountId, error }));
  }

  #refuseAnother(known: RedemptionRecord, account: Account, { creditId }: RedeemRequest): void {
    if (known.accountId === account.id && (creditId === undefined || creditId === known.creditId)) return;
    throw new Refusal(
      'validation_error',
      'This redeemRequestId was used for another reset. Leave it out to make a new one.',
    );
  }

  #redemptionOf({ redeemRequestId }: RedemptionRecord, outcome: RedemptionOutcome, account: Account): Redemption {
    if (outcome.code.startsWith(refusedPrefix))
      throw new Refusal(
        'redemption_refused',
        `The upstream did not spend that reset of ${account.label} (${outcome.code.slice(refusedPrefix.length)}).`,
      );
    return {
      redeemRequestId,
      code: outcome.code,
      windowsReset: outcome.windowsReset,
      redeemedAt: new Date(outcome.atMs).toISOString(),
      account: this.#ports.book.summary(account),
    };
  }
}

function shownCredit({ id, status, title, grantedAtMs, expiresAtMs }: OfferedReset): ResetCredits['credits'][number] {
  const iso = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());
  return { id, status, title, grantedAt: iso(grantedAtMs), expiresAt: iso(expiresAtMs) };
}

function redemptionOpen(account: Account, openId: string): Refusal {
  return new Refusal(
    'redemption_open',
    `A redemption of ${account.label} is under way, or its answer was lost. Ask for that one again (${openId}): a new one could spend a second reset.`,
    { fields: { redeemRequestId: openId } },
  );
}

function redemptionLost(account: Account, { redeemRequestId }: RedemptionRecord, message: string): Refusal {
  return new Refusal(
    'redemption_lost',
    `It is not known whether a reset of ${account.label} was spent: ${message} Ask for the same redemption again (${redeemRequestId}).`,
    { fields: { redeemRequestId } },
  );
}
