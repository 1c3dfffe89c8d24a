import OpenAI, { APIError, BadRequestError, RateLimitError, toFile } from 'openai';
import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { filesPath, uploadPrefix } from '../fakes/upstream/media-routes.ts';
import type { RecordedRequest } from '../fakes/upstream/recorded-request.ts';
import { picture } from '../fakes/upstream/image-events.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { post, respond } from './v1-requests.ts';

const burst = { status: 429, body: { detail: 'Too Many Requests' } };
const createBody = { file_name: 'a.txt', file_size: 3, use_case: 'codex' };

function clientOf(stage: Stage): OpenAI {
  return new OpenAI({ baseURL: `${stage.origin}/v1`, apiKey: 'not-a-key-of-ours', maxRetries: 0 });
}

function sent(stage: Stage, method: string, prefix: string): RecordedRequest[] {
  return stage.upstream.requests.filter((one) => one.method === method && one.pathname.startsWith(prefix));
}

const words = () => toFile(Buffer.from('abc'), 'a.txt', { type: 'text/plain' });
const keep = async (stage: Stage) => clientOf(stage).files.create({ file: await words(), purpose: 'user_data' });

describe('endpoints 3.1: /v1/files', () => {
  it('a place, the bytes, and the end of it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const file = await keep(stage);
    expect(file).toMatchObject({
      id: 'file_acc-a_1',
      object: 'file',
      bytes: 3,
      filename: 'a.txt',
      purpose: 'user_data',
      status: 'processed',
      created_at: expect.any(Number),
    });
    const [created, finalized] = sent(stage, 'POST', filesPath);
    expect(created?.json).toEqual({ file_name: 'a.txt', file_size: 3, use_case: 'codex' });
    expect([finalized?.pathname, finalized?.json]).toEqual([`${filesPath}/file_acc-a_1/uploaded`, {}]);
    const [upload] = sent(stage, 'PUT', uploadPrefix);
    expect([upload?.rawBody.toString(), upload?.headers['content-type']]).toEqual(['abc', 'text/plain']);
    expect(upload?.path).toContain('?sig=');
  });

  it('SECURITY: the place for the bytes gets no credentials and nothing of the client', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await clientOf(stage).files.create(
      { file: await words(), purpose: 'user_data' },
      { headers: { cookie: 'a=b', 'x-codex-turn-state': 's' } },
    );
    const [upload] = sent(stage, 'PUT', uploadPrefix);
    expect(Object.keys(upload?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'x-ms-blob-type',
    ]);
  });

  it('an upload that is not ready at once is asked for again, by the clock', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    stage.account('acc-a').media.retriesBeforeReady = 2;
    const sleeping = clock.sleeping;
    const keeping = keep(stage);
    const isFinalizing = ({ pathname }: RecordedRequest): boolean => pathname.endsWith('/uploaded');
    for (const times of [1, 2]) {
      await stage.upstream.waitForRequest(() => stage.upstream.requests.filter(isFinalizing).length === times);
      await clock.waitForSleepers(sleeping + 1);
      await clock.advance(500);
    }
    expect((await keeping).status).toBe('processed');
    expect(stage.upstream.requests.filter(isFinalizing)).toHaveLength(3);
  });

  it.each([
    ['a status that is no success', { finalStatus: 'rejected' }, 502, /"rejected"/],
    ['storage that refuses', { uploadStatus: 403 }, 502, /HTTP 403/],
    ['storage that sends elsewhere', { uploadStatus: 302 }, 502, /HTTP 302/],
    ['a place that is not https', { uploadUrl: 'http://127.0.0.1:9/x?sig=secret-signature' }, 502, /named a place/],
    ['a place that is no address', { uploadUrl: 'nowhere' }, 502, /named a place/],
    [
      'a place that cannot be reached',
      { uploadUrl: 'https://127.0.0.1:9/x?sig=secret-signature' },
      502,
      /could not be/,
    ],
  ])('%s: an error, and the address is not told', async (_name, media, status, message) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    Object.assign(stage.account('acc-a').media, media);
    const failing = keep(stage);
    await expect(failing).rejects.toBeInstanceOf(APIError);
    await expect(failing).rejects.toMatchObject({ status, message: expect.stringMatching(message) });
    expect(JSON.stringify([stage.log, await failing.catch(String)])).not.toContain('secret-signature');
    expect(sent(stage, 'PUT', `${uploadPrefix}elsewhere`)).toHaveLength(0);
  });

  it('SECURITY: another origin over plain http gets nothing, also when somebody listens there', async () => {
    await using other = await startFakeUpstream();
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').media.uploadUrl = `${other.origin}${uploadPrefix}x`;
    await expect(keep(stage)).rejects.toMatchObject({ status: 502 });
    expect(other.requests).toHaveLength(0);
  });

  it('429 of one account: the next one keeps it', async () => {
    await using stage = await startStage();
    stage.account('acc-a').media.createRefusals = [burst];
    expect((await keep(stage)).id).toBe('file_acc-b_1');
    expect(sent(stage, 'POST', filesPath).map(({ accountId }) => accountId)).toEqual(['acc-a', 'acc-b', 'acc-b']);
  });

  it('every account refuses: the class that SDKs have for it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' } });
    stage.account('acc-a').media.createRefusals = [burst, burst, burst, burst];
    await expect(keep(stage)).rejects.toBeInstanceOf(RateLimitError);
  });

  it('a purpose that nobody serves: 400', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const failing = clientOf(stage).files.create({ file: await words(), purpose: 'batch' });
    await expect(failing).rejects.toBeInstanceOf(BadRequestError);
    await expect(failing).rejects.toMatchObject({ param: 'purpose', message: expect.stringContaining('user_data') });
    expect(sent(stage, 'POST', filesPath)).toHaveLength(0);
  });

  it('what the upstream cannot do is said', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const client = clientOf(stage);
    const cannot = { status: 501, message: expect.stringContaining('cannot list, show or delete') };
    await expect(client.files.list()).rejects.toMatchObject(cannot);
    await expect(client.files.retrieve('file_1')).rejects.toMatchObject(cannot);
    await expect(client.files.delete('file_1')).rejects.toMatchObject(cannot);
    await expect(client.files.content('file_1')).rejects.toMatchObject(cannot);
  });
});

describe('endpoints 3.1: /backend-api/files', () => {
  it('the upstream’s answers as they came, both times on the same account', async () => {
    await using stage = await startStage();
    const raw = JSON.stringify(createBody, null, 1);
    const created = await post(stage, '/backend-api/files', raw);
    expect([created.status, created.json]).toMatchObject([200, { file_id: 'file_acc-a_1' }]);
    const [call] = sent(stage, 'POST', filesPath);
    expect([call?.rawBody.toString(), created.bytes]).toEqual([raw, call?.sentBytes]);
    // The other account becomes the one that is preferred.
    const id = stage.summary('acc-a').accountId;
    await stage.engine.pauseAccount(id);
    const refused = await post(stage, '/backend-api/files/file_acc-a_1/uploaded', {});
    expect([refused.status, errorOf(refused).code]).toEqual([400, 'continuity_owner_unavailable']);
    await stage.engine.reactivateAccount(id);
    const done = await stage.call('/backend-api/files/file_acc-a_1/uploaded', { method: 'POST' });
    expect([done.status, done.json]).toMatchObject([200, { status: 'success' }]);
    expect(sent(stage, 'POST', filesPath).map(({ accountId }) => accountId)).toEqual(['acc-a', 'acc-a']);
    // Side calls have no rows; what was refused has.
    expect(await stage.requestLog()).toMatchObject([
      { requestKind: 'files', errorCode: 'continuity_owner_unavailable' },
    ]);
  });

  it('an upload that is never ready: after 30 seconds the last word is handed on', async () => {
    const clock = new ManualClock(Date.now());
    await using stage = await startStage({ accounts: ['acc-a'], clock });
    stage.account('acc-a').media.retriesBeforeReady = 1000;
    await post(stage, '/backend-api/files', createBody);
    const sleeping = clock.sleeping;
    const startedAtMs = clock.nowMs();
    const asking = post(stage, '/backend-api/files/file_acc-a_1/uploaded', {});
    const isOver = asking.then(() => true);
    const pauses = async (): Promise<false> => {
      await clock.waitForSleepers(sleeping + 1);
      return false;
    };
    while (!(await Promise.race([isOver, pauses()]))) await clock.advance(250);
    expect((await asking).json).toMatchObject({ status: 'retry' });
    expect(clock.nowMs() - startedAtMs).toBeLessThanOrEqual(30_000);
    expect(clock.nowMs() - startedAtMs).toBeGreaterThan(25_000);
  });

  it.each([
    ['file_size', { ...createBody, file_size: 512 * 1024 * 1024 + 1 }],
    ['file_size', { ...createBody, file_size: 'big' }],
    ['file_name', { ...createBody, file_name: undefined }],
    ['use_case', { ...createBody, use_case: '' }],
  ])('%s that cannot be: 400', async (param, body) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, '/backend-api/files', body);
    expect([answer.status, errorOf(answer)]).toMatchObject([400, { code: 'request_malformed', param }]);
    expect(sent(stage, 'POST', filesPath)).toHaveLength(0);
  });

  it('512 MiB are taken', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, '/backend-api/files', { ...createBody, file_size: 512 * 1024 * 1024 });
    expect(answer.status).toBe(200);
  });

  it.each(['..%2F..%2Fwham', '.', 'a%20b', 'x'.repeat(300)])('SECURITY: the name %j goes nowhere', async (id) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const before = stage.upstream.requests.length;
    const answer = await post(stage, `/backend-api/files/${id}/uploaded`, {});
    expect(answer.status).toBe(404);
    expect(stage.upstream.requests).toHaveLength(before);
  });
});

describe('balancing 4.6: a file stays on its account', () => {
  const reading = (fileId: string) => ({
    input: [{ role: 'user', content: [{ type: 'input_file', file_id: fileId }] }],
  });

  /** On the account that is not preferred. */
  async function keepOnSecond(stage: Stage): Promise<string> {
    const { accountId } = stage.summary('acc-a');
    await stage.engine.pauseAccount(accountId);
    const { id } = await keep(stage);
    await stage.engine.reactivateAccount(accountId);
    expect(id).toBe('file_acc-b_1');
    return id;
  }

  it('requests that name it go there, whoever is preferred; others do not', async () => {
    await using stage = await startStage();
    const id = await keepOnSecond(stage);
    await respond(stage);
    await respond(stage, reading(id));
    await respond(stage);
    await stage.turn({ input: reading(id).input });
    await respond(stage, { ...reading(id), prompt_cache_key: 'a-conversation' });
    await respond(stage);
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a', 'acc-b', 'acc-b', 'acc-a']);
  });

  it('a picture made from it is made there too', async () => {
    await using stage = await startStage();
    const id = await keepOnSecond(stage);
    stage.account('acc-a').always(picture());
    stage.account('acc-b').always(picture());
    const answer = await post(stage, '/v1/images/edits', { prompt: 'a hat', images: [{ file_id: id }] });
    expect([answer.status, stage.served()]).toEqual([200, ['acc-b']]);
    await post(stage, '/v1/images/generations', { prompt: 'a hat' });
    expect(stage.served()).toEqual(['acc-b', 'acc-a']);
  });

  it('where its account cannot serve, nobody else is asked', async () => {
    await using stage = await startStage();
    const { id } = await keep(stage);
    expect(id).toBe('file_acc-a_1');
    await stage.engine.pauseAccount(stage.summary('acc-a').accountId);
    const answer = await respond(stage, reading(id));
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'continuity_owner_unavailable']);
    expect(stage.served()).toEqual([]);
  });
});
