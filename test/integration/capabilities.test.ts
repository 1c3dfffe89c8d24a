import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { oauthStartSchema } from '../../src-proxy/contract/oauth.ts';
import { startStage, type Stage } from './harness.ts';
import type { Answer } from './http-client.ts';
import { ownModel, startSourceStage } from './source-stage.ts';
import { post } from './v1-requests.ts';
import { TestSocket } from './websocket-client.ts';

const features = ['stream', 'whole', 'websocket', 'tools', 'images', 'reasoning', 'accounts', 'sources'] as const;
const pathsOf = { name: z.string(), paths: z.array(z.string()).min(1) };
const flags = Object.fromEntries(features.map((name) => [name, z.boolean()])) as Record<
  (typeof features)[number],
  z.ZodBoolean
>;
const matrixSchema = z.strictObject({
  signIn: z.strictObject({ accounts: z.array(z.string()), sources: z.array(z.string()) }),
  protocols: z.array(z.strictObject({ ...pathsOf, ...flags })),
  beside: z.array(z.strictObject(pathsOf)),
});
type Protocol = z.infer<typeof matrixSchema>['protocols'][number];

const docs = join(import.meta.dirname, '../../docs');
const matrix = matrixSchema.parse(JSON.parse(await readFile(join(docs, 'capabilities.json'), 'utf8')));

const pixel = 'data:image/png;base64,iVBORw0KGgo=';
const lookUp = { name: 'look_up', parameters: { type: 'object', properties: {} } };
type Members = Readonly<Record<string, unknown>>;
const carried = ['tools', 'images', 'reasoning'] as const;
/** How each protocol asks, and how it says what a request may carry. */
const requests: Readonly<
  Record<string, Members & { readonly carrying: Readonly<Record<(typeof carried)[number], Members>> }>
> = {
  Codex: { ...responses(), store: false },
  Responses: responses(),
  'Chat completions': {
    messages: [{ role: 'user', content: 'hi' }],
    carrying: {
      tools: { tools: [{ type: 'function', function: lookUp }] },
      images: { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: pixel } }] }] },
      reasoning: { reasoning_effort: 'high' },
    },
  },
  Completions: {
    prompt: 'hi',
    carrying: {
      tools: { tools: [{ type: 'function', function: lookUp }] },
      images: { prompt: [{ type: 'image_url', image_url: { url: pixel } }] },
      reasoning: { reasoning_effort: 'high' },
    },
  },
};

function responses() {
  const message = (content: object) => [{ type: 'message', role: 'user', content: [content] }];
  return {
    input: message({ type: 'input_text', text: 'hi' }),
    carrying: {
      tools: { tools: [{ type: 'function', ...lookUp }] },
      images: { input: message({ type: 'input_image', image_url: pixel }) },
      reasoning: { reasoning: { effort: 'high' } },
    },
  };
}

function ask(stage: Stage, { name }: Protocol, path: string, more: Members): Promise<Answer> {
  const { carrying: _carrying, ...plain } = requests[name] ?? {};
  return post(stage, path, { model: 'gpt-5.5', stream: true, ...plain, ...more });
}
/** By what the upstream's request shows that it arrived. */
const traces = { tools: 'look_up', images: 'input_image', reasoning: '"effort":"high"' } as const;
const typeOf = ({ headers }: Answer): string => (headers['content-type'] ?? '').split(';')[0] ?? '';

describe('matrix 24: docs/capabilities.json', () => {
  it('names every path that serves clients, and none besides', async () => {
    await using stage = await startStage({ accounts: [] });
    const served = stage.engine.routes.filter(({ plane, method }) => plane === 'data' && method !== 'all');
    const named = [...matrix.protocols, ...matrix.beside].flatMap(({ paths }) => paths);
    expect(named.toSorted()).toEqual([...new Set(served.map(({ path }) => path))].toSorted());
    for (const path of matrix.protocols.flatMap(({ paths }) => paths))
      expect(served.filter((route) => route.path === path).map(({ method }) => method)).toEqual(['post']);
  });

  it('names the ways to sign in', () => {
    const methods = oauthStartSchema.shape.forceMethod.unwrap().options;
    expect(matrix.signIn.accounts.filter((method) => method !== 'file')).toEqual([...methods]);
  });

  it.each(matrix.protocols.map((protocol) => [protocol.name, protocol] as const))(
    '%s can do what is said of it, on each of its paths',
    async (_name, protocol) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      for (const path of protocol.paths) {
        const streamed = await ask(stage, protocol, path, {});
        expect([path, streamed.status, typeOf(streamed)]).toEqual([path, 200, 'text/event-stream']);
        for (const feature of carried) {
          const before = stage.upstream.turns().length;
          const answer = await ask(stage, protocol, path, requests[protocol.name]?.carrying[feature] ?? {});
          // What cannot be carried is refused or left out.
          const sent = JSON.stringify(stage.upstream.turns().slice(before));
          const arrived = answer.status === 200 && sent.includes(traces[feature]);
          expect([path, feature, arrived]).toEqual([path, feature, protocol[feature]]);
        }
        const whole = await ask(stage, protocol, path, { stream: false });
        const isWhole = whole.status === 200 && typeOf(whole) === 'application/json';
        expect([path, isWhole]).toEqual([path, protocol.whole]);
        const upgraded = await TestSocket.open(stage, { path }).then(
          async (socket) => {
            await socket[Symbol.asyncDispose]();
            return true;
          },
          () => false,
        );
        expect([path, upgraded]).toEqual([path, protocol.websocket]);
      }
      expect(stage.served().every((id) => id === 'acc-a')).toBe(protocol.accounts);
    },
  );

  it.each(matrix.protocols.map((protocol) => [protocol.name, protocol] as const))(
    '%s: what only a model source has is served by it, where that is said',
    async (_name, protocol) => {
      await using on = await startSourceStage();
      for (const path of protocol.paths) {
        const answer = await ask(on.stage, protocol, path, { model: ownModel });
        expect([path, answer.status === 200]).toEqual([path, protocol.sources]);
      }
      expect(on.stage.served()).toEqual([]);
    },
  );

  it('docs/capabilities.md is the same for people', async () => {
    expect(await readFile(join(docs, 'capabilities.md'), 'utf8')).toContain(tableOf(matrix.protocols));
    const text = await readFile(join(docs, 'capabilities.md'), 'utf8');
    for (const { name, paths } of matrix.beside) {
      expect(text).toContain(`- ${name}: `);
      for (const path of paths) expect(text).toContain(`\`${path}\``);
    }
  });
});

function tableOf(protocols: readonly Protocol[]): string {
  const mark = (can: boolean): string => (can ? 'yes' : 'no');
  const rows = [
    ['protocol', ...features],
    ...protocols.map((protocol) => [protocol.name, ...features.map((feature) => mark(protocol[feature]))]),
  ];
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}
