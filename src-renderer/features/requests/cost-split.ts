import type { ModelSourceSummary } from '#contract/model-sources.ts';
import type { Price, PriceEntry, Rates } from '#contract/prices.ts';
import type { RequestLogEntry } from '#contract/request-log.ts';

/** Beyond so many input tokens the long-context rates hold. */
const longContextTokens = 272_000;
/** Rounding to a whole micro-dollar, once by the engine. */
const roundingMicroUsd = 1;

export interface CostLine {
  readonly part: 'input' | 'cached' | 'output';
  readonly tokens: number;
  /** Dollars for a million tokens. */
  readonly ratePer1m: number;
  readonly microUsd: number;
}

export interface KnownPrices {
  readonly prices: readonly PriceEntry[];
  readonly sources: readonly ModelSourceSummary[];
}

type Billed = Pick<
  RequestLogEntry,
  | 'model'
  | 'sourceId'
  | 'serviceTier'
  | 'inputTokens'
  | 'cachedInputTokens'
  | 'outputTokens'
  | 'reasoningTokens'
  | 'costMicroUsd'
>;

/**
 * Pure. What each kind of token has cost. The log keeps the cost alone, so this is reckoned by the prices of today, and
 * `null` wherever it does not come to what the log says: then the prices were others.
 */
export function costSplit(request: Billed, known: KnownPrices): readonly CostLine[] | null {
  const { inputTokens, costMicroUsd } = request;
  if (inputTokens === null || costMicroUsd === null) return null;
  const rates = request.sourceId === null ? poolRates(request, known.prices) : sourceRates(request, known.sources);
  if (rates === null) return null;
  const cached = Math.min(Math.max(0, request.cachedInputTokens ?? 0), inputTokens);
  const output = Math.max(0, request.outputTokens ?? request.reasoningTokens ?? 0);
  const line = (part: CostLine['part'], tokens: number, ratePer1m: number): CostLine => ({
    part,
    tokens,
    ratePer1m,
    // Dollars for a million tokens are micro-dollars for one.
    microUsd: tokens * ratePer1m,
  });
  const lines = [
    line('input', inputTokens - cached, rates.input),
    line('cached', cached, rates.cachedInput ?? rates.input),
    line('output', output, rates.output),
  ];
  const sum = lines.reduce((total, { microUsd }) => total + microUsd, 0);
  return Math.abs(sum - costMicroUsd) <= roundingMicroUsd ? lines : null;
}

function poolRates({ model, serviceTier, inputTokens }: Billed, prices: readonly PriceEntry[]): Rates | null {
  if (model === null) return null;
  const fitting = prices.filter((entry) => fits(entry.model, model));
  const closest = fitting.toSorted((left, right) => right.model.length - left.model.length)[0];
  return closest === undefined ? null : ratesOf(closest.price, serviceTier, inputTokens ?? 0);
}

function fits(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}

function ratesOf({ standard, priority, flex, longContext }: Price, tier: string | null, input: number): Rates {
  if ((tier === 'priority' || tier === 'fast') && priority !== null) return priority;
  const isLong = input > longContextTokens && longContext !== null;
  if (tier === 'flex' && flex !== null) return isLong ? longFlex(flex) : flex;
  return isLong ? longContext : standard;
}

function longFlex({ input, cachedInput, output }: Rates): Rates {
  return { input: input * 2, cachedInput: cachedInput === null ? null : cachedInput * 2, output: output * 1.5 };
}

function sourceRates({ model, sourceId }: Billed, sources: readonly ModelSourceSummary[]): Rates | null {
  const source = sources.find(({ id }) => id === sourceId);
  const priced = source?.models.find((one) => one.model === model);
  if (!priced || priced.inputPer1m === null || priced.outputPer1m === null) return null;
  return { input: priced.inputPer1m, cachedInput: priced.cachedInputPer1m, output: priced.outputPer1m };
}
