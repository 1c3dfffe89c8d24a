import { gzipSync, zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { ok, status } from '../fakes/upstream/steps.ts';
import { errorOf } from './http-client.ts';
import { hello, startStage, turnBody } from './harness.ts';

/** Spacing, escapes, unknown members and numbers that JSON.parse would spoil: none of it is ours to change. */
const oddBody =
  '{ "model" : "gpt-5.5","stream":true ,"input":[{"type":"message","role":"user","content":"a\\u00e9\\/b"}],' +
  '"big":12345678901234567890123,"e":1.0E+2,"dup":1,"dup":2,"unknown":{"x":null} }\n';

describe('native path: the client’s body', () => {
  it.each([
    ['plain', null, (body: string) => Buffer.from(body)],
    ['zstd', 'zstd', (body: string) => zstdCompressSync(body)],
    ['gzip', 'gzip', (body: string) => gzipSync(body)],
  ] as const)('reaches the upstream byte for byte, %s', async (_name, encoding, pack) => {
    await using stage = await startStage();
    const body = pack(oddBody);
    const answer = await stage.turn({ body, headers: encoding === null ? {} : { 'content-encoding': encoding } });
    expect(answer.status).toBe(200);
    const [turn] = stage.upstream.turns();
    expect(turn?.rawBody.equals(body)).toBe(true);
    expect(turn?.headers['content-encoding']).toBe(encoding ?? undefined);
    expect(turn?.headers['content-length']).toBe(String(body.length));
  });

  it('of 5 MB passes whole, also when it comes in chunks', async () => {
    await using stage = await startStage();
    const body = turnBody([{ ...hello, content: 'ä'.repeat(2_500_000) }]);
    const answer = await stage.turn({ body, headers: { 'transfer-encoding': 'chunked' } });
    expect(answer.status).toBe(200);
    expect(stage.upstream.turns()[0]?.rawBody.equals(Buffer.from(body))).toBe(true);
  });

  it('must be JSON and say so: text/plain, a form and no type at all are 415', async () => {
    await using stage = await startStage();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      const answer = await stage.turn({ headers: { 'content-type': type } });
      expect([type, answer.status, errorOf(answer).code]).toEqual([type, 415, 'unsupported_media_type']);
    }
    expect((await stage.turn({ headers: { 'content-type': 'application/json; charset=utf-8' } })).status).toBe(200);
    expect(stage.upstream.turns()).toHaveLength(1);
  });

  it('over the limit is 400 payload_too_large and nothing reaches the upstream', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_MAX_REQUEST_BODY: '1' } });
    const tooMuch = turnBody([{ ...hello, content: 'x'.repeat(1_200_000) }]);
    const declared = await stage.turn({ body: tooMuch });
    expect([declared.status, errorOf(declared).code]).toEqual([400, 'payload_too_large']);
    const chunked = await stage.turn({ body: tooMuch, headers: { 'transfer-encoding': 'chunked' } });
    expect([chunked.status, errorOf(chunked).code]).toEqual([400, 'payload_too_large']);
    const packed = await stage.turn({ body: zstdCompressSync(tooMuch), headers: { 'content-encoding': 'zstd' } });
    expect([packed.status, errorOf(packed).code]).toEqual([400, 'payload_too_large']);
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('in a packing that nobody here can read is 415, damaged packing 400, both before the upstream is asked', async () => {
    await using stage = await startStage();
    const brotli = await stage.turn({ headers: { 'content-encoding': 'br' } });
    expect([brotli.status, errorOf(brotli).code]).toEqual([415, 'unsupported_media_type']);
    const damaged = await stage.turn({ headers: { 'content-encoding': 'zstd' } });
    expect([damaged.status, errorOf(damaged).code]).toEqual([400, 'request_malformed']);
    expect(stage.upstream.turns()).toHaveLength(0);
  });
});

describe('native path: the upstream’s answer', () => {
  it.each(['event', 'byte', 'whole'] as const)('reaches the client byte for byte, chunking %s', async (chunking) => {
    await using stage = await startStage();
    stage.account('acc-a').script([ok('Grüße, 世界 👋 and more words', { chunking })]);
    const answer = await stage.turn();
    const [turn] = stage.upstream.turns();
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.bytes.length).toBeGreaterThan(500);
    expect(answer.bytes.equals(turn?.sentBytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('with an error status reaches the client with its own status and body, untouched', async () => {
    await using stage = await startStage();
    const body = '{"detail":  "Unsupported parameter: max_output_tokens"}\n';
    stage
      .account('acc-a')
      .script([status(400, body, { 'content-type': 'application/json', 'x-oai-request-id': 'r-1' })]);
    const answer = await stage.turn();
    expect([answer.status, answer.text]).toEqual([400, body]);
    expect(answer.headers['x-oai-request-id']).toBe('r-1');
    expect(stage.upstream.turns()).toHaveLength(1);
  });

  it('reads token usage from the side', async () => {
    await using stage = await startStage();
    const usage = { inputTokens: 1234, cachedTokens: 1000, outputTokens: 77, reasoningTokens: 33 };
    stage.account('acc-a').script([ok('counted', { usage, chunking: 'byte' })]);
    await stage.turn();
    expect((await stage.requestLog())[0]).toMatchObject({
      status: 'success',
      statusCode: 200,
      model: 'gpt-5.5',
      inputTokens: 1234,
      cachedInputTokens: 1000,
      outputTokens: 77,
      reasoningTokens: 33,
      tokens: 1311,
    });
  });
});
