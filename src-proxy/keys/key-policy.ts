import { withoutWishes } from '../contract/model-words.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { ApiKeyRecord } from '../storage/store.ts';
import { withInnerMember, withMember } from '../wire/json-edit.ts';
import { allInBody, findInBody } from '../wire/body-index.ts';
import { membersNamed, stringAt, withoutMember, type Range } from '../wire/json-scan.ts';
import { keyRefusals } from './key-refusals.ts';

/** Pure: what a key lets through, and what it makes of a request. */

export type KeyPolicy = Pick<
  ApiKeyRecord,
  'allowedModels' | 'enforcedModel' | 'allowedReasoningEfforts' | 'enforcedReasoningEffort' | 'enforcedServiceTier'
>;

/** What a body says of how it wants to be answered. */
export interface StatedWishes {
  readonly model: string | null;
  readonly effort: string | null;
  readonly tier: string | null;
}

export type PolicyOutcome =
  | { readonly kind: 'admitted'; readonly body: Buffer; readonly wishes: StatedWishes }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const longestShownBytes = 40;

/** The upstream's word for a tier; `null` for what it wants left unsaid. */
const tierAtUpstream: Readonly<Record<string, string | null>> = { auto: null, default: null, fast: 'priority' };

/** The body itself where the key changes nothing, else the same bytes with the few members that it decides. */
export function applyPolicy(policy: KeyPolicy, body: Buffer): PolicyOutcome {
  const { model, reasoning, service_tier: tier } = allInBody(body, ['model', 'reasoning', 'service_tier']);
  const effort = effortsIn(body, reasoning[0]);
  // SECURITY: a reader that takes the last of two would be asked for what was not looked at here.
  for (const [name, ranges] of Object.entries({ model, reasoning, service_tier: tier, 'reasoning.effort': effort }))
    if (ranges.length > 1) return refused(keyRefusals.saidTwice(name));
  const stated = { model: stringAt(body, model[0]), effort: stringAt(body, effort[0]), tier: stringAt(body, tier[0]) };
  const refusal = objection(policy, stated, effort[0] === undefined ? null : textAt(body, effort[0]));
  if (refusal !== null) return refused(refusal);
  const edited = enforced(policy, stated, body);
  if (edited === null) return refused(keyRefusals.noObject());
  return { kind: 'admitted', body: edited, wishes: edited === body ? stated : wishesOf(edited) };
}

/**
 * The same for a request whose body does not name the model that the caller asked for, or is no JSON: that model is let
 * through or refused, never exchanged for another, which could not do the work.
 * @param body empty where it is no JSON
 */
export function applyPolicyBeside(policy: KeyPolicy, model: string | null, body: Buffer): PolicyOutcome {
  const { allowedModels, enforcedModel } = policy;
  const allowed = enforcedModel === null ? allowedModels : [enforcedModel];
  if (allowed.length > 0 && (model === null || !allowed.includes(model))) return refused(keyRefusals.model(model));
  if (body.length === 0) return { kind: 'admitted', body, wishes: { model, effort: null, tier: null } };
  const outcome = applyPolicy({ ...policy, allowedModels: [], enforcedModel: null }, body);
  return outcome.kind === 'refused' ? outcome : { ...outcome, wishes: { ...outcome.wishes, model } };
}

export function wishesOf(body: Buffer): StatedWishes {
  const { model, reasoning, service_tier: tier } = findInBody(body, ['model', 'reasoning', 'service_tier']);
  const [effort] = effortsIn(body, reasoning);
  return { model: stringAt(body, model), effort: stringAt(body, effort), tier: stringAt(body, tier) };
}

function effortsIn(body: Buffer, reasoning: Range | undefined): Range[] {
  return reasoning === undefined ? [] : membersNamed(body, ['effort'], reasoning).effort;
}

function textAt(body: Buffer, { start, end }: Range): string {
  return body.toString('utf8', start, Math.min(end, start + longestShownBytes));
}

/** @param effortJson what stands there, whatever it is; `null` where nothing does */
function objection(policy: KeyPolicy, { model, effort }: StatedWishes, effortJson: string | null): Refusal | null {
  const { allowedModels, enforcedModel, allowedReasoningEfforts, enforcedReasoningEffort } = policy;
  if (enforcedModel === null && allowedModels.length > 0 && (model === null || !isAllowed(allowedModels, model)))
    return keyRefusals.model(model);
  if (enforcedReasoningEffort !== null || allowedReasoningEfforts.length === 0) return null;
  // Nothing said is the model's own choice, and no wish of the caller.
  if (effortJson === null || effortJson === 'null') return null;
  const takesEffort = effort !== null && allowedReasoningEfforts.some((allowed) => allowed === effort);
  return takesEffort ? null : keyRefusals.effort(effort ?? effortJson);
}

/** A name with wishes in it, such as `gpt-5.5-high`, allows the model that it stands for: requests come here without them. */
function isAllowed(allowedModels: readonly string[], model: string): boolean {
  return allowedModels.includes(model) || allowedModels.some((allowed) => withoutWishes(allowed) === model);
}

function enforced(policy: KeyPolicy, stated: StatedWishes, body: Buffer): Buffer | null {
  const { enforcedModel, enforcedReasoningEffort: effort, enforcedServiceTier } = policy;
  let edited: Buffer | null = body;
  if (enforcedModel !== null && stated.model !== enforcedModel)
    edited = withMember(edited, 'model', JSON.stringify(enforcedModel));
  if (edited !== null && effort !== null && stated.effort !== effort)
    edited = withInnerMember(edited, 'reasoning', 'effort', JSON.stringify(effort));
  if (edited === null || enforcedServiceTier === null) return edited;
  const tier =
    tierAtUpstream[enforcedServiceTier] === undefined ? enforcedServiceTier : tierAtUpstream[enforcedServiceTier];
  if (tier === null || tier === undefined) return withoutMember(edited, 'service_tier');
  return stated.tier === tier ? edited : withMember(edited, 'service_tier', JSON.stringify(tier));
}

function refused(refusal: Refusal): PolicyOutcome {
  return { kind: 'refused', refusal };
}
