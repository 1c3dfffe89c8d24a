import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { TokenKeeper } from '../accounts/token-keeper.ts';
import type { RoutingDecision } from '../contract/request-log.ts';
import { Refusal, toRefusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock } from '../ports.ts';
import type { AttemptResult, Provider, UpstreamFailure } from '../providers/provider.ts';
import { chooseAccount } from '../routing/choose-account.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import type { ClientAnswer } from './client-answer.ts';
import type { Conversations } from './conversations.ts';
import { nextStep } from './failover.ts';
import { isBreakage, permanentCode, refusalOf, stoppedFailure } from './failures.ts';
import { poolRefusal } from './pool-refusal.ts';
import type { RequestJournal } from './request-journal.ts';
import { cancelled, refused, Trip, type TripEnd } from './trip.ts';

export interface RelayPorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly provider: Provider;
  readonly conversations: Conversations;
  readonly journal: RequestJournal;
  readonly clock: Clock;
  readonly settings: () => Settings;
}

/** What the attempts on one account share. */
interface Tenancy {
  readonly account: Account;
  readonly decision: RoutingDecision;
  attempts: number;
  renewed: boolean;
  stripped: boolean;
  body: Buffer | null;
}

/** One request's life: route, attempt, fail over, stream, settle. Settles exactly once, whatever happens. */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #onIdle = new Set<() => void>();
  readonly #answers = new Set<ClientAnswer>();
  #ending = false;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  /** Requests under way. */
  get active(): number {
    return this.#answers.size;
  }

  /** Resolves when nothing is under way any more, or when the time is up. */
  async idle(patienceMs: number): Promise<void> {
    if (this.#answers.size === 0) return;
    const done = new AbortController();
    const idle = new Promise<void>((resolve) => this.#onIdle.add(resolve));
    await Promise.race([
      idle.finally(() => done.abort()),
      this.#ports.clock.sleep(patienceMs, done.signal).catch(() => undefined),
    ]);
  }

  /** Patience is over: what still runs is ended in its protocol's own form. */
  endAll(): void {
    this.#ending = true;
    for (const answer of this.#answers) answer.stop();
  }

  /** Never rejects for what an upstream or a client does; for a defect of our own it does, and whoever called answers. */
  async run(request: CanonicalRequest, answer: ClientAnswer): Promise<void> {
    const trip = new Trip(request);
    this.#answers.add(answer);
    try {
      this.#settle(trip, await this.#serve(trip, answer));
      answer.end();
    } catch (error) {
      // A defect of ours. Not ended here: an answer without a head would go out as an empty success.
      this.#settle(trip, refused(toRefusal(error)));
      throw error;
    } finally {
      this.#answers.delete(answer);
      if (this.#answers.size === 0) {
        for (const resolve of this.#onIdle) resolve();
        this.#onIdle.clear();
      }
    }
  }

  async #serve(trip: Trip, answer: ClientAnswer): Promise<TripEnd> {
    const { book, conversations, clock, settings } = this.#ports;
    const { request } = trip;
    for (;;) {
      book.liftExpired();
      const chosen = chooseAccount({
        accounts: book.all(),
        strategy: settings().routingStrategy,
        boundTo: conversations.homeOf(request.conversationId),
        tried: trip.tried,
        nowMs: clock.nowMs(),
      });
      if (chosen.account === null) {
        if (trip.takeSecondChance()) continue;
        return this.#refuse(trip, answer);
      }
      const end = await this.#stay(trip, answer, {
        account: chosen.account,
        decision: chosen.decision,
        attempts: 0,
        renewed: false,
        stripped: false,
        body: this.#bodyFor(request, chosen.account),
      });
      if (end !== null) return end;
    }
  }

  /** Attempts on one account, until it answered, or is to be left (`null`), or the failure is the client's to hear. */
  async #stay(trip: Trip, answer: ClientAnswer, tenancy: Tenancy): Promise<TripEnd | null> {
    const { book, tokens, clock, settings } = this.#ports;
    const { account } = tenancy;
    book.noteSelected(account);
    try {
      let token = await tokens.accessToken(account);
      for (;;) {
        if (token.kind === 'failed') {
          this.#noteRefused(trip, tenancy, token.failure);
          return null;
        }
        if (answer.signal.aborted) return this.#abandon(answer, null, null);
        const result = await this.#attempt(trip, answer, tenancy, token.accessToken);
        if (result.kind !== 'refused') return this.#conclude(trip, answer, tenancy, result);
        const { failure } = result;
        const step = nextStep({
          failure,
          onThisAccount: tenancy.attempts,
          breakages: trip.breakages + 1,
          renewed: tenancy.renewed,
          stripped: tenancy.stripped,
          replayUnseen: settings().replayUnseenFailures,
        });
        if (step.kind === 'renew') {
          tenancy.renewed = true;
          token = await tokens.renewRefused(account, token.accessToken);
        } else if (step.kind === 'again') {
          await clock.sleep(step.delayMs, answer.signal).catch(() => undefined);
        } else if (step.kind === 'strip' && this.#strip(trip.request, tenancy)) {
          tenancy.stripped = true;
        } else if (step.kind === 'next') {
          this.#leave(trip, tenancy, failure);
          return null;
        } else {
          book.noteFailure(account, failure);
          return this.#surface(answer, failure);
        }
      }
    } finally {
      book.noteReleased(account);
    }
  }

  async #attempt(trip: Trip, answer: ClientAnswer, tenancy: Tenancy, accessToken: string): Promise<AttemptResult> {
    const { book, provider, conversations, clock, settings } = this.#ports;
    const { account } = tenancy;
    const { request } = trip;
    const startedAtMs = clock.nowMs();
    tenancy.attempts += 1;
    trip.beginAttempt(startedAtMs);
    // Without a conversation to go by, what the client carries came from whoever it was meant for first.
    const moved = conversations.wasServedByAnother(request.conversationId, account.id) ?? trip.tried.size > 0;
    const rawHeaders = moved ? withoutHeaders(request.rawHeaders, provider.accountBoundHeaders) : request.rawHeaders;
    const result = await provider.attempt(
      {
        method: request.method,
        upstreamPath: request.upstreamPath,
        rawHeaders: tenancy.body === request.body ? rawHeaders : withoutHeaders(rawHeaders, ['content-encoding']),
        body: tenancy.body,
        requestId: request.id,
        accessToken,
        chatgptAccountId: account.record.chatgptAccountId,
        idleTimeoutMs: settings().streamIdleTimeout * 1000,
      },
      answer,
      {
        onUsageSample: (sample) => book.noteUsage(account, sample),
        onFirstEvent: () => trip.noteFirstEvent(clock.nowMs()),
      },
      answer.signal,
    );
    trip.endAttempt(account, tenancy.decision, result, startedAtMs, clock.nowMs());
    return result;
  }

  #conclude(
    trip: Trip,
    answer: ClientAnswer,
    tenancy: Tenancy,
    result: Exclude<AttemptResult, { kind: 'refused' }>,
  ): TripEnd {
    const { book, conversations } = this.#ports;
    const { account } = tenancy;
    if (result.kind === 'abandoned') return this.#abandon(answer, result.statusCode, result.usage);
    const home = conversations.homeOf(trip.request.conversationId);
    const homeRests = home !== null && home !== account.id && book.find(home)?.status === 'active';
    conversations.noteServed(trip.request.conversationId, account.id, !homeRests);
    if (result.failure) book.noteFailure(account, result.failure);
    else book.noteSuccess(account);
    if (result.kind === 'broken') answer.break(result.failure);
    const { statusCode, usage, failure } = result;
    const objection = failure === null ? (answer.objection?.() ?? null) : null;
    if (objection !== null) {
      answer.refuse(objection);
      return { ...refused(objection), usage };
    }
    return failure
      ? { status: 'error', statusCode, errorCode: failure.code, errorMessage: failure.message, usage }
      : { status: 'success', statusCode, errorCode: null, errorMessage: null, usage };
  }

  /** The client left; or we are stopping, and then it is still there and must be told. */
  #abandon(answer: ClientAnswer, statusCode: number | null, usage: TripEnd['usage']): TripEnd {
    if (!this.#ending) return cancelled(statusCode, usage);
    const refusal = new Refusal(
      'draining',
      'Evenkeel was stopped before the answer was complete. Try again once it runs again.',
    );
    if (statusCode === null) {
      answer.refuse(refusal);
      return refused(refusal);
    }
    answer.break(stoppedFailure(refusal));
    return { ...refused(refusal), statusCode, usage };
  }

  /** The account is done with for this request; what its failure teaches is noted. */
  #leave(trip: Trip, tenancy: Tenancy, failure: UpstreamFailure): void {
    const { book } = this.#ports;
    const { account } = tenancy;
    // A token that was renewed a moment ago and is refused again: no further refresh can help.
    const dead = failure.class === 'unauthorized' && tenancy.renewed;
    book.noteFailure(account, dead ? { ...failure, class: 'permanent', code: permanentCode(failure.code) } : failure);
    if (failure.statusCode === 500) book.noteExhaustedRetries(account);
    if (isBreakage(failure)) trip.breakages += 1;
    trip.tried.set(account.id, failure.code);
  }

  #noteRefused(trip: Trip, tenancy: Tenancy, failure: UpstreamFailure): void {
    const nowMs = this.#ports.clock.nowMs();
    if (tenancy.attempts === 0)
      trip.endAttempt(tenancy.account, tenancy.decision, { kind: 'refused', failure }, nowMs, nowMs);
    trip.tried.set(tenancy.account.id, failure.code);
  }

  #refuse(trip: Trip, answer: ClientAnswer): TripEnd {
    const { book, clock } = this.#ports;
    const failure = trip.lastFailure;
    const refusal = poolRefusal(book.all(), trip.tried, clock.nowMs());
    const accountsAreAtFault =
      refusal.code === 'usage_limit_reached' ||
      failure === null ||
      failure.class === 'permanent' ||
      failure.class === 'unauthorized';
    if (!accountsAreAtFault) return this.#surface(answer, failure);
    answer.refuse(refusal);
    return refused(refusal);
  }

  #surface(answer: ClientAnswer, failure: UpstreamFailure): TripEnd {
    const { response } = failure;
    if (response !== null) answer.refuseAsUpstream(response);
    const refusal = response === null ? refusalOf(failure) : null;
    if (refusal !== null) answer.refuse(refusal);
    return {
      status: 'error',
      statusCode: response?.statusCode ?? refusal?.status ?? null,
      errorCode: failure.code,
      errorMessage: failure.message,
      usage: null,
    };
  }

  /** The client's bytes; or, where the conversation has been with another account, without what this one cannot read. */
  #bodyFor(request: CanonicalRequest, account: Account): Buffer | null {
    const { conversations, provider } = this.#ports;
    const { conversationId, plainBody } = request;
    if (
      plainBody === null ||
      conversationId === null ||
      !conversations.mayHoldForeignContent(conversationId, account.id)
    )
      return request.body;
    const isForeignTo = conversations.claimBlobs(conversationId, provider.accountBoundBlobs(plainBody));
    return provider.withoutForeignContent(plainBody, isForeignTo(account.id))?.body ?? request.body;
  }

  /** The upstream says that something sealed is not this account's: all of it goes, and is remembered as nobody's. */
  #strip(request: CanonicalRequest, tenancy: Tenancy): boolean {
    const { plainBody } = request;
    const stripped = plainBody === null ? null : this.#ports.provider.withoutForeignContent(plainBody, () => true);
    if (stripped === null) return false;
    this.#ports.conversations.disownBlobs(request.conversationId, stripped.removed);
    tenancy.body = stripped.body;
    return true;
  }

  #settle(trip: Trip, end: TripEnd): void {
    const { journal, clock } = this.#ports;
    const { kind } = trip.request;
    if (kind === 'responses' || kind === 'compact') journal.append(trip.entry(end, clock.nowMs()));
  }
}
