import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { TokenKeeper } from '../accounts/token-keeper.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock } from '../ports.ts';
import type { AttemptResult, Provider, UpstreamFailure } from '../providers/provider.ts';
import type { Affinity } from '../routing/affinity.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import type { ClientAnswer } from './client-answer.ts';
import type { Continuity } from './continuity.ts';
import { nextStep, type NextStep } from './failover.ts';
import { isBreakage, permanentCode } from './failures.ts';
import { abandon, surface } from './last-words.ts';
import { readModelFailure } from './model-failure.ts';
import type { ModelLists } from './model-lack.ts';
import type { ModelMemory } from './model-memory.ts';
import { ReadingWatch } from './reading-watch.ts';
import type { RefusedConnects } from './refused-connects.ts';
import type { Slot } from './slot.ts';
import type { Trip } from './trip.ts';
import { connected, refused, type TripEnd } from './trip-end.ts';
import type { UsageEstimate } from './usage-estimate.ts';

export interface TenancyPorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly continuity: Continuity;
  readonly models: ModelMemory;
  readonly refusedConnects: Pick<RefusedConnects, 'note'>;
  readonly lists: Pick<ModelLists, 'offers' | 'lookAgain'>;
  readonly estimate: UsageEstimate;
  /** We are stopping: a client whose request is cut off is told so. */
  readonly isEnding: () => boolean;
}

export interface Place {
  readonly account: Account;
  readonly decision: RoutingDecision;
  readonly affinity: Affinity['kind'];
  readonly slot: Slot;
}

/** One request's time on one account: its attempts there, and what each teaches about the account. */
export class Tenancy {
  readonly #ports: TenancyPorts;
  readonly #trip: Trip;
  readonly #answer: ClientAnswer;
  readonly #place: Place;
  #body: Buffer | null;
  #attempts = 0;
  #renewed = false;
  #stripped = false;

  constructor(ports: TenancyPorts, trip: Trip, answer: ClientAnswer, place: Place) {
    this.#ports = ports;
    this.#trip = trip;
    this.#answer = answer;
    this.#place = place;
    this.#body = ports.continuity.bodyFor(trip.request, place.account.id);
  }

  /** Attempts until the account answered, or is to be left (`null`), or the failure is the client's to hear. */
  async run(): Promise<TripEnd | null> {
    const { tokens } = this.#ports;
    const { account } = this.#place;
    let token = await tokens.accessToken(account);
    for (;;) {
      if (token.kind === 'failed') {
        this.#leaveUnasked(token.failure);
        return null;
      }
      if (this.#answer.signal.aborted) return this.#abandon({ statusCode: null, usage: null });
      const result = await this.#attempt(token.accessToken);
      if (result.kind === 'answered' && this.#startsOver(result)) continue;
      if (result.kind !== 'refused') return this.#conclude(result);
      const { failure } = result;
      const step = this.#stepAfter(failure);
      if (step.kind === 'renew') {
        this.#renewed = true;
        token = await tokens.renewRefused(account, token.accessToken);
      } else if (step.kind === 'again') {
        await this.#ports.clock.sleep(step.delayMs, this.#answer.signal).catch(() => undefined);
      } else if (step.kind === 'next') {
        this.#leave(failure);
        return null;
      } else if (step.kind !== 'strip' || !this.#strip()) {
        this.#ports.book.lessons.failure(account, failure);
        return surface(this.#answer, failure);
      }
    }
  }

  /** An answer of nothing but thoughts is asked for once more, where nobody was shown them. */
  #startsOver({ failure, usage }: Extract<AttemptResult, { kind: 'answered' }>): boolean {
    const { book, settings } = this.#ports;
    const mayReplay = failure === null && !this.#trip.hasStartedOver && settings().replayUnseenFailures;
    if (!mayReplay || this.#answer.startOver?.() !== true) return false;
    book.lessons.success(this.#place.account);
    this.#trip.startOver(usage);
    return true;
  }

  #stepAfter(failure: UpstreamFailure): NextStep {
    return nextStep({
      failure,
      onThisAccount: this.#attempts,
      breakages: this.#trip.breakages + 1,
      renewed: this.#renewed,
      stripped: this.#stripped,
      replayUnseen: this.#ports.settings().replayUnseenFailures,
    });
  }

  async #attempt(accessToken: string): Promise<AttemptResult> {
    const { book, provider, clock, settings, continuity, estimate } = this.#ports;
    const { account, decision, slot } = this.#place;
    const trip = this.#trip;
    const { request } = trip;
    const { streamIdleTimeout, firstEventTimeout } = settings();
    const firstEventTimeoutMs = trip.silence.limitMs(firstEventTimeout * 1000);
    const startedAtMs = clock.nowMs();
    this.#attempts += 1;
    slot.asks();
    trip.beginAttempt(startedAtMs);
    trip.noteSentTo(account.id);
    const rawHeaders = continuity.headersFor(trip, account.id);
    const reading = new ReadingWatch(this.#answer, this.#ports);
    const ended = await provider.attempt(
      {
        method: request.method,
        upstreamPath: request.upstreamPath,
        rawHeaders: this.#body === request.body ? rawHeaders : withoutHeaders(rawHeaders, ['content-encoding']),
        body: this.#body,
        requestId: request.id,
        accessToken,
        chatgptAccountId: account.record.chatgptAccountId,
        idleTimeoutMs: streamIdleTimeout * 1000,
        firstEventTimeoutMs,
        way: account.id,
        onSeat: request.onSeat,
      },
      reading,
      {
        onUsageSample: (sample) => book.lessons.usage(account, sample),
        onFirstEvent: () => {
          slot.firstEvent();
          trip.noteFirstEvent(clock.nowMs());
        },
        onResponseId: (responseId) => continuity.noteResponse(responseId, account.id),
      },
      this.#answer.signal,
    );
    reading.stop();
    const told = trip.silence.take(ended, firstEventTimeoutMs, clock.nowMs() - startedAtMs);
    const result = this.#readOfModel(estimate.complete(request, told));
    trip.endAttempt(account, decision, result, startedAtMs, clock.nowMs());
    return result;
  }

  #conclude(result: Exclude<AttemptResult, { kind: 'refused' }>): TripEnd {
    const { book, continuity } = this.#ports;
    const { account, affinity } = this.#place;
    const { kind }: Pick<CanonicalRequest, 'kind'> = this.#trip.request;
    // Of one that was removed meanwhile nothing is remembered: it would be a place that nobody can serve.
    if (result.statusCode !== null && kind !== 'connect' && book.find(account.id) === account) {
      const settle = affinity !== 'away';
      continuity.noteServed(this.#trip, account.id, { settle, usage: result.usage });
    }
    if (result.kind === 'abandoned') return this.#abandon(result);
    if (kind === 'connect') return connected(result.statusCode);
    if (result.failure) {
      book.lessons.failure(account, result.failure);
      this.#learnOfModel(result.failure);
    } else book.lessons.success(account);
    if (result.kind === 'broken') this.#answer.break(result.failure);
    const { statusCode, usage, failure } = result;
    const made = failure === null ? (this.#answer.made?.() ?? null) : null;
    if (made !== null) continuity.noteMade(made, account.id);
    const objection = failure === null ? (this.#answer.objection?.() ?? null) : null;
    if (objection !== null) {
      this.#answer.refuse(objection);
      return { ...refused(objection), usage };
    }
    return failure
      ? { status: 'error', statusCode, errorCode: failure.code, errorMessage: failure.message, usage }
      : { status: 'success', statusCode, errorCode: null, errorMessage: null, usage };
  }

  #abandon(end: Pick<TripEnd, 'statusCode' | 'usage'>): TripEnd {
    return abandon(this.#answer, this.#ports.isEnding(), end);
  }

  /** The account is done with for this request; what its failure teaches is noted. */
  #leave(failure: UpstreamFailure): void {
    const { book, clock } = this.#ports;
    const { account } = this.#place;
    // A token that was renewed a moment ago and is refused again: no further refresh can help.
    const dead = failure.class === 'unauthorized' && this.#renewed;
    book.lessons.failure(
      account,
      dead ? { ...failure, class: 'permanent', code: permanentCode(failure.code) } : failure,
    );
    if (failure.statusCode === 500) book.lessons.exhaustedRetries(account);
    this.#learnOfModel(failure);
    if (isBreakage(failure)) this.#trip.breakages += 1;
    this.#trip.leave(account.id, failure, clock.nowMs());
  }

  /** A failure that is only the model's, told apart from the account's. */
  #readOfModel(result: AttemptResult): AttemptResult {
    const failure = 'failure' in result ? result.failure : null;
    if (failure === null) return result;
    const { clock, lists } = this.#ports;
    const { model } = this.#trip.request;
    const isListed = model !== null && lists.offers(this.#place.account, model);
    const read = readModelFailure(failure, { model, isListed, nowMs: clock.nowMs() });
    return read === failure ? result : ({ ...result, failure: read } as AttemptResult);
  }

  /** For a while the account is not asked for the model; where the lists promised it, they are looked at again. */
  #learnOfModel(failure: UpstreamFailure): void {
    const { clock, lists, models, refusedConnects } = this.#ports;
    const { account } = this.#place;
    const { model, kind } = this.#trip.request;
    const nowMs = clock.nowMs();
    if (kind === 'connect' && failure.class === 'model_limit') refusedConnects.note(account.id, failure, nowMs);
    if (model === null) return;
    if (failure.class === 'model_limit') models.noteLimited(account, model, failure.resetsAtMs ?? nowMs, nowMs);
    if (failure.class !== 'entitlement' && failure.class !== 'model_absent') return;
    models.noteRefused(account, model, nowMs);
    lists.lookAgain();
  }

  /** It has no token to ask with. */
  #leaveUnasked(failure: UpstreamFailure): void {
    const { account, decision } = this.#place;
    const nowMs = this.#ports.clock.nowMs();
    if (this.#attempts === 0) this.#trip.endAttempt(account, decision, { kind: 'refused', failure }, nowMs, nowMs);
    this.#trip.leave(account.id, failure, nowMs);
  }

  #strip(): boolean {
    const body = this.#ports.continuity.strip(this.#trip, this.#place.account.id);
    if (body === null) return false;
    this.#body = body;
    this.#stripped = true;
    return true;
  }
}
