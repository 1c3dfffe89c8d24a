import { describe, expect, it } from 'vitest';

import { answers } from '../fakes/source/source-steps.ts';
import { startSourceStage, ownModel, type SourceStage } from './source-stage.ts';
import { hello, turnBody } from './harness.ts';
import type { Answer } from './http-client.ts';
import {
  chat,
  outcomeOfChat,
  outcomeOfChatStream,
  outcomeOfResponse,
  outcomeOfResponseStream,
  respond,
  type Outcome,
} from './v1-requests.ts';

type Ask = (on: SourceStage, stream: boolean) => Promise<Answer>;

const native: Ask = ({ stage }, stream) => stage.turn({ body: turnBody([hello], { model: ownModel, stream }) });

const routes: readonly {
  name: string;
  ask: Ask;
  streamed: (answer: Answer) => Outcome;
  whole: (answer: Answer) => Outcome;
}[] = [
  {
    name: '/v1/chat/completions',
    ask: ({ stage }, stream) =>
      chat(stage, { model: ownModel, stream, stream_options: stream ? { include_usage: true } : undefined }),
    streamed: outcomeOfChatStream,
    whole: outcomeOfChat,
  },
  {
    name: '/v1/responses',
    ask: ({ stage }, stream) => respond(stage, { model: ownModel, stream }),
    streamed: outcomeOfResponseStream,
    whole: ({ json }) => outcomeOfResponse(json),
  },
  {
    name: '/backend-api/codex/responses',
    ask: native,
    streamed: outcomeOfResponseStream,
    whole: ({ json }) => outcomeOfResponse(json),
  },
];

const said: Outcome = {
  text: 'From the box you pay for',
  calls: [],
  finish: 'stop',
  usage: { input: 1000, output: 200, cached: 400 },
};

describe('a model that only a source serves', () => {
  for (const ability of ['chat_completions', 'responses'] as const)
    for (const { name, ask, streamed, whole } of routes)
      for (const stream of [true, false])
        it(`answers ${name}, ${stream ? 'streamed' : 'whole'}, from a source of ${ability}`, async () => {
          await using on = await startSourceStage({ abilities: [ability] });
          on.source.script([answers(said.text)]);
          const answer = await ask(on, stream);
          expect([answer.status, (stream ? streamed : whole)(answer)]).toEqual([200, said]);
          const [asked] = on.source.requests;
          expect([asked?.path, asked?.json['model'], asked?.json['stream']]).toEqual([
            ability === 'responses' ? '/v1/responses' : '/v1/chat/completions',
            'llama-4-instruct-q8',
            true,
          ]);
          expect(on.stage.served()).toEqual([]);
        });

  it('is settled once: one row, the source in place of an account, its own prices, its own month', async () => {
    await using on = await startSourceStage();
    await chat(on.stage, { model: ownModel }, { headers: { 'user-agent': 'my-tool/2' } });
    const rows = await on.stage.requestLog();
    // 600 fresh input at 2, 400 cached at 1, 200 output at 10 dollars a million.
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      sourceId: on.id,
      accountId: null,
      model: ownModel,
      status: 'success',
      statusCode: 200,
      inputTokens: 1000,
      cachedInputTokens: 400,
      outputTokens: 200,
      costMicroUsd: 3600,
      client: 'my-tool',
    });
    expect(rows[0]?.attempts).toMatchObject([
      {
        accountId: `source:${on.id}`,
        outcome: 'answered',
        statusCode: 200,
        decision: { strategy: 'model_source', reason: 'only a source serves this model' },
      },
    ]);
    expect(await on.summary()).toMatchObject({ spentMicroUsd: 3600, unpricedRequests: 0, running: 0, lastError: null });
  });

  it('without prices costs nobody knows what, whatever the price table says of its name', async () => {
    await using on = await startSourceStage({ models: [{ model: 'gpt-4o' } as never] }, { accounts: [] });
    await chat(on.stage, { model: 'gpt-4o' });
    expect((await on.stage.requestLog())[0]).toMatchObject({ sourceId: on.id, inputTokens: 1000, costMicroUsd: null });
    expect(await on.summary()).toMatchObject({ spentMicroUsd: 0, unpricedRequests: 1 });
  });
});

describe('what the accounts’ upstream would refuse', () => {
  for (const ability of ['chat_completions', 'responses'] as const)
    it(`reaches a source of ${ability}, and is not called dropped then`, async () => {
      await using on = await startSourceStage({ abilities: [ability] });
      const options = { temperature: 0.2, top_p: 0.9, max_tokens: 64, seed: 7 };
      const answer = await chat(on.stage, { model: ownModel, ...options });
      expect(answer.headers['x-evenkeel-dropped']).toBe('seed');
      await respond(on.stage, { model: ownModel, max_output_tokens: 32 });
      const limit = ability === 'responses' ? 'max_output_tokens' : 'max_tokens';
      expect(on.source.requests.map(({ json }) => [json['temperature'], json['top_p'], json[limit]])).toEqual([
        [0.2, 0.9, 64],
        [undefined, undefined, 32],
      ]);
      const byAccount = await chat(on.stage, options);
      expect(byAccount.headers['x-evenkeel-dropped']).toMatch(/temperature/);
    });
});
