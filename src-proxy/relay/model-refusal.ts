import type { Account } from '../accounts/account.ts';
import { Refusal } from '../contract/refusal.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { Chosen } from '../routing/choose-account.ts';

/** What a client is told when the accounts could serve, but not this model. */

/** What a client writes there may be megabytes. */
const longestName = 100;

export interface ModelRefusalFacts {
  readonly model: string | null;
  /** Accounts that are signed in and not paused. */
  readonly inService: readonly Account[];
  readonly decision: Chosen<Account>['decision'];
  readonly nowMs: number;
}

/** Every account that has the model is used up, as a whole or for it. `null` where that is not what is wrong. */
export function modelUsedUp(facts: ModelRefusalFacts): Refusal | null {
  const { model, nowMs } = facts;
  const ends = endsOf(facts);
  if (model === null || ends === null) return null;
  const resetsAtMs = ends.length === 0 ? null : Math.min(...ends);
  const when = resetsAtMs === null ? '' : ` The first has room for it again at ${new Date(resetsAtMs).toISOString()}.`;
  const message = `The usage limit of "${model.slice(0, longestName)}" has been reached on every account that has it.${when} Other models may still be served.`;
  if (resetsAtMs === null) return new Refusal('usage_limit_reached', message);
  const seconds = Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1000));
  return new Refusal('usage_limit_reached', message, {
    fields: { resets_at: Math.ceil(resetsAtMs / 1000), resets_in_seconds: seconds },
    headers: { 'retry-after': String(seconds) },
  });
}

/** When each account that has the model is back, as far as that is known; `null` where one cannot serve for another reason. */
function endsOf({ inService, decision }: ModelRefusalFacts): number[] | null {
  const candidates = new Map(decision.candidates.map((candidate) => [candidate.accountId, candidate]));
  const ends: number[] = [];
  // Where all have the model and each is used up as a whole, it is not about the model.
  let isOfModel = false;
  let having = 0;
  for (const { id, status, resetAtMs } of inService) {
    const candidate = candidates.get(id);
    const isLimited = candidate?.code === 'model_limited';
    isOfModel ||= isLimited || candidate?.code === 'model_not_listed';
    if (candidate?.code === 'model_not_listed') continue;
    if (status === 'active' && !isLimited) return null;
    having += 1;
    const endMs = candidate !== undefined && isLimited && 'figure' in candidate ? candidate.figure : resetAtMs;
    if (endMs !== null) ends.push(endMs);
  }
  return isOfModel && having > 0 ? ends : null;
}

/** Accounts list it, and the upstream has it on none of them after all. */
export function modelAbsent(model: string | null, { statusCode, message }: UpstreamFailure): Refusal {
  return new Refusal(
    'model_not_found',
    `The model "${(model ?? '').slice(0, longestName)}" is listed, but the upstream does not have it on any account that could be asked (HTTP ${statusCode}: ${message.slice(0, 300)}). Choose another model, or try again later.`,
    { fields: { param: 'model' } },
  );
}
