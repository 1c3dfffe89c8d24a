import type { Price } from '../contract/prices.ts';
import type { KeyFigures } from '../storage/store.ts';
import { costMicroUsd, longContextTokens } from '../usage/cost.ts';
import { bytesPerToken } from '../usage/token-estimate.ts';

/** No model reads more; bytes beyond it are pictures, which cost far fewer tokens than bytes. */
const mostInputTokens = longContextTokens;
/** A request that continues an earlier answer does not carry its history. */
export const unseenInputTokens = 8192;
const outputTokens = 2048;
/** What a request costs of which nobody knows the price: two dollars for so many tokens. */
const unknownMicroUsd = 2_000_000;
const unknownTokens = 16_384;

export interface RequestToEstimate {
  readonly bodyBytes: number;
  /** Part of what the model reads is not in the body. */
  readonly isOpaque: boolean;
  readonly price: Price | null;
  readonly tier: string | null;
}

/** Pure. What to hold for a request before anybody knows what it takes. */
export function estimateOf({ bodyBytes, isOpaque, price, tier }: RequestToEstimate): KeyFigures {
  const seen = Math.min(Math.ceil(bodyBytes / bytesPerToken), mostInputTokens);
  const inputTokens = isOpaque ? Math.max(seen, unseenInputTokens) : seen;
  const totalTokens = inputTokens + outputTokens;
  const tokens = { inputTokens, cachedInputTokens: 0, outputTokens, reasoningTokens: 0 };
  return {
    requests: 1,
    inputTokens,
    cachedInputTokens: 0,
    outputTokens,
    totalTokens,
    costMicroUsd: costMicroUsd(price, tier, tokens) ?? Math.ceil((unknownMicroUsd * totalTokens) / unknownTokens),
    unpricedRequests: price === null ? 1 : 0,
  };
}
