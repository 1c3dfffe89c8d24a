import type { UpstreamFailure } from '../providers/provider.ts';
import type { UsageSample } from '../storage/store.ts';
import {
  rested,
  restsAfterClockSetBack,
  restsAfterExhaustion,
  restsAfterFailure,
  restsAfterServing,
  restsAfterTime,
  restsUntilMs,
  type ShortRests,
} from './short-rests.ts';
import {
  active,
  afterClockSetBack,
  afterImport,
  afterLimit,
  afterLoss,
  afterPause,
  afterResume,
  afterSample,
  afterServing,
  afterTime,
  hasRoom,
  limitEndMs,
  type Standing,
} from './standing.ts';
import { asRefusalInARow } from './unexplained-refusal.ts';

/** Where an account stands: what is on disk, and what only this run knows. */
export interface AccountState {
  readonly standing: Standing;
  readonly rests: ShortRests;
}

/** Everything that can move an account from one state to another. */
export type AccountEvent =
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure }
  /** It broke so often in one request that it is to rest at once. */
  | { readonly kind: 'retriesExhausted' }
  | { readonly kind: 'usageSample'; readonly sample: UsageSample }
  /** Its owner spent a reset; the sample is what the upstream has reported since. */
  | { readonly kind: 'resetRedeemed'; readonly sample: UsageSample }
  | { readonly kind: 'timePassed' }
  /** It answered a request. */
  | { readonly kind: 'served' }
  /** It answered although we believed in a limit: the proof that none is in force. */
  | { readonly kind: 'probeServed' }
  | { readonly kind: 'pausedByOwner' }
  | { readonly kind: 'resumedByOwner' }
  | { readonly kind: 'signedIn' }
  /** Its tokens came from a file. */
  | { readonly kind: 'imported' }
  | { readonly kind: 'clockChanged' }
  | { readonly kind: 'tokensMissing' };

/**
 * The one place where an account's state changes. Pure and total; a part that stays as it was is the same object. A clock
 * that was set back is noticed at every event.
 */
export function transition(state: AccountState, event: AccountEvent, nowMs: number): AccountState {
  const standing = afterClockSetBack(state.standing, nowMs);
  const rests = restsAfterClockSetBack(state.rests, nowMs);
  switch (event.kind) {
    case 'failure':
      return afterFailure({ standing, rests }, event.failure, nowMs);
    case 'retriesExhausted':
      return { standing, rests: restsAfterExhaustion(rests, nowMs) };
    case 'usageSample':
      return { standing: afterSample(standing, event.sample, nowMs), rests };
    case 'resetRedeemed':
      return { standing: hasRoom(event.sample, nowMs) ? afterServing(standing) : standing, rests };
    case 'timePassed':
      return { standing: afterTime(standing, nowMs), rests: restsAfterTime(rests, nowMs) };
    case 'served':
      return { standing, rests: restsAfterServing(rests) };
    case 'probeServed':
      return { standing: afterServing(standing), rests: restsAfterServing(rests) };
    case 'pausedByOwner':
      return { standing: afterPause(standing, nowMs), rests };
    case 'resumedByOwner': {
      const next = afterResume(standing, nowMs);
      return { standing: next, rests: next.status === 'active' ? rested : rests };
    }
    case 'signedIn':
      return { standing: active, rests: rested };
    case 'imported':
      return { standing: afterImport(standing), rests: rested };
    case 'clockChanged':
      return { standing, rests };
    case 'tokensMissing':
      return { standing: afterLoss(standing, 'tokens_missing', nowMs), rests };
  }
}

function afterFailure({ standing, rests }: AccountState, given: UpstreamFailure, nowMs: number): AccountState {
  const next = restsAfterFailure(rests, given, nowMs);
  const failure = asRefusalInARow(given, next.refusalsInARow);
  switch (failure.class) {
    case 'permanent':
      return { standing: afterLoss(standing, failure.code, nowMs), rests: next };
    case 'rate_limit':
    case 'quota':
      return { standing: afterLimit(standing, failure, nowMs), rests: next };
    default:
      return { standing, rests: next };
  }
}

/** Whether the owner may ask for it as things stand. What is lost takes a sign-in; what OpenAI has deactivated may be tried once more. */
export function ownerMay(kind: 'pausedByOwner' | 'resumedByOwner', { status }: Pick<Standing, 'status'>): boolean {
  return status !== 'reauth_required' && (kind === 'resumedByOwner' || status !== 'deactivated');
}

/** From when the account serves if nothing but time happens; `null` where its owner has to act. */
export function usableFromMs({ standing, rests }: AccountState): number | null {
  const endMs = limitEndMs(standing);
  if (standing.status !== 'active' && endMs === null) return null;
  return Math.max(endMs ?? 0, restsUntilMs(rests));
}
