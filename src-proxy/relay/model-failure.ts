import { metersModel } from '../accounts/models/metered-models.ts';
import type { LimitBeside, UpstreamFailure } from '../providers/provider.ts';

export interface ModelFacts {
  /** The model that was asked for; `null` where none was. */
  readonly model: string | null;
  /** Whether the account lists it. */
  readonly isListed: boolean;
  readonly nowMs: number;
}

/** As of an account's own limit: where nobody says when it ends. */
const unknownResetMs = 3_600_000;
/** Two words for one moment may differ by a little. */
const sameMomentMs = 60_000;

/**
 * Whether a failure is the account's or only that of one model there. Pure. A limit beside the account's own that is used up
 * is the model's: known by its name, or, where nobody knows what it meters, because it ends when the refusal says. Whoever
 * connects has named no model yet; such a limit is then of some model all the same, but only where both ends are known: the
 * report of the account's own windows may lag behind, and it is they that are used up. That a model is not there is worth
 * another account only where it was promised.
 */
export function readModelFailure(failure: UpstreamFailure, facts: ModelFacts): UpstreamFailure {
  const { model, isListed, nowMs } = facts;
  if (failure.class === 'model_absent') return model !== null && isListed ? failure : { ...failure, class: 'request' };
  const { limitsBeside = [] } = failure;
  if (limitsBeside.length === 0) return failure;
  const meters = (one: LimitBeside): boolean | null => (model === null ? null : metersModel(one, model));
  const limit =
    limitsBeside.find(({ isNamed }) => isNamed) ??
    limitsBeside.find((one) => meters(one) === true) ??
    limitsBeside.find((one) => meters(one) === null && endsTogether(one, failure, model !== null));
  if (limit === undefined) return failure;
  const resetsAtMs = limit.resetsAtMs ?? failure.resetsAtMs ?? nowMs + unknownResetMs;
  return { ...failure, class: 'model_limit', resetsAtMs, limitsBeside: [limit] };
}

function endsTogether({ resetsAtMs }: LimitBeside, failure: UpstreamFailure, whereUnknown: boolean): boolean {
  if (resetsAtMs === null || failure.resetsAtMs === null) return whereUnknown;
  return Math.abs(resetsAtMs - failure.resetsAtMs) <= sameMomentMs;
}
