import { expect, it } from 'vitest';

import type { AttemptResult, TokenUsage } from '../providers/provider.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import { UsageEstimate } from './usage-estimate.ts';

const history = Buffer.from(JSON.stringify({ input: 'x'.repeat(40_000) }));
const next = Buffer.from(JSON.stringify({ input: 'and now?' }));
const seat = { close: () => undefined, pass: () => undefined } as unknown as NonNullable<
  CanonicalRequest['onSeat']
>['seat'];
const asked = (kind: 'prewarm' | 'responses', body: Buffer, continues: boolean): CanonicalRequest =>
  ({
    kind,
    body,
    plainBody: body,
    ownerHints: { previousResponseId: null, fileIds: [] },
    onSeat: { seat, purpose: 'send', continues },
  }) as unknown as CanonicalRequest;
const usageOf = (result: AttemptResult): TokenUsage | null => ('usage' in result ? result.usage : null);

it.each([
  ['nothing', null],
  [
    'nothing but zeros',
    { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0, totalTokens: 0 } satisfies TokenUsage,
  ],
])(
  'what a connection was warmed with counts in the request that goes on from it, where the upstream says %s',
  (_what, usage) => {
    const estimate = new UsageEstimate();
    estimate.complete(asked('prewarm', history, false), { kind: 'answered', statusCode: 200, usage, failure: null });
    const left: AttemptResult = { kind: 'abandoned', statusCode: 200, usage: null, seen: { deltas: 1, bytes: 4 } };
    const counted = usageOf(estimate.complete(asked('responses', next, true), left));
    expect(counted).toMatchObject({ isEstimated: true, outputTokens: 1 });
    expect(counted?.inputTokens).toBeGreaterThan(10_000);
  },
);
