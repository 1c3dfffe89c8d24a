import type { Account } from '../accounts/account.ts';
import { Refusal } from '../contract/refusal.ts';
import { networkLost, type UpstreamFailure } from '../providers/provider.ts';
import type { Chosen } from '../routing/choose-account.ts';
import type { ClientAnswer } from './client-answer.ts';
import { isAccountAtFault, refusalOf, stoppedFailure } from './failures.ts';
import { modelAbsent } from './model-refusal.ts';
import { ownerRefusal } from './owner-refusal.ts';
import type { Tie } from './owners.ts';
import { burstRefusal, poolRefusal } from './pool-refusal.ts';
import { ClientStalled } from './reading-watch.ts';
import type { Trip } from './trip.ts';
import { cancelled, refused, stalled, type TripEnd } from './trip-end.ts';

/** What a client is told of a request that nobody served, and what the log is. */

/** The failure as it came, or in our words where it came without an answer. */
export function surface(answer: ClientAnswer, failure: UpstreamFailure): TripEnd {
  const { response } = failure;
  if (response !== null) answer.refuseAsUpstream(response);
  const refusal = response === null ? refusalOf(failure) : null;
  if (refusal !== null) answer.refuse(refusal);
  return {
    // Who is asked to connect anew comes back with the same request: nothing has failed for anybody.
    status: failure.code === 'websocket_connection_limit_reached' ? 'cancelled' : 'error',
    statusCode: response?.statusCode ?? refusal?.status ?? null,
    errorCode: failure.code,
    errorMessage: failure.message,
    usage: null,
  };
}

/** The client left, or was let go; or we are stopping, and then it is still there and must be told. */
export function abandon(
  answer: ClientAnswer,
  isEnding: boolean,
  { statusCode, usage }: Pick<TripEnd, 'statusCode' | 'usage'>,
): TripEnd {
  const reason: unknown = answer.signal.reason;
  if (reason instanceof ClientStalled) return stalled(reason, statusCode, usage);
  if (!isEnding) return cancelled(statusCode, usage);
  const refusal = new Refusal(
    'draining',
    'Evenkeel was stopped before the answer was complete. Try again once it runs again.',
  );
  if (statusCode === null) return refuse(answer, refusal);
  answer.break(stoppedFailure(refusal));
  return { ...refused(refusal), statusCode, usage };
}

export interface Unserved {
  readonly chosen: Pick<Chosen<Account>, 'decision' | 'refusal'>;
  readonly accounts: readonly Account[];
  /** Why one account alone could serve it; `null` when any could. */
  readonly tie: Tie | null;
  /** That account; `null` when it was removed. */
  readonly owner: Account | null;
  readonly nowMs: number;
  /** Why no model source stood in; `null` where none is meant to. */
  readonly noStandIn: string | null;
}

/** Nobody is left to ask. What the upstream said last says more than we could, unless it is the accounts that cannot serve. */
export function unserved(trip: Trip, answer: ClientAnswer, facts: Unserved): TripEnd {
  const { chosen, accounts, tie, owner, nowMs, noStandIn } = facts;
  const failure = trip.lastFailure;
  const mayNameAccounts = trip.request.key === null;
  // It could serve, and does for others: when there is something to spare is another question than whose it is.
  if (tie !== null && chosen.refusal !== 'burn_window_closed') {
    // Where the one account only broke, its own words say more than ours.
    if (failure !== null && !isAccountAtFault(failure)) return surface(answer, failure);
    const triedCode = trip.tried.get(tie.accountId);
    return refuse(answer, ownerRefusal({ tie, owner, triedCode, decision: chosen.decision, mayNameAccounts, nowMs }));
  }
  const { model } = trip.request;
  const refusal = poolRefusal({ accounts, tried: trip.tried, chosen, mayNameAccounts, model, nowMs });
  const accountsAreAtFault =
    refusal.code === 'usage_limit_reached' ||
    failure === null ||
    failure.class === 'permanent' ||
    failure.class === 'unauthorized' ||
    // What is left of the others is not for it: that, and not the one that was asked, is what it has to wait for.
    (chosen.refusal === 'burn_window_closed' && isAccountAtFault(failure));
  if (accountsAreAtFault) return refuse(answer, withReason(refusal, noStandIn));
  if (failure.class === 'model_absent') return refuse(answer, withReason(modelAbsent(model, failure), noStandIn));
  if (failure.class === 'burst') return refuse(answer, withReason(burstRefusal(accounts, nowMs), noStandIn));
  return surface(answer, failure.code === networkLost ? { ...failure, message: networkWords } : failure);
}

const networkWords =
  'This machine has no way to the upstream: its name could not be looked up, or there is no route. Check the network connection; no account is at fault.';

function withReason({ code, message, details }: Refusal, reason: string | null): Refusal {
  return new Refusal(code, reason === null ? message : `${message} ${reason}`, details);
}

function refuse(answer: ClientAnswer, refusal: Refusal): TripEnd {
  answer.refuse(refusal);
  return refused(refusal);
}
