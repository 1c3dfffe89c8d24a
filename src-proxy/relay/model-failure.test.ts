import { describe, expect, it } from 'vitest';

import type { LimitBeside, UpstreamFailure } from '../providers/provider.ts';
import { readModelFailure } from './model-failure.ts';

const nowMs = 1_767_225_600_000;
const endsMs = nowMs + 500_000_000;

function refused(beside: Partial<LimitBeside>, resetsAtMs: number | null = endsMs): UpstreamFailure {
  const limit = { limitName: 'codex_newfox', meteredFeature: null, resetsAtMs: endsMs, isNamed: false, ...beside };
  return {
    class: 'rate_limit',
    statusCode: 429,
    code: 'usage_limit_reached',
    message: '',
    raw: '',
    resetsAtMs,
    retryAfterMs: null,
    response: null,
    limitsBeside: [limit],
  };
}

const classOf = (failure: UpstreamFailure, model: string | null): string =>
  readModelFailure(failure, { model, isListed: false, nowMs }).class;

describe('usage-and-pricing 5.2: a refusal with a full limit beside the account’s own, to who names no model', () => {
  it.each([
    ['it is named', refused({ isNamed: true, resetsAtMs: null }, null), 'model_limit'],
    ['both end together', refused({ resetsAtMs: endsMs + 60_000 }), 'model_limit'],
    ['they end apart', refused({ resetsAtMs: endsMs + 60_001 }), 'rate_limit'],
    ['nobody knows when the limit ends', refused({ resetsAtMs: null }), 'rate_limit'],
    ['nobody knows when the refusal ends', refused({}, null), 'rate_limit'],
    ['nobody knows either', refused({ resetsAtMs: null }, null), 'rate_limit'],
    // Its own window may lag behind what refused it.
    ['it meters a model that we know', refused({ limitName: 'codex_other', resetsAtMs: null }), 'rate_limit'],
  ])('%s', (_name, failure, expected) => expect(classOf(failure, null)).toBe(expected));

  it('who names one is told apart by what the limit meters', () => {
    const failure = refused({ limitName: 'codex_other', resetsAtMs: null });
    expect(classOf(failure, 'gpt-5.3-codex-spark')).toBe('model_limit');
    expect(classOf(failure, 'gpt-5.5')).toBe('rate_limit');
  });
});
