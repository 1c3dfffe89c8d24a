import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { TokenKeeper } from '../accounts/token-keeper.ts';
import { decisionReasons } from '../contract/decision-reasons.ts';
import { type Refusal, toRefusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { KeyDesk } from '../keys/key-desk.ts';
import type { Clock } from '../ports.ts';
import type { Provider } from '../providers/provider.ts';
import { chooseAccount, type Chosen } from '../routing/choose-account.ts';
import { routingRules } from '../routing/routing-rules.ts';
import type { Caps } from '../routing/standing.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import { askableFromMs, gapEndMs } from './capacity-gap.ts';
import type { ClientAnswer } from './client-answer.ts';
import { Continuity } from './continuity.ts';
import type { Conversations } from './conversations.ts';
import { abandon, unserved } from './last-words.ts';
import { modelLacks, type ModelLists } from './model-lack.ts';
import { ModelMemory } from './model-memory.ts';
import type { Owners, Tie } from './owners.ts';
import { RefusedConnects } from './refused-connects.ts';
import type { RequestJournal } from './request-journal.ts';
import { Slot } from './slot.ts';
import { SourceDesk, standInPatienceMs, type SourceDeskPorts } from './source-desk.ts';
import { Tenancy, type TenancyPorts } from './tenancy.ts';
import { Trip } from './trip.ts';
import { refused, type TripEnd } from './trip-end.ts';
import { isTurn } from './turn-kinds.ts';
import { UsageEstimate } from './usage-estimate.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface RelayPorts extends Omit<SourceDeskPorts, 'isEnding' | 'settings' | 'provider' | 'estimate'> {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly provider: Provider;
  readonly lists: ModelLists;
  readonly conversations: Conversations;
  readonly owners: Owners;
  readonly journal: RequestJournal;
  readonly keys: KeyDesk;
  readonly clock: Clock;
  readonly settings: () => Settings;
  /** Why no new request is served; `null` while they are. */
  readonly standstill: () => Refusal | null;
  /** Told of every request before anything is done with it. */
  readonly noteShape: (request: CanonicalRequest) => void;
}

/** Before anybody was looked at. */
const nobodyChosen: Pick<Chosen<Account>, 'decision' | 'refusal'> = {
  decision: { strategy: '', accountId: null, reason: decisionReasons.nobody, candidates: [] },
  refusal: null,
};
/** How often a client hears that its request still waits (balancing 4.7). */
const signOfLifeMs = 10_000;
const noCaps: Caps = { creates: 0, streams: 0 };

/** One request's life: route, attempt, fail over, stream, settle. Settles exactly once, whatever happens. */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #continuity: Continuity;
  readonly #models = new ModelMemory();
  readonly #refusedConnects = new RefusedConnects();
  readonly #waiting: WaitingRoom;
  readonly #tenancyPorts: TenancyPorts;
  readonly #sourceDesk: SourceDesk;
  readonly #onIdle = new Set<() => void>();
  readonly #answers = new Set<ClientAnswer>();
  #ending = false;
  /** Rises with every choice; the seed of its lot. */
  #choices = 0;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
    this.#continuity = new Continuity(ports);
    this.#waiting = new WaitingRoom(ports);
    const estimate = new UsageEstimate();
    this.#tenancyPorts = {
      ...ports,
      estimate,
      continuity: this.#continuity,
      models: this.#models,
      refusedConnects: this.#refusedConnects,
      isEnding: () => this.#ending,
    };
    this.#sourceDesk = new SourceDesk({ ...ports, estimate, isEnding: () => this.#ending });
  }

  /** Requests under way. */
  get active(): number {
    return this.#answers.size;
  }

  /** The rules have changed: whoever waits for an account looks again. */
  lookAgain(): void {
    this.#waiting.wake();
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
    const { keys, noteShape } = this.#ports;
    const admission = keys.admit(request);
    const trip = new Trip(admission.request, admission);
    answer.annotate?.(admission.headers);
    this.#answers.add(answer);
    try {
      noteShape(request);
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
    const { book, keys, clock } = this.#ports;
    const refusal = trip.admission.refusal ?? this.#ports.standstill();
    if (refusal !== null) {
      answer.refuse(refusal);
      return refused(refusal);
    }
    const alone = await this.#sourceDesk.serveAlone(trip, answer, () => keys.poolFor(trip.admission));
    if (alone !== null) return alone;
    const { kind } = trip.request;
    if (kind === 'connect') this.#refusedConnects.passOver(trip, keys.poolFor(trip.admission), clock.nowMs());
    let noStandIn: string | null = null;
    for (;;) {
      book.lessons.timePassed();
      const tie = this.#continuity.tieOf(trip);
      if (tie?.isTorn === true) {
        if (this.#continuity.untie(trip)) continue;
        return this.#unserved(trip, answer, tie, nobodyChosen);
      }
      const chosen = this.#choose(trip, tie);
      // Who is to take only what is left over is not to spend money instead.
      const mayStandIn = noStandIn === null && chosen.refusal !== 'burn_window_closed';
      const mayBeDry = mayStandIn && (chosen.account === null || isLastResort(chosen));
      const standIns = mayBeDry ? this.#sourceDesk.standIns(trip) : [];
      const patienceMs = standIns.length === 0 ? Infinity : standInPatienceMs;
      const waitUntilMs = chosen.waitUntilMs ?? this.#gapEndMs(trip, tie, chosen, patienceMs);
      if (chosen.account === null && chosen.waitUntilMs === null) {
        if (trip.takeSecondChance()) continue;
        if (tie !== null && this.#continuity.untie(trip)) continue;
        if (asksMore(trip, chosen)) continue;
      }
      if (waitUntilMs !== null) {
        await this.#wait(trip, answer, waitUntilMs);
        if (answer.signal.aborted) return abandon(answer, this.#ending, { statusCode: null, usage: null });
        continue;
      }
      // One that rests for longer than a moment is not asked in its rest while somebody else can answer.
      if (standIns.length > 0 && (chosen.account === null || this.#gapEndMs(trip, tie, chosen) !== null)) {
        const stoodIn = await this.#sourceDesk.standIn(trip, answer, standIns, chosen.decision);
        if (stoodIn.kind === 'ended') return stoodIn.end;
        noStandIn = stoodIn.refusal.message;
        continue;
      }
      if (chosen.account === null) return this.#unserved(trip, answer, tie, chosen, noStandIn);
      const end = await this.#stay(trip, answer, chosen, chosen.account);
      if (end !== null) return end;
    }
  }

  #choose(trip: Trip, tie: Tie | null): Chosen<Account> {
    const { keys, lists, clock, settings } = this.#ports;
    const { model, kind } = trip.request;
    const rules = routingRules(settings());
    const nowMs = clock.nowMs();
    const accounts = keys.poolFor(trip.admission);
    const memory = this.#models;
    const onlyId = tie?.accountId ?? null;
    const inSpite = trip.asksInSpiteOfModel;
    return chooseAccount({
      ...rules,
      caps: isTurn(kind) ? rules.caps : noCaps,
      accounts,
      ...this.#continuity.bindingOf(trip, tie),
      tried: trip.tried,
      yields: keys.yields(trip.admission),
      ...(model === null ? {} : { lacksModel: modelLacks({ memory, lists, model, accounts, onlyId, inSpite, nowMs }) }),
      seed: (this.#choices += 1),
      nowMs,
    });
  }

  /** The slot is taken in the same turn of the event loop as the choice, and given back whatever happens. */
  async #stay(trip: Trip, answer: ClientAnswer, chosen: Chosen<Account>, account: Account): Promise<TripEnd | null> {
    const { book, clock, keys } = this.#ports;
    const { decision, affinity } = chosen;
    if (isTurn(trip.request.kind) && !keys.yields(trip.admission)) account.lastForegroundAtMs = clock.nowMs();
    const slot = new Slot(account, isTurn(trip.request.kind), {
      book,
      nowMs: () => clock.nowMs(),
      onRoom: () => this.#waiting.wake(),
    });
    try {
      return await new Tenancy(this.#tenancyPorts, trip, answer, { account, decision, affinity, slot }).run();
    } finally {
      slot.release();
    }
  }

  /** @param patienceMs how long it may wait at most, whatever the setting says */
  #gapEndMs(trip: Trip, tie: Tie | null, chosen: Chosen<Account>, patienceMs = Infinity): number | null {
    const { keys, clock, settings } = this.#ports;
    // Whoever connects has asked for nothing yet; what it asks for later may wait.
    if (trip.request.kind === 'connect') return null;
    if (chosen.account !== null && !isLastResort(chosen)) return null;
    return gapEndMs({
      chosen,
      accounts: keys.poolFor(trip.admission),
      onlyId: tie?.accountId ?? null,
      notNow: trip.notNow(),
      nowMs: clock.nowMs(),
      budgetMs: Math.min(settings().capacityWaitTimeout * 1000, patienceMs) - trip.waitedMs,
    });
  }

  /** Who has rested by then may be asked again. */
  async #wait(trip: Trip, answer: ClientAnswer, untilMs: number): Promise<void> {
    const { book, clock, settings } = this.#ports;
    const sinceMs = clock.nowMs();
    await this.#waiting.until(Math.min(untilMs, sinceMs + signOfLifeMs), answer.signal);
    const nowMs = clock.nowMs();
    const before = trip.waitedMs;
    trip.noteWaited(nowMs - sinceMs);
    const { waitedMs } = trip;
    if (Math.floor(waitedMs / signOfLifeMs) > Math.floor(before / signOfLifeMs)) {
      const leftSeconds = Math.max(0, settings().capacityWaitTimeout - Math.floor(waitedMs / 1000));
      answer.stillWaits?.({ waitedSeconds: Math.floor(waitedMs / 1000), leftSeconds });
    }
    book.lessons.timePassed();
    for (const [accountId, notBeforeMs] of trip.notNow()) {
      const account = book.find(accountId);
      const fromMs = account === null ? null : askableFromMs(account, notBeforeMs, nowMs);
      if (fromMs !== null && fromMs <= nowMs) trip.tried.delete(accountId);
    }
  }

  #unserved(
    trip: Trip,
    answer: ClientAnswer,
    tie: Tie | null,
    chosen: Pick<Chosen<Account>, 'decision' | 'refusal'>,
    noStandIn: string | null = null,
  ): TripEnd {
    const { book, keys, clock } = this.#ports;
    const owner = tie === null ? null : book.find(tie.accountId);
    const accounts = keys.poolFor(trip.admission);
    trip.noteUnserved(chosen.decision);
    return unserved(trip, answer, { chosen, accounts, tie, owner, nowMs: clock.nowMs(), noStandIn });
  }

  #settle(trip: Trip, end: TripEnd): void {
    const { journal, keys, clock } = this.#ports;
    const { kind } = trip.request;
    if (!isTurn(kind) || !trip.settleOnce()) return;
    journal.append(keys.settle(trip.admission, trip.entry(end, clock.nowMs()), trip.wasAnswered));
  }
}

function isLastResort({ decision }: Pick<Chosen<Account>, 'decision'>): boolean {
  return decision.candidates[0]?.code === 'last_resort';
}

/** Nobody is left but those that lately lacked the model: better to ask them once more than to refuse unasked. */
function asksMore(trip: Trip, { decision }: Chosen<Account>): boolean {
  if (trip.asksInSpiteOfModel || !decision.candidates.some(({ code }) => code === 'model_not_served')) return false;
  trip.asksInSpiteOfModel = true;
  return true;
}
