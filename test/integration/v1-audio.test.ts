import OpenAI, { APIUserAbortError, BadRequestError, RateLimitError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';

import { refuses } from '../fakes/source/source-steps.ts';
import { transcribePath } from '../fakes/upstream/media-routes.ts';
import type { RecordedRequest } from '../fakes/upstream/recorded-request.ts';
import { startKeyStage } from './api-key-stage.ts';
import { startStage, type Stage } from './harness.ts';
import { call, errorOf } from './http-client.ts';
import { sourceKey, startSourceStage } from './source-stage.ts';

const model = 'gpt-4o-transcribe';
const burst = { status: 429, body: { detail: 'Too Many Requests' } };
const impatient = { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' };

function clientOf(stage: Stage, apiKey = 'not-a-key-of-ours'): OpenAI {
  return new OpenAI({ baseURL: `${stage.origin}/v1`, apiKey, maxRetries: 0 });
}

const recording = () => toFile(Buffer.from('sound \r\n--x bytes\u0000'), 'said “so”.webm', { type: 'audio/webm' });

function transcriptions(stage: Stage): RecordedRequest[] {
  return stage.upstream.requests.filter(({ pathname }) => pathname === transcribePath);
}

/** The upstream's side reads the form with another reader than ours. */
async function formOf({ rawBody, headers }: RecordedRequest): Promise<FormData> {
  return await new Response(rawBody, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

describe('endpoints 3.1: /v1/audio/transcriptions', () => {
  it('the words of a recording', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await clientOf(stage).audio.transcriptions.create({
      model,
      file: await recording(),
      prompt: 'Names: Ada',
      language: 'en',
    });
    expect(answer).toEqual({ text: 'Hello from the recording' });
    const [sent] = transcriptions(stage);
    const form = await formOf(sent as RecordedRequest);
    expect([...form.keys()].sort()).toEqual(['file', 'prompt']);
    expect(form.get('prompt')).toBe('Names: Ada');
    const file = form.get('file') as File;
    expect([file.name, file.type, Buffer.from(await file.arrayBuffer())]).toEqual([
      'said “so”.webm',
      'audio/webm',
      Buffer.from('sound \r\n--x bytes\u0000'),
    ]);
  });

  it('SECURITY: a field whose name is no header ends in none', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const form = new FormData();
    form.set('model', model);
    form.set('file', await recording());
    form.set('“odd”', 'x');
    form.set('language', 'en');
    const answer = await fetch(`${stage.origin}/v1/audio/transcriptions`, { method: 'POST', body: form });
    expect([answer.status, answer.headers.get('x-evenkeel-dropped')]).toEqual([200, 'other, language']);
  });

  it('only the headers that the upstream bears there', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const own = { 'x-codex-turn-metadata': 'm', 'x-openai-thing': 'o', 'x-other': 'n', 'thread-id': 't' };
    await clientOf(stage).audio.transcriptions.create({ model, file: await recording() }, { headers: own });
    const [sent] = transcriptions(stage);
    const names = Object.keys(sent?.headers ?? {}).filter(
      (name) => !['host', 'connection', 'content-length'].includes(name),
    );
    expect(names.sort()).toEqual([
      'authorization',
      'chatgpt-account-id',
      'content-type',
      'user-agent',
      'x-codex-turn-metadata',
      'x-openai-thing',
    ]);
    expect(sent?.headers.authorization).toBe(`Bearer ${stage.account('acc-a').accessToken}`);
  });

  it('as plain text', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const file = await recording();
    const answer = await clientOf(stage).audio.transcriptions.create({ model, file, response_format: 'text' });
    expect(answer).toBe('Hello from the recording');
  });

  it.each([
    ['another model', { model: 'whisper-1' }, 'model', /gpt-4o-transcribe/],
    ['a form that the upstream lacks', { model, response_format: 'srt' as const }, 'response_format', /json or text/],
    ['a stream', { model, stream: true as const }, 'stream', /one piece/],
  ])('%s: 400 with a sentence', async (_name, more, param, message) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const asked = clientOf(stage).audio.transcriptions.create({ ...more, file: await recording() });
    await expect(asked).rejects.toBeInstanceOf(BadRequestError);
    await expect(asked).rejects.toMatchObject({ param, message: expect.stringMatching(message) });
    expect(transcriptions(stage)).toHaveLength(0);
  });

  it.each([
    ['no form', 'application/json', '{}', 415],
    ['no file', 'multipart/form-data; boundary=x', part('model', model), 400],
    ['no model', 'multipart/form-data; boundary=x', part('prompt', 'hi'), 400],
    ['a model twice', 'multipart/form-data; boundary=x', part('model', model) + part('model', 'other'), 400],
    ['no boundary', 'multipart/form-data', 'x', 400],
  ])('%s: %#', async (_name, type, body, status) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await stage.call('/v1/audio/transcriptions', {
      method: 'POST',
      headers: { 'content-type': type },
      body: type.includes('boundary') ? `${body}--x--\r\n` : body,
    });
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/"message":"[^"]+\./)]);
  });

  it('429 of one account: the next one does it, and the row says so', async () => {
    await using stage = await startStage();
    stage.account('acc-a').media.transcriptionRefusals = [burst];
    const answer = await clientOf(stage).audio.transcriptions.create({ model, file: await recording() });
    expect(answer.text).toBe('Hello from the recording');
    expect(transcriptions(stage).map(({ accountId }) => accountId)).toEqual(['acc-a', 'acc-b']);
    const [row] = await stage.requestLog();
    expect(row).toMatchObject({
      requestKind: 'transcribe',
      status: 'success',
      model,
      path: '/v1/audio/transcriptions',
    });
    expect(row?.attempts.map(({ statusCode }) => statusCode)).toEqual([429, 200]);
  });

  it.each([
    ['limits', burst, RateLimitError],
    ['a refusal', { status: 400, body: { detail: 'Too short' } }, BadRequestError],
  ])('%s: the class that SDKs have for it', async (_name, refusal, kind) => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: impatient });
    stage.account('acc-a').media.transcriptionRefusals = [refusal, refusal, refusal, refusal];
    await expect(
      clientOf(stage).audio.transcriptions.create({ model, file: await recording() }),
    ).rejects.toBeInstanceOf(kind);
  });

  it('an answer without words is an error', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').media.transcription = { status: 'fine' };
    const asked = clientOf(stage).audio.transcriptions.create({ model, file: await recording() });
    await expect(asked).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
    expect((await stage.requestLog())[0]).toMatchObject({ status: 'error', errorCode: 'upstream_error' });
  });

  it('a client that leaves', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const over = new AbortController();
    over.abort();
    const asked = clientOf(stage).audio.transcriptions.create(
      { model, file: await recording() },
      { signal: over.signal },
    );
    await expect(asked).rejects.toBeInstanceOf(APIUserAbortError);
  });

  it('a key: charged as a request, and refused past its limit or for another model', async () => {
    await using keys = await startKeyStage({ accounts: ['acc-a'] });
    const limits = [{ limitType: 'requests', limitWindow: 'daily', maxValue: 1, modelFilter: null }] as const;
    const { key, id } = await keys.create({ limits: [...limits] });
    const client = clientOf(keys.stage, key);
    await client.audio.transcriptions.create({ model, file: await recording() });
    expect((await keys.key(id)).limits[0]).toMatchObject({ currentValue: 1 });
    expect((await keys.stage.requestLog())[0]).toMatchObject({ apiKeyId: id, chargedAt: expect.any(String) });
    await expect(client.audio.transcriptions.create({ model, file: await recording() })).rejects.toBeInstanceOf(
      RateLimitError,
    );
    const other = await keys.create({ allowedModels: ['gpt-5.5'] });
    await expect(
      clientOf(keys.stage, other.key).audio.transcriptions.create({ model, file: await recording() }),
    ).rejects.toMatchObject({ status: 403, code: 'model_not_allowed' });
  });
});

describe('endpoints 3.1: /backend-api/transcribe', () => {
  it('the form and the answer pass byte for byte', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const body = `${part('file', 'sound')}${part('prompt', 'hi')}--x--\r\n`;
    const type = 'multipart/form-data; boundary=x';
    const answer = await call(stage.origin, '/backend-api/transcribe', {
      method: 'POST',
      headers: { 'content-type': type, 'user-agent': 'codex_cli_rs/1' },
      body,
    });
    expect([answer.status, answer.text]).toEqual([200, '{"text":"Hello from the recording"}']);
    const [sent] = transcriptions(stage);
    expect([sent?.rawBody.toString(), sent?.headers['content-type']]).toEqual([body, type]);
    expect(sent?.headers['user-agent']).toBe('codex_cli_rs/1');
    expect((await stage.requestLog())[0]).toMatchObject({ requestKind: 'transcribe', status: 'success', model });
  });

  it('its errors are the upstream’s own', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').media.transcriptionRefusals = [{ status: 400, body: { detail: 'Too short' } }];
    const answer = await stage.call('/backend-api/transcribe', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `${part('file', 'sound')}--x--\r\n`,
    });
    expect([answer.status, answer.json]).toEqual([400, { detail: 'Too short' }]);
  });
});

describe('endpoints 3.1: a model source transcribes', () => {
  const transcriber = {
    abilities: ['audio_transcriptions' as const],
    models: [{ model: 'whisper-1', upstreamModel: 'whisper-large-v3' } as never],
  };

  it('its model, with everything that was asked, under its own name for it', async () => {
    await using on = await startSourceStage(transcriber);
    on.source.script([refuses(200, { text: 'From the box', language: 'en' })]);
    const answer = await clientOf(on.stage).audio.transcriptions.create({
      model: 'whisper-1',
      file: await recording(),
      language: 'en',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });
    expect(answer).toEqual({ text: 'From the box', language: 'en' });
    const [asked] = on.source.requests;
    expect([asked?.path, asked?.headers.authorization]).toEqual(['/v1/audio/transcriptions', `Bearer ${sourceKey}`]);
    const form = await new Response(asked?.body, {
      headers: { 'content-type': asked?.headers['content-type'] ?? '' },
    }).formData();
    expect([...form].filter(([name]) => name !== 'file').toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual([
      ['language', 'en'],
      ['model', 'whisper-large-v3'],
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'word'],
      ['timestamp_granularities[]', 'segment'],
    ]);
    expect(await on.stage.requestLog()).toMatchObject([
      { requestKind: 'transcribe', sourceId: on.id, accountId: null, model: 'whisper-1', status: 'success' },
    ]);
    expect(transcriptions(on.stage)).toHaveLength(0);
  });

  it('of the accounts’ own model the accounts do it; of a model that nobody has, nobody', async () => {
    await using on = await startSourceStage(transcriber);
    const client = clientOf(on.stage);
    await client.audio.transcriptions.create({ model, file: await recording() });
    const asked = client.audio.transcriptions.create({ model: 'whisper-2', file: await recording() });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'model' });
    expect([transcriptions(on.stage).length, on.source.requests.length]).toEqual([1, 0]);
  });

  it('a source that fails is an error, and no account is asked in its place, whatever its models', async () => {
    await using on = await startSourceStage(transcriber);
    on.stage.account('acc-a').models = null;
    on.source.script([refuses(400, { error: { message: 'No such language' } })]);
    const asked = clientOf(on.stage).audio.transcriptions.create({ model: 'whisper-1', file: await recording() });
    await expect(asked).rejects.toBeInstanceOf(BadRequestError);
    expect(transcriptions(on.stage)).toHaveLength(0);
  });
});

describe('what of audio nobody serves', () => {
  it.each(['/v1/audio/translations', '/v1/audio/speech', '/v1/audio/voices'])(
    '%s: 501 with a sentence',
    async (path) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const answer = await stage.call(path, { method: 'POST' });
      expect([answer.status, errorOf(answer).code]).toEqual([501, 'endpoint_not_served']);
    },
  );
});

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}
