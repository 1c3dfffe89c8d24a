import { decisionReasons, strategyReason } from '../contract/decision-reasons.ts';
import type { KeptCandidate, RoutingDecision } from '../contract/kept-decision.ts';
import { affinityOf, free, type Affinity } from './affinity.ts';
import { earliestReset } from './earlier-reset.ts';
import { fieldOf, type Field, type Resting } from './field.ts';
import { bestGroup } from './groups.ts';
import { isDueForProbe } from './health.ts';
import type { RoutableAccount } from './routable-account.ts';
import type { RoutingRules } from './routing-rules.ts';
import type { ModelLack } from './standing.ts';
import { strategies } from './strategies.ts';
import { fillUnknown, firstOf, type Entrant, type Strategy } from './strategy.ts';
import { isKept, withoutKept } from './yielding.ts';

export interface Choice<Account extends RoutableAccount> extends RoutingRules {
  readonly accounts: readonly Account[];
  /** The account that the conversation lives on, if any. */
  readonly boundTo: string | null;
  /** True when what the request speaks of exists on that account alone. */
  readonly boundHard?: boolean;
  /** Who served the conversation last: while its own account cannot serve, it stays with that one. */
  readonly servedBy?: string | null;
  /** True for a request that takes only what the others can spare. */
  readonly yields?: boolean;
  /** Accounts that this request has tried in vain, each with the code of why. */
  readonly tried: ReadonlyMap<string, string>;
  /** Why an account is not to be asked for the model; `null` when nothing is known against it. */
  readonly lacksModel?: (account: Account) => ModelLack | null;
  /** Where lots are drawn, the same seed draws the same; consecutive seeds draw independently. */
  readonly seed: number;
  readonly nowMs: number;
}

export interface Chosen<Account extends RoutableAccount> {
  readonly account: Account | null;
  readonly decision: RoutingDecision;
  /** Nobody is chosen because the conversation's own account is back then: choose again at that time. */
  readonly waitUntilMs: number | null;
  /** What becomes of the conversation's place: only with `away` it stays where it was although another serves. */
  readonly affinity: Affinity['kind'];
  /** Why nobody is chosen, where that is more than a pool without an account that can serve. */
  readonly refusal:
    'owner_unavailable' | 'account_response_create_cap' | 'account_stream_cap' | 'burn_window_closed' | null;
}

/**
 * Picks the account for one attempt and says why, for every account it looked at. Pure: the order of the accounts does not
 * matter, and the same input gives the same choice.
 *
 * A conversation stays where it lives while that account can serve. When every account that could serve is resting after
 * failures, the one whose rest ends first is used all the same: trying beats refusing.
 */
export function chooseAccount<Account extends RoutableAccount>(choice: Choice<Account>): Chosen<Account> {
  const { accounts, boundTo, tried, caps, options, nowMs } = choice;
  const strategy = strategies[choice.strategy];
  const whole = fieldOf(
    accounts,
    {
      tried,
      caps,
      heedsCircuit: options.circuitBreaker,
      onlyId: strategy === strategies.single_account ? options.singleAccountId : null,
      lacksModel: choice.lacksModel,
      boundTo,
      nowMs,
    },
    strategy.heedsHealth,
  );
  const field = choice.yields === true ? withoutKept(whole, nowMs) : whole;
  const affinity = affinityIn(field, choice);
  switch (affinity.kind) {
    case 'stay':
      return forOwner(choice, field, affinity, decisionReasons.stays);
    case 'insist':
      return forOwner(choice, field, affinity, decisionReasons.insists);
    case 'wait':
      return forOwner(choice, field, affinity, decisionReasons.waits);
    case 'refuse':
      return forOwner(choice, field, affinity, decisionReasons.owner_cannot);
    default:
      return forAnyone(choice, strategy, field, affinity);
  }
}

function affinityIn<Account extends RoutableAccount>(field: Field<Account>, choice: Choice<Account>): Affinity {
  const { boundTo, boundHard = false, tried, nowMs } = choice;
  if (boundTo === null) return free;
  return affinityOf({
    account: field.home?.account ?? null,
    standing: field.home?.standing ?? null,
    wasTried: tried.has(boundTo),
    isHard: boundHard,
    nowMs,
  });
}

/** The conversation's own account, or nobody. */
function forOwner<Account extends RoutableAccount>(
  choice: Choice<Account>,
  { entrants, ineligible, home }: Field<Account>,
  affinity: Affinity,
  reason: string,
): Chosen<Account> {
  const { strategy, boundTo, boundHard = false } = choice;
  const serves = affinity.kind === 'stay' || affinity.kind === 'insist';
  const account = serves ? (home?.account ?? null) : null;
  const candidates: KeptCandidate[] = [];
  for (const entrant of entrants) {
    const isHome = entrant.account.id === boundTo;
    if (isHome) candidates.unshift(candidateOf(entrant, 'chosen', 'home'));
    else if (boundHard) candidates.push(candidateOf(entrant, 'ineligible', 'not_the_owner'));
    else candidates.push(candidateOf(entrant, 'lost', 'conversation_elsewhere'));
  }
  for (const candidate of ineligible) {
    if (candidate.accountId !== boundTo) candidates.push(candidate);
    else if (affinity.kind === 'wait') candidates.push({ ...candidate, code: 'grace', figure: affinity.untilMs });
    else if (serves) candidates.unshift({ ...candidate, verdict: 'chosen', code: 'last_resort' });
    else candidates.push(candidate);
  }
  return {
    account,
    decision: { strategy, accountId: account?.id ?? null, reason, candidates },
    waitUntilMs: affinity.kind === 'wait' ? affinity.untilMs : null,
    affinity: affinity.kind,
    refusal: affinity.kind === 'refuse' ? ownerRefusal(home) : null,
  };
}

function ownerRefusal(home: Field<RoutableAccount>['home']): Chosen<RoutableAccount>['refusal'] {
  return home !== null && isKept(home.standing.code) ? 'burn_window_closed' : 'owner_unavailable';
}

interface Pick<Account extends RoutableAccount> {
  readonly winner: Entrant<Account>;
  readonly code: string;
  readonly reason: string;
}

function forAnyone<Account extends RoutableAccount>(
  choice: Choice<Account>,
  strategy: Strategy,
  field: Field<Account>,
  { kind }: Affinity,
): Chosen<Account> {
  const { entrants, resting, ineligible } = field;
  if (entrants.length === 0) {
    const soonest = soonestOf(resting, choice.boundTo);
    return soonest === null ? nobody(choice, ineligible, kind) : lastResort(choice, ineligible, soonest, kind);
  }
  const { winner, code, reason } =
    substitute(choice, entrants) ??
    recoveryProbe(choice, strategy, entrants, kind) ??
    strategyPick(choice, strategy, entrants);
  const { id } = winner.account;
  const candidates: KeptCandidate[] = [candidateOf(winner, 'chosen', code)];
  for (const entrant of entrants) if (entrant !== winner) candidates.push(candidateOf(entrant, 'lost', entrant.code));
  for (const candidate of ineligible) candidates.push(candidate);
  const decision = { strategy: strategy.name, accountId: id, reason, candidates };
  return {
    account: winner.account,
    decision: strategy.drawsLots ? { ...decision, seed: choice.seed } : decision,
    waitUntilMs: null,
    affinity: kind,
    refusal: null,
  };
}

/** A conversation whose own account cannot serve stays with whoever served it last: its cache is warm there. */
function substitute<Account extends RoutableAccount>(
  { servedBy = null }: Choice<Account>,
  entrants: readonly Entrant<Account>[],
): Pick<Account> | null {
  if (servedBy === null) return null;
  const winner = entrants.find(({ account }) => account.id === servedBy);
  if (winner === undefined) return null;
  for (const entrant of entrants) entrant.code = 'conversation_elsewhere';
  return { winner, code: 'substitute', reason: decisionReasons.substitute };
}

/** Of the accounts that are to prove themselves, the one that has waited longest gets one new conversation. */
function recoveryProbe<Account extends RoutableAccount>(
  { nowMs }: Choice<Account>,
  strategy: Strategy,
  entrants: readonly Entrant<Account>[],
  kind: Affinity['kind'],
): Pick<Account> | null {
  if (!strategy.heedsHealth || kind === 'away') return null;
  const due = entrants.filter(
    ({ account, tier }) =>
      tier === 'probing' && account.routingPolicy !== 'preserve' && isDueForProbe(tier, account.lastUsedAtMs, nowMs),
  );
  if (due.length === 0) return null;
  for (const entrant of entrants) entrant.code = 'recovery_elsewhere';
  const winner = firstOf(due, (a, b) => (a.account.lastUsedAtMs ?? 0) - (b.account.lastUsedAtMs ?? 0));
  return { winner, code: 'recovery_probe', reason: decisionReasons.recovery_probe };
}

function strategyPick<Account extends RoutableAccount>(
  { options: { preferEarlierReset }, seed, nowMs }: Choice<Account>,
  strategy: Strategy,
  entrants: readonly Entrant<Account>[],
): Pick<Account> {
  fillUnknown(entrants);
  let pool = bestGroup(entrants);
  if (strategy.mayPreferEarlierReset && preferEarlierReset !== 'off')
    pool = earliestReset(pool, preferEarlierReset, nowMs);
  const winner = strategy.pick(pool, { nowMs, seed });
  return { winner, code: 'chosen', reason: strategyReason(strategy.reason, strategy.name) };
}

/** Whose rest ends first; the conversation's own account before all others. */
function soonestOf<Account extends RoutableAccount>(
  resting: readonly Resting<Account>[],
  boundTo: string | null,
): Resting<Account> | null {
  let soonest: Resting<Account> | null = null;
  for (const one of resting) {
    if (one.account.id === boundTo) return one;
    if (
      soonest === null ||
      one.untilMs < soonest.untilMs ||
      (one.untilMs === soonest.untilMs && one.account.id < soonest.account.id)
    )
      soonest = one;
  }
  return soonest;
}

function lastResort<Account extends RoutableAccount>(
  { strategy, boundTo }: Choice<Account>,
  ineligible: readonly KeptCandidate[],
  { account }: Resting<Account>,
  affinity: Affinity['kind'],
): Chosen<Account> {
  const { id } = account;
  const reason = id === boundTo ? decisionReasons.all_resting_home : decisionReasons.all_resting_first;
  const candidates: KeptCandidate[] = [];
  for (const candidate of ineligible) {
    if (candidate.accountId === id) candidates.unshift({ ...candidate, verdict: 'chosen', code: 'last_resort' });
    else candidates.push(candidate);
  }
  return {
    account,
    decision: { strategy, accountId: id, reason, candidates },
    waitUntilMs: null,
    affinity,
    refusal: null,
  };
}

function nobody<Account extends RoutableAccount>(
  { strategy, options }: Choice<Account>,
  candidates: readonly KeptCandidate[],
  affinity: Affinity['kind'],
): Chosen<Account> {
  const reason =
    strategy === 'single_account' && options.singleAccountId === ''
      ? decisionReasons.single_unnamed
      : decisionReasons.nobody;
  return {
    account: null,
    decision: { strategy, accountId: null, reason, candidates },
    waitUntilMs: null,
    affinity,
    refusal: capAmong(candidates) ?? (candidates.some(({ code }) => isKept(code)) ? 'burn_window_closed' : null),
  };
}

/** An account that is merely busy serves as soon as something ends: the client is to hear that, not that nobody can. */
function capAmong(candidates: readonly KeptCandidate[]): Chosen<RoutableAccount>['refusal'] {
  for (const { code } of candidates)
    if (code === 'account_response_create_cap' || code === 'account_stream_cap') return code;
  return null;
}

function candidateOf(entrant: Entrant, verdict: KeptCandidate['verdict'], code: string): KeptCandidate {
  const { account, short, long, figure } = entrant;
  return { accountId: account.id, verdict, code, short, long, figure };
}
