import type { LimitRule, LimitState, LimitType, LimitWindow } from '#contract/api-keys.ts';

import { messages } from '../i18n/messages.ts';

const microUsd = 1_000_000;
const t = messages.keys.limits;

/** One limit as it is typed: money in dollars, the rest as whole numbers. */
export interface LimitDraft {
  readonly id: number;
  limitType: LimitType;
  limitWindow: LimitWindow;
  maximum: string;
  model: string;
}

export function limitDraftOf(id: number, rule: Pick<LimitState, keyof LimitRule>): LimitDraft {
  const { limitType, limitWindow, maxValue, modelFilter } = rule;
  const maximum = limitType === 'cost_usd' ? Number((maxValue / microUsd).toFixed(6)) : maxValue;
  return { id, limitType, limitWindow, maximum: String(maximum), model: modelFilter ?? '' };
}

/** The rules, or the sentence about the first that is none. Pure. */
export function rulesOf(drafts: readonly LimitDraft[]): { rules: LimitRule[] } | { problem: string } {
  const rules: LimitRule[] = [];
  const seen = new Set<string>();
  for (const [index, draft] of drafts.entries()) {
    const maxValue = maximumOf(draft);
    const modelFilter = draft.limitType === 'credits' ? null : draft.model.trim() || null;
    if (maxValue === null)
      return { problem: (draft.limitType === 'cost_usd' ? t.needsDollars : t.needsWhole)(index + 1) };
    if (modelFilter !== null && /\s/.test(modelFilter)) return { problem: t.needsOneModel(index + 1) };
    const { limitType, limitWindow } = draft;
    const name = `${limitType} ${limitWindow} ${modelFilter ?? ''}`;
    if (seen.has(name)) return { problem: t.twice(index + 1) };
    seen.add(name);
    rules.push({ limitType, limitWindow, maxValue, modelFilter });
  }
  return { rules };
}

function maximumOf({ limitType, maximum }: LimitDraft): number | null {
  const text = maximum.trim().replaceAll(',', '');
  const isMoney = limitType === 'cost_usd';
  if (!(isMoney ? /^\d*\.?\d+$/ : /^\d+$/).test(text)) return null;
  const value = isMoney ? Math.round(Number(text) * microUsd) : Number(text);
  return value >= 1 && Number.isSafeInteger(value) ? value : null;
}
