import { describe, expect, it } from 'vitest';

import { connectionFailure, failureOfResponse } from '../providers/chatgpt/error-table.ts';
import type { RedeemAnswer } from '../providers/provider.ts';
import { redeemVerdict } from './redeem-answer.ts';

const refusedWith = (statusCode: number): RedeemAnswer => ({
  kind: 'failed',
  failure: failureOfResponse({ statusCode, rawHeaders: [], body: Buffer.from('{"detail":"no"}') }, null, 0),
});
const broken = (code: string): RedeemAnswer => ({
  kind: 'failed',
  failure: connectionFailure(Object.assign(new Error('gone'), { code })),
});

describe('what is known of a redemption after its request', () => {
  it.each([
    ['an answer', { kind: 'answered', code: 'reset', windowsReset: 2 } as const, 'done', 'done'],
    ['400', refusedWith(400), 'refused', 'refused'],
    ['404', refusedWith(404), 'refused', 'refused'],
    ['401', refusedWith(401), 'refused', 'lost'],
    ['429', refusedWith(429), 'refused', 'lost'],
    ['408', refusedWith(408), 'lost', 'lost'],
    ['500', refusedWith(500), 'lost', 'lost'],
    ['503', refusedWith(503), 'lost', 'lost'],
    ['nothing was sent', broken('ECONNREFUSED'), 'refused', 'lost'],
    ['the connection broke', broken('ECONNRESET'), 'lost', 'lost'],
    ['nobody answered in time', broken('UND_ERR_HEADERS_TIMEOUT'), 'lost', 'lost'],
  ])('%s', (_title, answer, first, again) => {
    expect([redeemVerdict(answer, true).kind, redeemVerdict(answer, false).kind]).toEqual([first, again]);
  });
});
