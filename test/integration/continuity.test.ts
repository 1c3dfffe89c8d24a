import { zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { ok, status, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf, lastEvent, type Answer } from './http-client.ts';
import { hello, startStage, type Stage } from './harness.ts';

const inThreeHours = () => Math.floor(Date.now() / 1000) + 3 * 3600;
const limit = () => usageLimit({ resetsAt: inThreeHours() });
const roundRobin = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };

const reply = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hello' }] };

function responseIdOf(answer: Answer): string {
  const created = answer.events[0]?.data as { type: string; response: { id: string } };
  expect(created.type).toBe('response.created');
  return created.response.id;
}

/** A body whose bytes show whether somebody wrote it anew. */
function bodyWith(input: readonly unknown[], members = ''): string {
  return `{ "model":"gpt-5.5",${members} "stream" : true, "temperature":1.0, "input":${JSON.stringify(input)} ,"note":"h\\u00e9" }`;
}
const continuing = (id: string, input: readonly unknown[]): string =>
  bodyWith(input, `"previous_response_id" :"${id}",`);

async function firstAnswer(stage: Stage): Promise<{ id: string; owner: string }> {
  const id = responseIdOf(await stage.turn());
  return { id, owner: stage.served().at(-1) ?? '' };
}

describe('a request that continues an answer (balancing 4.3, owner-bound; pains row 1)', () => {
  it('goes to the account that gave it, whoever’s turn it is, byte for byte', async () => {
    await using stage = await startStage({ environment: roundRobin });
    const { id, owner } = await firstAnswer(stage);
    for (let count = 0; count < 3; count += 1) {
      const body = continuing(id, [hello]);
      expect((await stage.turn({ body })).status).toBe(200);
      expect(stage.served().at(-1)).toBe(owner);
      expect(stage.upstream.turns().at(-1)?.rawBody.toString()).toBe(body);
    }
  });

  it('is refused with the account, its state, its return and a remedy where that one is limited', async () => {
    await using stage = await startStage();
    const { id } = await firstAnswer(stage);
    stage.account('acc-a').script([limit()]);
    const refused = await stage.turn({ body: continuing(id, [hello]) });
    expect([refused.status, errorOf(refused).code, errorOf(refused).type]).toEqual([
      400,
      'previous_response_owner_unavailable',
      'invalid_request_error',
    ]);
    expect(errorOf(refused).message).toMatch(
      /previous_response_id.*acc-a@example\.test.*limit is reached.*in 3 hours, at \d{4}-.*Start the turn again with the full history/,
    );
    expect(errorOf(refused).resets_in_seconds).toBeGreaterThan(10_000);
    // Known to be limited it is not even asked, and nobody else is.
    const again = await stage.turn({ body: continuing(id, [hello]) });
    expect(errorOf(again).code).toBe('previous_response_owner_unavailable');
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    const [entry] = await stage.requestLog();
    expect(entry).toMatchObject({ status: 'error', statusCode: 400, errorCode: 'previous_response_owner_unavailable' });
  });

  it.each([
    ['it finds out that the owner is limited', false],
    ['the owner is known to be limited', true],
  ])(
    'moves without previous_response_id, every other byte as it was, where it brings its history: %s',
    async (_name, known) => {
      await using stage = await startStage();
      const { id } = await firstAnswer(stage);
      stage.account('acc-a').script([limit()]);
      if (known) await stage.turn();
      const before = stage.served().length;
      const history = [hello, reply, hello];
      const answer = await stage.turn({ body: continuing(id, history), headers: { 'x-codex-turn-state': 'of-a' } });
      expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
      const asked = stage.upstream.turns().slice(before);
      expect(asked.map(({ accountId }) => accountId)).toEqual(known ? ['acc-b'] : ['acc-a', 'acc-b']);
      expect(asked.at(-1)?.rawBody.toString()).toBe(bodyWith(history, ''));
      expect(asked.at(-1)?.headers['x-codex-turn-state']).toBeUndefined();
      // Its next turn continues what the new account gave.
      const next = continuing(responseIdOf(answer), [hello]);
      expect((await stage.turn({ body: next })).status).toBe(200);
      expect(stage.upstream.turns().at(-1)).toMatchObject({ accountId: 'acc-b' });
      expect(stage.upstream.turns().at(-1)?.rawBody.toString()).toBe(next);
    },
  );

  it('of an account that was removed is told so, and moves with its history', async () => {
    await using stage = await startStage();
    const { id } = await firstAnswer(stage);
    await stage.engine.removeAccount(stage.summary('acc-a').accountId, { history: false });
    const refused = await stage.turn({ body: continuing(id, [hello]) });
    expect(errorOf(refused).code).toBe('previous_response_owner_unavailable');
    expect(errorOf(refused).message).toMatch(/was removed from Evenkeel/);
    expect((await stage.turn({ body: continuing(id, [hello, reply, hello]) })).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('of an answer that nobody has seen is asked of one account, never of the next', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([limit()]);
    const refused = await stage.turn({ body: continuing('resp_of_long_ago', [hello]) });
    expect(errorOf(refused).code).toBe('previous_response_owner_unavailable');
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('that the upstream does not know any more is sent again with its history, once; else its words go through', async () => {
    await using stage = await startStage();
    const { id } = await firstAnswer(stage);
    const forgotten = status(400, {
      error: {
        code: 'previous_response_not_found',
        type: 'invalid_request_error',
        message: 'Previous response not found.',
      },
    });
    stage.account('acc-a').script([forgotten]);
    const history = [hello, reply, hello];
    expect((await stage.turn({ body: continuing(id, history) })).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a']);
    expect(stage.upstream.turns().at(-1)?.rawBody.toString()).toBe(bodyWith(history, ''));
    stage.account('acc-a').script([forgotten]);
    const surfaced = await stage.turn({ body: continuing(id, [hello]) });
    expect([surfaced.status, errorOf(surfaced).message]).toEqual([400, 'Previous response not found.']);
    expect(stage.served()).toHaveLength(4);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', lastError: null });
  });

  it('that fails for another reason hears that reason', async () => {
    await using stage = await startStage();
    const { id } = await firstAnswer(stage);
    stage.account('acc-a').always(status(502, { detail: 'bad gateway' }));
    const answer = await stage.turn({ body: continuing(id, [hello]) });
    expect([answer.status, answer.json]).toEqual([502, { detail: 'bad gateway' }]);
    expect(new Set(stage.served())).toEqual(new Set(['acc-a']));
  });

  it('compressed, it moves unpacked', async () => {
    await using stage = await startStage();
    const { id } = await firstAnswer(stage);
    stage.account('acc-a').script([limit()]);
    const history = [hello, reply, hello];
    const body = zstdCompressSync(Buffer.from(continuing(id, history)));
    const answer = await stage.turn({ body, headers: { 'content-encoding': 'zstd' } });
    expect(answer.status).toBe(200);
    const last = stage.upstream.turns().at(-1);
    expect([last?.accountId, last?.headers['content-encoding']]).toEqual(['acc-b', undefined]);
    expect(last?.rawBody.toString()).toBe(bodyWith(history, ''));
  });
});

describe('a request of a stored conversation, or with a file', () => {
  it.each([
    ['conversation', '"conversation":"conv_1",', [hello], /Start a new conversation/],
    ['file_id', '', [{ role: 'user', content: [{ type: 'input_file', file_id: 'file_1' }] }], /Upload the file again/],
  ] as const)('%s: fails closed with what to do', async (_name, members, input, remedy) => {
    await using stage = await startStage();
    const body = bodyWith(input, members);
    stage.account('acc-a').script([ok('one'), limit()]);
    await stage.turn({ body, session: 'c-1' });
    const refused = await stage.turn({ body, session: 'c-1' });
    expect([refused.status, errorOf(refused).code]).toEqual([400, 'continuity_owner_unavailable']);
    expect(errorOf(refused).message).toMatch(remedy);
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
  });
});
