import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../../contract/refusal.ts';
import { refusalFrame, upstreamRefusalFrame } from './server-frames.ts';

const same = (rawHeaders: readonly string[]): readonly string[] => rawHeaders;

const parse = (frame: Buffer | string) => JSON.parse(frame.toString()) as Record<string, unknown>;

describe('frames of our own', () => {
  it('spec 3.6: an error names its status exactly once, and its headers only where it has some', () => {
    const plain = parse(refusalFrame(new Refusal('draining', 'Stopping.'), 'r-1'));
    expect(Object.keys(plain).toSorted()).toEqual(['error', 'status_code', 'type']);
    expect(plain).toMatchObject({ type: 'error', status_code: 503, error: { code: 'draining', request_id: 'r-1' } });
    const details = { headers: { 'retry-after': '5' }, fields: { resets_at: 7 } };
    expect(parse(refusalFrame(new Refusal('usage_limit_reached', 'Used up.', details), 'r-1'))).toMatchObject({
      status_code: 429,
      headers: { 'retry-after': '5' },
      error: { type: 'usage_limit_reached', resets_at: 7 },
    });
  });

  it.each(['{"type":"error","error":{},"status":429}', '{ "type":"response.failed","response":{"error":{}}}'])(
    'hands on a frame of the upstream as it came: %s',
    (text) => {
      const body = Buffer.from(text);
      expect(upstreamRefusalFrame({ statusCode: 200, rawHeaders: [], body }, same)).toBe(body);
    },
  );

  it('puts the answer to a handshake into a frame, with what a client reads of its headers', () => {
    const rawHeaders = ['X-Codex-Plan-Type', 'plus', 'Retry-After', '7', 'Server', 'x', 'content-type', 'text/html'];
    const error = { code: 'usage_limit_reached', message: 'é "x"' };
    const body = Buffer.from(JSON.stringify({ error }));
    expect(parse(upstreamRefusalFrame({ statusCode: 429, rawHeaders, body }, same))).toEqual({
      type: 'error',
      status_code: 429,
      error,
      headers: { 'X-Codex-Plan-Type': 'plus', 'Retry-After': '7' },
    });
  });

  it('is JSON with one status, whatever the upstream answered', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const frame = parse(upstreamRefusalFrame({ statusCode: 403, rawHeaders: [], body: Buffer.from(text) }, same));
        if (typeof frame.type === 'string' && frame.type !== 'error') return;
        expect(frame).toMatchObject({ type: 'error' });
      }),
    );
  });
});
