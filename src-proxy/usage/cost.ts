import type { Price, Rates } from '../contract/prices.ts';

/** Beyond so many input tokens the long-context rates hold. */
export const longContextTokens = 272_000;

export interface BilledTokens {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  /** Reasoning is part of it. */
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
}

/**
 * What an answer would have cost, in whole micro-dollars; `null` when price or tokens are unknown, which is not the same
 * as nothing. Dollars for a million tokens are micro-dollars for one.
 */
export function costMicroUsd(price: Price | null, tier: string | null, tokens: BilledTokens): number | null {
  if (price === null || tokens.inputTokens === null) return null;
  const input = Math.max(0, tokens.inputTokens);
  const cached = Math.min(Math.max(0, tokens.cachedInputTokens ?? 0), input);
  const output = Math.max(0, tokens.outputTokens ?? tokens.reasoningTokens ?? 0);
  const rates = ratesFor(price, tier, input);
  return Math.round(
    (input - cached) * rates.input + cached * (rates.cachedInput ?? rates.input) + output * rates.output,
  );
}

function ratesFor({ standard, priority, flex, longContext }: Price, tier: string | null, input: number): Rates {
  // Priority is one price for every length.
  if ((tier === 'priority' || tier === 'fast') && priority !== null) return priority;
  const isLong = input > longContextTokens && longContext !== null;
  if (tier === 'flex' && flex !== null) return isLong ? longFlex(flex) : flex;
  return isLong ? longContext : standard;
}

function longFlex({ input, cachedInput, output }: Rates): Rates {
  return { input: input * 2, cachedInput: cachedInput === null ? null : cachedInput * 2, output: output * 1.5 };
}
