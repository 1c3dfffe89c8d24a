import type { SourceModel } from '#contract/model-sources.ts';

import { messages } from '../i18n/messages.ts';

const t = messages.sources.editor;

/** One model of a source as it is typed. */
export interface ModelDraft {
  readonly id: number;
  model: string;
  upstreamModel: string;
  displayName: string;
  contextWindow: string;
  maxOutputTokens: string;
  input: string;
  cachedInput: string;
  output: string;
  supportsTools: boolean;
  supportsVision: boolean;
  isEnabled: boolean;
}

export function modelDraftOf(id: number, model: Partial<SourceModel> = {}): ModelDraft {
  const text = (value: string | number | null | undefined): string => (value == null ? '' : String(value));
  return {
    id,
    model: text(model.model),
    upstreamModel: text(model.upstreamModel),
    displayName: text(model.displayName),
    contextWindow: text(model.contextWindow),
    maxOutputTokens: text(model.maxOutputTokens),
    input: text(model.inputPer1m),
    cachedInput: text(model.cachedInputPer1m),
    output: text(model.outputPer1m),
    supportsTools: model.supportsTools ?? true,
    supportsVision: model.supportsVision ?? false,
    isEnabled: model.isEnabled ?? true,
  };
}

/** What is to be stored, or why it cannot be. A line without a name that has nothing else in it is left out: `null`. */
export function modelOf(draft: ModelDraft): { model: SourceModel } | { problem: string } | null {
  const { supportsTools, supportsVision, isEnabled } = draft;
  const { id: _id, ...blank } = modelDraftOf(0);
  const { id: _own, ...typed } = draft;
  if (JSON.stringify(typed) === JSON.stringify(blank)) return null;
  const model = draft.model.trim();
  const upstreamModel = draft.upstreamModel.trim() || null;
  if (!isName(model) || (upstreamModel !== null && !isName(upstreamModel))) return { problem: t.needsModelName };
  const [contextWindow, maxOutputTokens] = [draft.contextWindow, draft.maxOutputTokens].map(tokensOf);
  if (contextWindow === undefined || maxOutputTokens === undefined) return { problem: t.needsTokens(model) };
  const [inputPer1m, cachedInputPer1m, outputPer1m] = [draft.input, draft.cachedInput, draft.output].map(dollarsOf);
  if (inputPer1m === undefined || cachedInputPer1m === undefined || outputPer1m === undefined)
    return { problem: t.needsRates(model) };
  return {
    model: {
      model,
      upstreamModel,
      displayName: draft.displayName.trim() || null,
      contextWindow,
      maxOutputTokens,
      supportsTools,
      supportsVision,
      inputPer1m,
      cachedInputPer1m,
      outputPer1m,
      isEnabled,
    },
  };
}

/** `null` for nothing typed, `undefined` for what is no amount. */
export function dollarsOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d*\.?\d+$/.test(trimmed) && Number(trimmed) <= mostDollars ? Number(trimmed) : undefined;
}

const mostDollars = 100_000;

function isName(name: string): boolean {
  return /^\S{1,128}$/.test(name);
}

function tokensOf(text: string): number | null | undefined {
  const trimmed = text.trim().replaceAll(/[,_ ]/g, '');
  if (trimmed === '') return null;
  return /^[1-9]\d{0,11}$/.test(trimmed) ? Number(trimmed) : undefined;
}
