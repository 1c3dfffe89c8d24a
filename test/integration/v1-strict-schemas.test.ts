import { describe, expect, it } from 'vitest';

import { startStage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { chat, respond, sentUpstream } from './v1-requests.ts';

const loose = { type: 'object', properties: { a: { type: 'object', properties: {} } }, required: ['a'] };
const tight = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};
const format = (schema: object, more: object = { strict: true }) => ({
  type: 'json_schema',
  name: 'x',
  schema,
  ...more,
});
const tool = (parameters: object, more: object = { strict: true }) => ({
  type: 'function',
  name: 'f',
  parameters,
  ...more,
});
const good = tool(tight);

describe('strict schemas (3.2, step 9)', () => {
  it.each([
    [
      'responses, text.format',
      respond,
      { text: { format: format(loose) } },
      'invalid_json_schema',
      'text.format.schema',
    ],
    [
      'responses, a tool',
      respond,
      { tools: [good, tool(loose)] },
      'invalid_function_parameters',
      'tools[1].parameters',
    ],
    [
      'chat, response_format',
      chat,
      { response_format: { type: 'json_schema', json_schema: format(loose) } },
      'invalid_json_schema',
      'response_format.json_schema.schema',
    ],
    [
      'chat, a tool',
      chat,
      {
        tools: [
          { type: 'function', function: good },
          { type: 'function', function: tool(loose) },
        ],
      },
      'invalid_function_parameters',
      'tools[1].function.parameters',
    ],
  ])('%s: 400 that says where and what, and no account is asked', async (_name, ask, more, code, param) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await ask(stage, more);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({
      code,
      param,
      type: 'invalid_request_error',
      message: expect.stringMatching(/At \$: `additionalProperties` must be there and be false/),
    });
    expect(stage.upstream.turns()).toHaveLength(0);
  });

  it('without strict, and with a schema that keeps the rules, it goes on', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const tools = [good, tool(loose, { strict: false }), tool(loose, {})];
    expect((await respond(stage, { tools, text: { format: format(tight) } })).status).toBe(200);
    expect(sentUpstream(stage)['tools']).toEqual(tools);
    const chatTools = tools.map((one) => ({ type: 'function', function: one }));
    expect((await chat(stage, { tools: chatTools })).status).toBe(200);
  });

  it('the native route passes it on untouched', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const body = { model: 'gpt-5.5', stream: true, store: false, input: [], tools: [tool(loose)] };
    expect((await stage.turn({ body })).status).toBe(200);
    expect(sentUpstream(stage)).toEqual(body);
  });
});
