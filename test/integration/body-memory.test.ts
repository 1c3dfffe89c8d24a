import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type ClientRequest } from 'node:http';
import { zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { startEvenkeel, type RunningEvenkeel } from '../fakes/running-evenkeel.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { startStage, turnBody } from './harness.ts';
import { errorOf, readAnswer, type Answer } from './http-client.ts';
import { create, TestSocket } from './websocket-client.ts';

const mib = 1024 * 1024;
const piece = Buffer.alloc(mib, 'a');
const uploadMib = 24;
const budgetMib = 64;

interface Upload {
  readonly call: ClientRequest;
  /** All but the end has been taken, or will not be. */
  readonly sent: Promise<void>;
  /** What came back so far. */
  answer: Answer | null;
}

/** Sends all of a large body but its end. */
function startUpload(origin: string, path: string, isChunked: boolean): Upload {
  const call = request(`${origin}${path}`, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': path === '/v1/files' ? 'multipart/form-data; boundary=x' : 'application/json',
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(uploadMib * mib + 1) }),
    },
  });
  const gone = new AbortController();
  // Nobody reads on what has its answer: the client closes.
  call.on('close', () => gone.abort());
  call.on('error', () => gone.abort());
  async function send(): Promise<void> {
    for (let count = 0; count < uploadMib; count += 1)
      if (!call.write(piece)) await once(call, 'drain', { signal: gone.signal });
  }
  const upload: Upload = { call, sent: send().catch(() => undefined), answer: null };
  call.on('response', (response) => {
    readAnswer(response).then(
      (answer) => (upload.answer = answer),
      () => undefined,
    );
  });
  return upload;
}

/** The most memory that the process ever had; `null` where the system does not tell. */
function peakBytes({ pid }: RunningEvenkeel): number | null {
  if (process.platform !== 'linux') return null;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

describe('N10: the bodies of all requests share one bounded memory', () => {
  it.each([
    ['/v1/files', false],
    ['/v1/files', true],
    ['/backend-api/codex/responses', false],
    ['/v1/chat/completions', true],
  ])(
    '%s, chunked %s: of forty large uploads those that find no room are told 503, small requests are served',
    async (path, isChunked) => {
      await using upstream = await startFakeUpstream();
      await using evenkeel = await startEvenkeel({
        upstream,
        env: { EVENKEEL_MAX_BUFFERED_BODIES: String(budgetMib), EVENKEEL_MAX_REQUEST_BODY: '32' },
      });
      const before = peakBytes(evenkeel);
      const uploads = Array.from({ length: 40 }, () => startUpload(evenkeel.origin, path, isChunked));
      await Promise.all(uploads.map(({ sent }) => sent));
      // Two of 24 MiB fit below seven eighths of 64; where a part of one counts, at most one more is refused.
      const told = () => uploads.flatMap(({ answer }) => answer ?? []);
      await expect.poll(() => told().length).toBeGreaterThanOrEqual(38);
      for (const answer of told())
        expect([answer.status, errorOf(answer)['code'], answer.headers['retry-after']]).toEqual([
          503,
          'body_memory_full',
          '5',
        ]);
      const small = await evenkeel.fetch('/backend-api/codex/responses', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: turnBody(),
      });
      // Nobody has signed in here: it got as far as the accounts.
      expect(((await small.json()) as { error: { code: string } }).error.code).toBe('no_accounts');
      const after = peakBytes(evenkeel);
      // 960 MiB were sent at it. Beside the budget there is what the garbage collector has not come to yet.
      if (before !== null && after !== null) expect(after - before).toBeLessThan((budgetMib + 160) * mib);
      for (const { call } of uploads) call.destroy();
    },
  );
});

describe('what a body took is given back', () => {
  const large = (count: number) => turnBody([{ type: 'message', role: 'user', content: 'x'.repeat(count * mib) }]);

  it('one after the other any number is served; together no more than there is room for', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_MAX_BUFFERED_BODIES: '16' } });
    for (let count = 0; count < 6; count += 1) expect((await stage.turn({ body: large(6) })).status).toBe(200);
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async () => (await stage.turn({ body: large(6) })).status),
    );
    expect(statuses).toContain(200);
    expect((await stage.turn({ body: large(6) })).status).toBe(200);
    // Also of those that were cut off or refused.
    const cut = startUpload(stage.origin, '/backend-api/codex/responses', false);
    await cut.sent;
    cut.call.destroy();
    await expect
      .poll(async () =>
        (await Promise.all([stage.turn({ body: large(6) }), stage.turn({ body: large(6) })])).map(
          ({ status }) => status,
        ),
      )
      .toEqual([200, 200]);
  });

  it('what a body unpacks to counts, while it does', async () => {
    await using stage = await startStage({ environment: { EVENKEEL_MAX_BUFFERED_BODIES: '16' } });
    const packed = zstdCompressSync(Buffer.from(large(12)));
    expect(packed.length).toBeLessThan(mib);
    const ask = async () => {
      const answer = await stage.turn({ body: packed, headers: { 'content-encoding': 'zstd' } });
      return answer.status === 200 ? 200 : errorOf(answer)['code'];
    };
    expect(await ask()).toBe(200);
    const together = await Promise.all(Array.from({ length: 6 }, ask));
    expect(together).toContain('body_memory_full');
    expect(
      together.filter((one) => one === 'body_memory_full').length + together.filter((one) => one === 200).length,
    ).toBe(6);
    expect(await ask()).toBe(200);
  });

  it('frames of WebSockets count too, and are refused in a frame', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_MAX_BUFFERED_BODIES: '32' } });
    const upload = startUpload(stage.origin, '/v1/files', true);
    await upload.sent;
    await using socket = await TestSocket.open(stage);
    const body = create({ input: [{ type: 'message', role: 'user', content: 'x'.repeat(6 * mib) }] });
    socket.send(body);
    expect(await socket.answer()).toMatchObject({ end: 'error', error: { code: 'body_memory_full' } });
    expect((await socket.ask()).end).toBe('response.completed');
    upload.call.destroy();
    await expect
      .poll(async () => {
        socket.send(body);
        return (await socket.answer()).end;
      })
      .toBe('response.completed');
    for (let count = 0; count < 5; count += 1) {
      socket.send(body);
      expect((await socket.answer()).end).toBe('response.completed');
    }
  });
});
