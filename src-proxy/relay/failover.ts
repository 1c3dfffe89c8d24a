import { handedBack, type UpstreamFailure } from '../providers/provider.ts';
import { provesNothingSent } from './failures.ts';

/** What to do after an attempt that showed the client nothing. */
export type NextStep =
  /** The same account again, after a pause. */
  | { readonly kind: 'again'; readonly delayMs: number }
  /** Renew the account's token, then the same account again. */
  | { readonly kind: 'renew' }
  /** Leave out what the account cannot read, then the same account again. */
  | { readonly kind: 'strip' }
  /** Another account. */
  | { readonly kind: 'next' }
  /** Hand the failure to the client. */
  | { readonly kind: 'surface' };

export interface FailoverFacts {
  readonly failure: UpstreamFailure;
  /** Attempts on this account in this request, this one included. */
  readonly onThisAccount: number;
  /** Accounts that broke (as against: said no) in this request, this one included. */
  readonly breakages: number;
  readonly renewed: boolean;
  readonly stripped: boolean;
  readonly replayUnseen: boolean;
}

const attemptsAt500 = 3;
const maxBreakages = 3;
const maxUnseenReplays = 1;

/**
 * Whether another attempt may be made. Pure. An account that says no (limits, bursts, sign-in, plan, model) has done nothing, so every
 * other account may be asked. An account that broke may have begun, and counted, the work: such are tried a few times at
 * most, and where the upstream had already accepted the request, once and only if the person wants it.
 */
export function nextStep(facts: FailoverFacts): NextStep {
  const { failure, onThisAccount, breakages } = facts;
  switch (failure.class) {
    case 'unauthorized':
      return facts.renewed ? { kind: 'next' } : { kind: 'renew' };
    case 'foreign_content':
      return facts.stripped ? { kind: 'surface' } : { kind: 'strip' };
    case 'rate_limit':
    case 'quota':
    case 'permanent':
    case 'entitlement':
    case 'model_limit':
    case 'model_absent':
    case 'burst':
      return { kind: 'next' };
    case 'account_refused':
    case 'unreachable':
      if (provesNothingSent(failure)) return { kind: 'next' };
      return breakages < maxBreakages ? { kind: 'next' } : { kind: 'surface' };
    case 'server':
      if (failure.statusCode === 500 && onThisAccount < attemptsAt500)
        return { kind: 'again', delayMs: 200 * 2 ** (onThisAccount - 1) };
      if (failure.statusCode !== null) return breakages < maxBreakages ? { kind: 'next' } : { kind: 'surface' };
      return facts.replayUnseen && breakages <= maxUnseenReplays ? { kind: 'next' } : { kind: 'surface' };
    case 'dropped':
      // Given back before anything began: nothing was done, so it is asked again on a new connection.
      if (failure.code === handedBack && onThisAccount === 1) return { kind: 'again', delayMs: 0 };
      return facts.replayUnseen && breakages <= maxUnseenReplays ? { kind: 'next' } : { kind: 'surface' };
    default:
      return { kind: 'surface' };
  }
}
