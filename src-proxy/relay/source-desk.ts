import type { Account } from '../accounts/account.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Source } from '../sources/source.ts';
import type { ClientAnswer } from './client-answer.ts';
import { abilitiesFor, bindingObjection } from './source-choice.ts';
import { SourceStay, type SourceOutcome, type SourceStayPorts } from './source-stay.ts';
import type { Trip } from './trip.ts';
import { refused, type TripEnd } from './trip-end.ts';

export interface SourceDeskPorts extends SourceStayPorts {
  /** Whether none of these accounts has the model. */
  readonly isForeign: (model: string, accounts: readonly Account[]) => Promise<boolean>;
}

/**
 * How long a request that a source could answer waits for the pool: a gap of a moment costs nobody anything, but whoever
 * pays for a stand-in does not want their client to be held for half a minute first.
 */
export const standInPatienceMs = 2000;

/** Which requests go to a model source in place of an account. */
export class SourceDesk {
  readonly #ports: SourceDeskPorts;

  constructor(ports: SourceDeskPorts) {
    this.#ports = ports;
  }

  /**
   * Answers a request for a model that no account has. `null` for all others.
   * @param accounts those that it may be served by
   */
  async serveAlone(trip: Trip, answer: ClientAnswer, accounts: () => readonly Account[]): Promise<TripEnd | null> {
    const { request } = trip;
    // Nobody else makes them.
    const isSourcesOwn = request.kind === 'embeddings' || request.forSource?.isAlone === true;
    const candidates = this.#candidates(trip);
    if (request.model === null || (candidates.length === 0 && !isSourcesOwn)) return null;
    if (!isSourcesOwn && !(await this.#ports.isForeign(request.model, accounts()))) return null;
    return await this.#serve(trip, answer, candidates, []);
  }

  /**
   * Sources that may answer because no account can: those that their owner lets stand in; and all of them where the accounts
   * were asked and do not have the model, which then is the source's after all.
   */
  standIns(trip: Trip): readonly Source[] {
    const candidates = this.#candidates(trip);
    if (candidates.length === 0 || bindingObjection(trip.request) !== null) return [];
    return isLackedByAll(trip) ? candidates : candidates.filter(({ isOverflow }) => isOverflow);
  }

  async standIn(
    trip: Trip,
    answer: ClientAnswer,
    candidates: readonly Source[],
    { candidates: accounts }: Pick<RoutingDecision, 'candidates'>,
  ): Promise<SourceOutcome> {
    const { model } = trip.request;
    if (isLackedByAll(trip)) return { kind: 'ended', end: await this.#serve(trip, answer, candidates, accounts) };
    const whole = wholeRequest(trip);
    if (whole !== null) return { kind: 'ended', end: turnBack(answer, whole) };
    return await new SourceStay(this.#ports, trip, answer, model ?? '').run(candidates, {
      reason: 'standIn',
      accounts,
    });
  }

  async #serve(
    trip: Trip,
    answer: ClientAnswer,
    candidates: readonly Source[],
    accounts: RoutingDecision['candidates'],
  ): Promise<TripEnd> {
    const { request } = trip;
    const bound = bindingObjection(request);
    if (bound !== null) {
      const refusal = new Refusal('unsupported_parameter', `Only a model source has this model. ${bound}`);
      return request.kind === 'prewarm' ? turnBack(answer, refusal) : refuse(answer, refusal);
    }
    const whole = wholeRequest(trip);
    if (whole !== null) return turnBack(answer, whole);
    const stay = new SourceStay(this.#ports, trip, answer, request.model ?? '');
    const outcome = await stay.run(candidates, { reason: 'alone', accounts });
    return outcome.kind === 'ended' ? outcome.end : refuse(answer, outcome.refusal);
  }

  /** A key that names sources is for these alone; one that names none may use each. */
  #candidates({ request, admission }: Trip): readonly Source[] {
    const abilities = abilitiesFor(request);
    if (request.model === null || abilities.length === 0) return [];
    const serving = this.#ports.sources.serving(request.model, abilities);
    const assigned = admission.key?.record.assignedSourceIds ?? [];
    return assigned.length === 0 ? serving : serving.filter(({ id }) => assigned.includes(id));
  }
}

function isLackedByAll({ lastFailure }: Trip): boolean {
  return lastFailure?.class === 'entitlement' || lastFailure?.class === 'model_absent';
}

/** On a WebSocket only what is new may have come: the client is told to connect again, and then sends it all. */
function wholeRequest({ request }: Trip): Refusal | null {
  return request.onSeat?.continues === true
    ? new Refusal(
        'websocket_connection_limit_reached',
        'No account can go on with this connection. Connect again and send the whole conversation: a model source takes it.',
      )
    : null;
}

/** Who is asked to connect anew, or to leave the warming up, comes with its request all the same: nothing has failed. */
function turnBack(answer: ClientAnswer, refusal: Refusal): TripEnd {
  return { ...refuse(answer, refusal), status: 'cancelled' };
}

function refuse(answer: ClientAnswer, refusal: Refusal): TripEnd {
  answer.refuse(refusal);
  return refused(refusal);
}
