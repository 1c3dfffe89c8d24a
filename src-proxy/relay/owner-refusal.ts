import type { Account } from '../accounts/account.ts';
import { statusSentence } from '../accounts/account-sentences.ts';
import { durationWords } from '../accounts/duration-words.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import { Refusal } from '../contract/refusal.ts';
import type { OwnedKind, Tie } from './owners.ts';

const what: Readonly<Record<OwnedKind, string>> = {
  previous_response_id: 'The answer that this request continues (previous_response_id)',
  conversation: 'The conversation that this request belongs to',
  file_id: 'A file that this request names (file_id)',
};

const remedy: Readonly<Record<OwnedKind, string>> = {
  previous_response_id:
    'Start the turn again with the full history in `input` and without previous_response_id, and another account takes it.',
  conversation:
    'Start a new conversation, or send the history in `input` and no conversation, and another account takes it.',
  file_id: 'Upload the file again and name it by its new id, and another account takes it.',
};

const caps = ['account_response_create_cap', 'account_stream_cap'];
const capRetrySeconds = 5;

export interface OwnerFacts {
  readonly tie: Tie;
  /** `null` when it was removed. */
  readonly owner: Account | null;
  /** Why this request was tried on it in vain, where it was. */
  readonly triedCode: string | undefined;
  readonly decision: RoutingDecision;
  /** False for a program with an API key: whose accounts these are is none of its holder's business. */
  readonly mayNameAccounts: boolean;
  readonly nowMs: number;
}

/** Why the one account that could serve a request does not, when it will, and what to do meanwhile. */
export function ownerRefusal(facts: OwnerFacts): Refusal {
  const { tie, owner, decision, nowMs } = facts;
  const capped = decision.candidates.some(({ accountId, code }) => accountId === tie.accountId && caps.includes(code));
  if (owner !== null && capped && !tie.isTorn) {
    return new Refusal(
      'hard_affinity_saturated',
      `${what[tie.by]} is on ${nameOf(owner, facts)} alone, and that one is as busy as it may be. Try again in ${capRetrySeconds} seconds.`,
      { headers: { 'retry-after': String(capRetrySeconds) } },
    );
  }
  const code =
    tie.by === 'previous_response_id' ? 'previous_response_owner_unavailable' : 'continuity_owner_unavailable';
  const resetsAtMs =
    owner === null || owner.status === 'active'
      ? ahead(modelLimitOf(facts)?.figure ?? null, nowMs)
      : ahead(owner.resetAtMs, nowMs);
  const fields =
    resetsAtMs === null
      ? {}
      : {
          resets_at: Math.ceil(resetsAtMs / 1000),
          resets_in_seconds: Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1000)),
        };
  const message = `${what[tie.by]} is on ${stateOf(facts)}${returnOf(resetsAtMs, nowMs)} ${remedyOf(tie)}`;
  return new Refusal(code, message, { fields });
}

function nameOf({ label }: Account, { mayNameAccounts }: OwnerFacts): string {
  return mayNameAccounts ? `the account ${label}` : 'one account';
}

function stateOf(facts: OwnerFacts): string {
  const { tie, owner, triedCode } = facts;
  if (owner === null) return 'an account that was removed from Evenkeel.';
  const name = `${nameOf(owner, facts)} alone, which`;
  if (tie.isTorn) return `${name} does not have the answer that it continues as well.`;
  const sentence = statusSentence(owner.record);
  if (sentence !== null) return `${name} cannot serve it. ${sentence}`;
  if (modelLimitOf(facts) !== undefined) return `${name} has used up its allowance of this model.`;
  return triedCode === undefined ? `${name} cannot serve it now.` : `${name} was asked and failed (${triedCode}).`;
}

function modelLimitOf({ tie, decision }: OwnerFacts): { readonly figure: number | null } | undefined {
  const limited = decision.candidates.find(
    ({ accountId, code }) => accountId === tie.accountId && code === 'model_limited',
  );
  return limited && { figure: 'figure' in limited ? limited.figure : null };
}

function ahead(timeMs: number | null, nowMs: number): number | null {
  return timeMs !== null && timeMs > nowMs ? timeMs : null;
}

function returnOf(resetsAtMs: number | null, nowMs: number): string {
  if (resetsAtMs === null) return '';
  return ` It is expected back in ${durationWords(resetsAtMs - nowMs)}, at ${new Date(resetsAtMs).toISOString()}.`;
}

function remedyOf({ by, isTorn }: Tie): string {
  return remedy[isTorn ? 'previous_response_id' : by];
}
