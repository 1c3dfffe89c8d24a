import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import OpenAI, {
  APIConnectionError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { createLatch } from '../fakes/upstream/latch.ts';
import { burst429, endWithoutCompleted, ok, status, toolCall, type Step } from '../fakes/upstream/steps.ts';
import { setStage, type Stage } from './stage.ts';

let stage: Stage;
let client: OpenAI;

beforeAll(async () => {
  stage = await setStage({ env: { EVENKEEL_CAPACITY_WAIT_TIMEOUT: '0' } });
  // Many programs insist on some key; one of another service says nothing here.
  client = new OpenAI({ baseURL: `${stage.evenkeel.origin}/v1`, apiKey: 'not-a-key-of-ours', maxRetries: 0 });
});

afterEach(() => {
  stage.first.script([]);
  stage.second.script([]);
});

afterAll(() => stage[Symbol.asyncDispose]());

const model = 'gpt-5.5';
const messages = [{ role: 'user' as const, content: 'hi' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };

/** Whichever account is asked. */
function script(...steps: readonly Step[]): void {
  stage.first.script(steps);
  stage.second.script(steps);
}

describe('the OpenAI SDK: responses', () => {
  it('one answer', async () => {
    const response = await client.responses.create({ model, input: 'hi' });
    expect(response.output_text).toMatch(/^Hello from acc-/);
    expect(response).toMatchObject({ status: 'completed', usage: { input_tokens: 120, output_tokens: 20 } });
  });

  it('a stream', async () => {
    const types: string[] = [];
    let text = '';
    for await (const event of await client.responses.create({ model, input: 'hi', stream: true })) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expect(text).toMatch(/^Hello from acc-/);
    expect([types[0], types.at(-1)]).toEqual(['response.created', 'response.completed']);
  });

  it('the stream helper, which puts the answer together from its events', async () => {
    const stream = client.responses.stream({ model, input: 'hi' });
    const response = await stream.finalResponse();
    expect(response.output_text).toMatch(/^Hello from acc-/);
  });

  it('a call of a tool, and its output', async () => {
    script(toolCall('weather', { city: 'Rome' }));
    const tools = [{ type: 'function' as const, name: 'weather', parameters, strict: false }];
    const asked = await client.responses.create({ model, input: 'Rome?', tools });
    const [call] = asked.output;
    expect(call).toMatchObject({ type: 'function_call', name: 'weather', arguments: '{"city":"Rome"}' });
    if (call?.type !== 'function_call') throw new Error('There is no call.');
    const answered = await client.responses.create({
      model,
      tools,
      input: [
        { role: 'user', content: 'Rome?' },
        call,
        { type: 'function_call_output', call_id: call.call_id, output: '20' },
      ],
    });
    expect(answered.output_text).toMatch(/^Hello/);
  });

  it('structured output', async () => {
    script(ok('{"city":"Rome","degrees":20}'));
    const shape = z.object({ city: z.string(), degrees: z.number() });
    const response = await client.responses.parse({
      model,
      input: 'hi',
      text: { format: zodTextFormat(shape, 'weather') },
    });
    expect(response.output_parsed).toEqual({ city: 'Rome', degrees: 20 });
  });
});

describe('the OpenAI SDK: chat', () => {
  it('one answer', async () => {
    const answer = await client.chat.completions.create({ model, messages });
    expect(answer.choices[0]).toMatchObject({ message: { role: 'assistant' }, finish_reason: 'stop' });
    expect(answer.choices[0]?.message.content).toMatch(/^Hello from acc-/);
    expect(answer.usage).toMatchObject({ prompt_tokens: 120, prompt_tokens_details: { cached_tokens: 100 } });
  });

  it('a stream, put together by the SDK', async () => {
    const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
    const answer = await stream.finalChatCompletion();
    expect(answer.choices[0]?.message.content).toMatch(/^Hello from acc-/);
    expect(answer.usage?.total_tokens).toBe(140);
  });

  it('tools, which the SDK runs by itself', async () => {
    script(
      ok([
        { type: 'function_call', name: 'weather', arguments: { city: 'Rome' } },
        { type: 'function_call', name: 'weather', arguments: { city: 'Oslo' } },
      ]),
    );
    const cities: string[] = [];
    const runner = client.chat.completions.runTools({
      model,
      messages,
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            name: 'weather',
            description: 'The weather.',
            parameters,
            parse: (text: string) => z.object({ city: z.string() }).parse(JSON.parse(text)),
            function: ({ city }: { city: string }) => {
              cities.push(city);
              return '20 degrees';
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toMatch(/^Hello from acc-/);
    expect(cities).toEqual(['Rome', 'Oslo']);
  });

  it('structured output', async () => {
    script(ok('{"city":"Rome"}'));
    const shape = z.object({ city: z.string() });
    const format = zodResponseFormat(shape, 'weather');
    const answer = await client.chat.completions.parse({ model, messages, response_format: format });
    expect(answer.choices[0]?.message.parsed).toEqual({ city: 'Rome' });
  });

  it('an abort ends the work upstream', async () => {
    const latch = createLatch();
    script(ok('Hello you there', { hold: latch, holdAfterEvents: 6 }));
    const before = stage.upstream.turns().length;
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) stream.controller.abort();
    const turn = stage.upstream.turns()[before];
    await turn?.ended;
    expect(turn?.closedEarlyAtMs).not.toBeNull();
    latch.open();
  });

  it('the older completions', async () => {
    const answer = await client.completions.create({ model, prompt: 'Say' });
    expect(answer.choices[0]?.text).toMatch(/^Hello from acc-/);
  });
});

describe('the OpenAI SDK: models', () => {
  it('lists them, and knows one', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toEqual(['gpt-5.5', 'gpt-fake-upstream']);
    expect(await client.models.retrieve('gpt-5.5')).toMatchObject({ id: 'gpt-5.5', object: 'model' });
  });
});

describe('the OpenAI SDK: every kind of error', () => {
  const ask = (more: object = {}): Promise<unknown> => client.chat.completions.create({ model, messages, ...more });
  const failed = async (asking: Promise<unknown>): Promise<unknown> =>
    await asking.then(
      () => null,
      (error: unknown) => error,
    );

  it.each([
    [400, BadRequestError],
    [409, ConflictError],
    [422, UnprocessableEntityError],
    [500, InternalServerError],
    [503, InternalServerError],
  ])('%i of the upstream', async (code, kind) => {
    stage.first.always(status(code, { error: { message: 'So it is.', type: 'x', code: 'y', param: 'z' } }));
    stage.second.always(status(code, { error: { message: 'So it is.', type: 'x', code: 'y', param: 'z' } }));
    try {
      for (const stream of [false, true]) {
        const error = await failed(ask({ stream }));
        expect(error).toBeInstanceOf(kind);
        expect(error).toMatchObject({
          status: code,
          message: expect.stringContaining('So it is.'),
          requestID: expect.any(String),
        });
      }
    } finally {
      stage.first.always(ok('Hello from acc-a'));
      stage.second.always(ok('Hello from acc-b'));
    }
  });

  it('a request that cannot be translated', async () => {
    const error = await failed(ask({ n: 2 }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'unsupported_parameter', param: 'n', type: 'invalid_request_error' });
  });

  it('a model that nobody has', async () => {
    const error = await failed(ask({ model: 'gpt-55' }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found' });
    expect(await failed(client.models.retrieve('gpt-55'))).toBeInstanceOf(NotFoundError);
  });

  it('too many requests', async () => {
    stage.first.script([burst429(), burst429(), burst429()]);
    stage.second.script([burst429(), burst429(), burst429()]);
    expect(await failed(ask())).toBeInstanceOf(RateLimitError);
  });

  it('a key of ours that is none', async () => {
    const stranger = new OpenAI({
      baseURL: `${stage.evenkeel.origin}/v1`,
      apiKey: `sk-clb-${'x'.repeat(43)}`,
      maxRetries: 0,
    });
    const error = await failed(stranger.models.list());
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({ code: 'invalid_api_key' });
  });

  it('another site', async () => {
    const other = new OpenAI({
      baseURL: `${stage.evenkeel.origin}/v1`,
      apiKey: 'x',
      maxRetries: 0,
      defaultHeaders: { origin: 'https://evil.test' },
    });
    expect(await failed(other.models.list())).toBeInstanceOf(PermissionDeniedError);
  });

  it('what is not served is not tried again', async () => {
    const patient = client.withOptions({ maxRetries: 5 });
    const error = await failed(patient.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'x' }));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 501, code: 'endpoint_not_served' });
  });

  it('an answer that breaks off', async () => {
    script(endWithoutCompleted());
    const error = await failed(
      (async () => {
        for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) void chunk;
      })(),
    );
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({ code: 'upstream_stream_truncated' });
  });

  it('nobody there', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const lonely = new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'x', maxRetries: 0 });
    expect(await failed(lonely.models.list())).toBeInstanceOf(APIConnectionError);
  });

  it('an abort', async () => {
    const leaving = new AbortController();
    leaving.abort();
    const request = client.chat.completions.create({ model, messages }, { signal: leaving.signal });
    expect(await failed(request)).toBeInstanceOf(APIUserAbortError);
  });
});
