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
export function modelUsedUp({ model, inService, decision, nowMs }: ModelRefusalFacts): Refusal | null {
  const lackOf = new Map(decision.candidates.map((candidate) => [candidate.accountId, candidate]));
  const having = inService.filter(({ id }) => lackOf.get(id)?.code !== 'model_not_listed');
  const ends = having.map(({ id, status, resetAtMs }) => {
    const candidate = lackOf.get(id);
    if (candidate?.code === 'model_limited') return 'figure' in candidate ? candidate.figure : null;
    return status === 'active' ? undefined : resetAtMs;
  });
  // One that is neither cannot serve for another reason, which says more. Where all have it and are used up as a whole, it is not about the model.
  const isOfModel =
    having.length < inService.length || having.some(({ id }) => lackOf.get(id)?.code === 'model_limited');
  if (model === null || ends.length === 0 || !isOfModel || ends.includes(undefined)) return null;
  const known = ends.filter((end) => typeof end === 'number');
  const resetsAtMs = known.length === 0 ? null : Math.min(...known);
  const seconds = resetsAtMs === null ? null : Math.max(1, Math.ceil((resetsAtMs - nowMs) / 1000));
  const when = resetsAtMs === null ? '' : ` The first has room for it again at ${new Date(resetsAtMs).toISOString()}.`;
  return new Refusal(
    'usage_limit_reached',
    `The usage limit of "${model.slice(0, longestName)}" has been reached on every account that has it.${when} Other models may still be served.`,
    {
      fields: {
        ...(resetsAtMs === null ? {} : { resets_at: Math.ceil(resetsAtMs / 1000), resets_in_seconds: seconds }),
      },
      headers: seconds === null ? {} : { 'retry-after': String(seconds) },
    },
  );
}

/** Accounts list it, and the upstream has it on none of them after all. */
export function modelAbsent(model: string | null, { statusCode, message }: UpstreamFailure): Refusal {
  return new Refusal(
    'model_not_found',
    `The model "${(model ?? '').slice(0, longestName)}" is listed, but the upstream does not have it on any account that could be asked (HTTP ${statusCode}: ${message.slice(0, 300)}). Choose another model, or try again later.`,
    { fields: { param: 'model' } },
  );
}
