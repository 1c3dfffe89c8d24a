import OpenAI, { APIError, APIUserAbortError, BadRequestError, InternalServerError, RateLimitError } from 'openai';
import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { failedPicture, picture, pictureB64, truncatedPicture } from '../fakes/upstream/image-events.ts';
import { burst429, dropBeforeHead, usageLimit } from '../fakes/upstream/steps.ts';
import { startKeyStage } from './api-key-stage.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { post, sentUpstream } from './v1-requests.ts';

const nextHour = (): number => Math.floor(Date.now() / 1000) + 3600;
const impatient = { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' };

function clientOf(stage: Stage, apiKey = 'not-a-key-of-ours'): OpenAI {
  return new OpenAI({ baseURL: `${stage.origin}/v1`, apiKey, maxRetries: 0 });
}

describe('pains 12, 29: a picture that did not come about is an error', () => {
  it.each([
    ['the stream ends early', truncatedPicture(), InternalServerError, 'upstream_stream_truncated'],
    ['the tool failed', picture({ itemStatus: 'failed' }), InternalServerError, 'upstream_error'],
    [
      'the model answers in words',
      picture({ words: 'I cannot draw that.' }),
      BadRequestError,
      'image_generation_failed',
    ],
    ['moderation', failedPicture('moderation_blocked'), BadRequestError, 'moderation_blocked'],
    ['limits', usageLimit({ resetsAt: nextHour() }), RateLimitError, 'usage_limit_reached'],
  ])('%s', async (_name, step, kind, code) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: impatient });
    stage.account('acc-a').always(step);
    const failing = clientOf(stage).images.generate({ prompt: 'a cat' });
    await expect(failing).rejects.toBeInstanceOf(kind);
    await expect(failing).rejects.toMatchObject({ code });
    const streaming = clientOf(stage).images.generate({ prompt: 'a cat', stream: true });
    await expect(streaming).rejects.toMatchObject({ code });
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'error', requestKind: 'images' });
  });

  it('after a partial picture the stream ends with an error', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(truncatedPicture({ partials: 1 }));
    const stream = await clientOf(stage).images.generate({ prompt: 'a cat', stream: true, partial_images: 1 });
    const types: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of stream) types.push(event.type);
    };
    const failed = read();
    await expect(failed).rejects.toBeInstanceOf(APIError);
    await expect(failed).rejects.toMatchObject({ code: 'upstream_stream_truncated' });
    expect(types).toEqual(['image_generation.partial_image']);
  });

  it('the words of the model are told', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture({ words: 'I cannot draw that.' }));
    const answer = await post(stage, '/v1/images/generations', { prompt: 'a cat' });
    expect(errorOf(answer).message).toBe('No picture was made. The model said: I cannot draw that.');
    expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 400, errorCode: 'image_generation_failed' });
  });

  it.each([
    ['429', burst429()],
    ['a connection that breaks', dropBeforeHead()],
    ['a limit', usageLimit({ resetsAt: nextHour() })],
  ])('%s: the next account makes it', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    stage.account('acc-b').always(picture());
    const answer = await clientOf(stage).images.generate({ prompt: 'a cat' });
    expect(answer.data?.[0]?.b64_json).toBe(pictureB64);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    const [row] = await stage.requestLog();
    expect(row).toMatchObject({ status: 'success', requestKind: 'images', model: 'gpt-image-2' });
    expect(row?.attempts).toHaveLength(2);
  });

  it('a client that leaves ends the turn', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const hold = createLatch();
    stage.account('acc-a').always(picture({ hold, holdAfterEvents: 2 }));
    const left = stage.nextEvent((event) => event.type === 'request' && event.request.status === 'cancelled');
    const over = new AbortController();
    const asked = clientOf(stage).images.generate({ prompt: 'a cat' }, { signal: over.signal });
    const turn = await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 1);
    over.abort();
    await expect(asked).rejects.toBeInstanceOf(APIUserAbortError);
    await Promise.all([left, turn.ended]);
    expect(turn.closedEarlyAtMs).not.toBeNull();
  });
});

describe('S14: keys and pictures', () => {
  it('a picture is charged as one request, with the tokens of the tool, at the price of its model', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    keys.stage.account('acc-a').always(picture());
    const limits = [{ limitType: 'requests', limitWindow: 'daily', maxValue: 1, modelFilter: 'gpt-image-2' }] as const;
    const { key, id } = await keys.create({ limits: [...limits] });
    await clientOf(keys.stage, key).images.generate({ prompt: 'a cat' });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 1, reservedValue: 0 });
    const [row] = await keys.stage.requestLog();
    expect(row).toMatchObject({
      apiKeyId: id,
      inputTokens: 62,
      outputTokens: 1010,
      tokens: 1072,
      costMicroUsd: 62 * 5 + 1010 * 30,
    });
    expect(row?.chargedAt).not.toBeNull();
    await expect(clientOf(keys.stage, key).images.generate({ prompt: 'a cat' })).rejects.toBeInstanceOf(RateLimitError);
    expect(keys.stage.upstream.turns()).toHaveLength(1);
  });

  it('a picture that did not come about costs no request', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'], environment: impatient });
    keys.stage.account('acc-a').always(burst429());
    const limits = [{ limitType: 'requests', limitWindow: 'daily', maxValue: 1, modelFilter: null }] as const;
    const { key, id } = await keys.create({ limits: [...limits] });
    await expect(clientOf(keys.stage, key).images.generate({ prompt: 'a cat' })).rejects.toBeInstanceOf(RateLimitError);
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 0, reservedValue: 0 });
  });

  it.each([
    [{ allowedModels: ['gpt-5.5'] }, 403],
    [{ allowedModels: ['gpt-image-2'] }, 200],
    [{ enforcedModel: 'gpt-5.5' }, 403],
  ])('of a key with %j: %i', async (policy, status) => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    keys.stage.account('acc-a').always(picture());
    const { key } = await keys.create(policy);
    const headers = { authorization: `Bearer ${key}` };
    const answer = await post(keys.stage, '/v1/images/generations', { prompt: 'a cat' }, { headers });
    expect(answer.status).toBe(status);
    if (status === 200) expect(sentUpstream(keys.stage)).toMatchObject({ model: 'gpt-5.5' });
    else expect(errorOf(answer)).toMatchObject({ code: 'model_not_allowed', param: 'model' });
  });
});
