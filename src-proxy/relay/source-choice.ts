import { decisionReasons } from '../contract/decision-reasons.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import type { SourceAbility, SourceModel } from '../contract/model-sources.ts';
import type { Candidate } from '../contract/request-log.ts';
import { sourcePlace } from '../contract/source-place.ts';
import type { Source } from '../sources/source.ts';
import { arrayElements, findMembers, stringAt } from '../wire/json-scan.ts';
import type { CanonicalRequest } from './canonical-request.ts';

/** Pure: which requests a model source may answer, and what is kept of why it did. */

export const sourceReasons = {
  alone: decisionReasons.source_alone,
  standIn: decisionReasons.source_stands_in,
} as const;
export type SourceReason = keyof typeof sourceReasons;

/** A source that was looked at and not asked. */
export interface PassedOver {
  readonly source: Source;
  readonly code: 'ceiling' | 'busy' | 'key_unreadable' | 'unfit';
  readonly detail: string;
}

/** What a source must be able to do for the request; empty where accounts alone can serve its like. */
export function abilitiesFor({ kind, forSource }: CanonicalRequest): readonly SourceAbility[] {
  if (forSource !== undefined) return [forSource.ability];
  return kind === 'responses' || kind === 'compact' || kind === 'prewarm' ? ['responses', 'chat_completions'] : [];
}

/**
 * Why the request can only be served where its conversation is, as a sentence; `null` where a source can take it. A source
 * has no answers, conversations or files of an account, and what sealed history says is known to the account alone.
 */
export function bindingObjection({ kind, ownerHints, plainBody }: CanonicalRequest): string | null {
  const { previousResponseId, conversation, fileIds } = ownerHints;
  if (kind === 'compact')
    return 'Only ChatGPT accounts compact a conversation. Begin a new one, or have the client compact.';
  if (kind === 'prewarm') return 'A source has no connection to warm up. Send the request itself.';
  if (previousResponseId !== null || conversation !== null)
    return 'It goes on from an answer that is kept elsewhere. Send the whole conversation as `input`.';
  if (fileIds.length > 0) return 'It names files that are kept with a ChatGPT account. Send what is in them.';
  if (plainBody !== null && holdsCompaction(plainBody))
    return 'Its history was compacted by a ChatGPT account, and nobody else can read it. Begin a new conversation.';
  return null;
}

const compaction = Buffer.from('compaction');

/** The word is searched for as bytes first: hardly any body has it, and each may be megabytes. */
function holdsCompaction(body: Buffer): boolean {
  if (!body.includes(compaction)) return false;
  const { input } = findMembers(body, ['input']);
  if (input === undefined) return false;
  return arrayElements(body, input).some((element) =>
    /compaction/.test(stringAt(body, findMembers(body, ['type'], element).type) ?? ''),
  );
}

export function modelAt(source: Source, model: string): SourceModel | null {
  return source.models.find((one) => one.isEnabled && one.model === model) ?? null;
}

/** The decision for one attempt, with the accounts that could not serve and the sources that were passed over. */
export function sourceDecision(
  reason: SourceReason,
  { name, id }: Source,
  passed: readonly PassedOver[],
  accounts: RoutingDecision['candidates'],
): RoutingDecision {
  const accountId = sourcePlace(id);
  const chosen: Candidate = {
    accountId,
    verdict: 'chosen',
    code: 'model_source',
    detail: `the model source "${name}" serves the model`,
  };
  return {
    strategy: 'model_source',
    accountId,
    reason: sourceReasons[reason],
    candidates: [...accounts, ...passed.map(candidateOf), chosen],
  };
}

export function candidateOf({ source, code, detail }: PassedOver): Candidate {
  return { accountId: sourcePlace(source.id), verdict: 'ineligible', code, detail };
}
