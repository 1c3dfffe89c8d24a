import type { ApiKeySummary, LimitState } from '#contract/api-keys.ts';

import { messages } from '../../i18n/messages.ts';
import type { IconName } from '../../ui/Icon.svelte';

interface Look {
  readonly tone: 'good' | 'wait' | 'bad' | 'idle';
  readonly icon: IconName;
}

/** Shape and colour of each status; no two share a shape. */
export const keyLook: Record<ApiKeySummary['status'], Look> = {
  active: { tone: 'good', icon: 'check' },
  revoked: { tone: 'bad', icon: 'cross' },
  expired: { tone: 'wait', icon: 'clock' },
};

const t = messages.keys.rules;

/** What narrows a key, in short words. Empty for one that may do all. */
export function ruleTexts(key: ApiKeySummary): string[] {
  return [
    key.allowedModels.length > 0 ? t.models(key.allowedModels.join(', ')) : null,
    key.enforcedModel === null ? null : t.enforcedModel(key.enforcedModel),
    key.enforcedReasoningEffort === null ? null : t.effort(key.enforcedReasoningEffort),
    key.allowedReasoningEfforts.length > 0 ? t.efforts(key.allowedReasoningEfforts.join(', ')) : null,
    key.enforcedServiceTier === null ? null : t.tier(key.enforcedServiceTier),
    key.trafficClass === 'opportunistic' ? t.yields : null,
    key.transportPolicyOverride === null ? null : t.transports[key.transportPolicyOverride],
    key.usageSections === '' ? t.seesNothing : null,
    key.assignedAccountIds.length > 0 ? t.accounts(key.assignedAccountIds.length) : null,
    key.assignedSourceIds.length > 0 ? t.sources(key.assignedSourceIds.length) : null,
  ].filter((text) => text !== null);
}

/** How much of a limit is left, 0 to 100; what is held for running requests is not left. */
export function leftPercent({ maxValue, remainingValue }: Pick<LimitState, 'maxValue' | 'remainingValue'>): number {
  return maxValue === 0 ? 0 : (100 * remainingValue) / maxValue;
}
