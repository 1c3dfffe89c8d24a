import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { endWithoutCompleted, ok, status, toolCall, type Step } from '../fakes/upstream/steps.ts';
import { installClient } from './install-client.ts';
import { setStage, type Stage } from './stage.ts';

/** The little of the Vercel AI SDK that is used here; it is installed on demand, so there are no types to import. */
type Model = object;
interface Call {
  readonly toolName: string;
  readonly input: unknown;
}
interface Generated {
  readonly text: string;
  readonly output: unknown;
  readonly toolCalls: readonly Call[];
  readonly steps: readonly object[];
  readonly usage: { readonly inputTokens?: number; readonly outputTokens?: number };
}
interface Ai {
  generateText(options: object): Promise<Generated>;
  streamText(options: object): { readonly fullStream: AsyncIterable<{ type: string; text?: string; error?: unknown }> };
  tool(options: object): object;
  jsonSchema(schema: object): object;
  isStepCount(count: number): object;
  readonly Output: { object(options: object): object };
}
interface OpenAiProvider {
  readonly createOpenAI: (options: object) => { responses(model: string): Model; chat(model: string): Model };
}
interface CompatibleProvider {
  readonly createOpenAICompatible: (options: object) => (model: string) => Model;
}

let stage: Stage;
let ai: Ai;
const models: Record<string, Model> = {};

beforeAll(async () => {
  const script = await installClient({
    packageName: 'ai',
    version: '7.0.173',
    entry: 'dist/index.js',
    beside: ['@ai-sdk/openai@4.0.118', '@ai-sdk/openai-compatible@3.0.92'],
  });
  const packages = dirname(dirname(dirname(script)));
  const load = async (name: string): Promise<unknown> =>
    await import(pathToFileURL(join(packages, name, 'dist/index.js')).href);
  ai = (await load('ai')) as Ai;
  stage = await setStage();
  const baseURL = `${stage.evenkeel.origin}/v1`;
  const { createOpenAI } = (await load('@ai-sdk/openai')) as OpenAiProvider;
  const { createOpenAICompatible } = (await load('@ai-sdk/openai-compatible')) as CompatibleProvider;
  const openai = createOpenAI({ baseURL, apiKey: 'x' });
  models.responses = openai.responses('gpt-5.5');
  models.chat = openai.chat('gpt-5.5');
  models.compatible = createOpenAICompatible({ name: 'evenkeel', baseURL, supportsStructuredOutputs: true })('gpt-5.5');
});

afterEach(() => script());
afterAll(() => stage[Symbol.asyncDispose]());

function script(...steps: readonly Step[]): void {
  stage.first.script(steps);
  stage.second.script(steps);
}

const schema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

describe.each(['responses', 'chat', 'compatible'])('the Vercel AI SDK, model of kind %s', (kind) => {
  const ask = (more: object = {}): object => ({ model: models[kind], prompt: 'hi', maxRetries: 0, ...more });

  it('one answer', async () => {
    const answer = await ai.generateText(ask());
    expect(answer.text).toMatch(/^Hello from acc-/);
    expect(answer.usage).toMatchObject({ inputTokens: 120, outputTokens: 20 });
  });

  it('a stream', async () => {
    let text = '';
    const types: string[] = [];
    for await (const part of ai.streamText(ask()).fullStream) {
      types.push(part.type);
      if (part.type === 'text-delta') text += part.text ?? '';
    }
    expect(text).toMatch(/^Hello from acc-/);
    expect(types.at(-1)).toBe('finish');
    expect(types).not.toContain('error');
  });

  it('a tool, which it runs, and the answer after that', async () => {
    script(toolCall('weather', { city: 'Rome' }));
    const cities: string[] = [];
    const weather = ai.tool({
      description: 'The weather.',
      inputSchema: ai.jsonSchema(schema),
      execute: ({ city }: { city: string }) => {
        cities.push(city);
        return `20 degrees in ${city}`;
      },
    });
    // What the service does not store must be sent again; only this kind has to be told so.
    const providerOptions = { openai: { store: false } };
    const stopWhen = ai.isStepCount(3);
    const answer = await ai.generateText(ask({ tools: { weather }, stopWhen, providerOptions }));
    expect(cities).toEqual(['Rome']);
    expect(answer.text).toMatch(/^Hello from acc-/);
    expect(answer.steps).toHaveLength(2);
    expect(JSON.stringify(stage.upstream.turns().at(-1)?.json)).toContain('20 degrees in Rome');
  });

  it('structured output', async () => {
    script(ok('{"city":"Rome"}'));
    const output = ai.Output.object({ schema: ai.jsonSchema(schema) });
    expect((await ai.generateText(ask({ output }))).output).toEqual({ city: 'Rome' });
  });

  it('our sentence, where something is refused', async () => {
    script(status(400, { detail: 'Unsupported parameter: x' }));
    await expect(ai.generateText(ask())).rejects.toThrow('Unsupported parameter: x');
  });

  it('an error, and no good end, where an answer breaks off', async () => {
    script(endWithoutCompleted());
    const parts: { type: string }[] = [];
    for await (const part of ai.streamText(ask({ onError: () => undefined })).fullStream) parts.push(part);
    expect(parts.map(({ type }) => type)).toContain('error');
  });
});
