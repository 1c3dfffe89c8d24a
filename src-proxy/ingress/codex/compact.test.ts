import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { noOwnerHints, type CanonicalRequest } from '../../relay/canonical-request.ts';
import { accountsCheckPayload } from './accounts-check.ts';
import { createCompactAnswer, toCompactionTurn } from './compact.ts';

const request = (body: string): CanonicalRequest => ({
  id: 'r',
  kind: 'compact',
  method: 'POST',
  path: '/',
  upstreamPath: '/codex/responses',
  model: 'm',
  conversationId: null,
  affinityKind: null,
  ownerHints: noOwnerHints,
  key: null,
  userAgent: null,
  clientIp: null,
  receivedAtMs: 0,
  rawHeaders: ['Accept', 'application/json', 'Content-Encoding', 'zstd', 'session-id', 's'],
  body: Buffer.from('packed'),
  plainBody: Buffer.from(body),
});

describe('the request for a compaction, old form', () => {
  it('matrix 21: asked for as a stream it is refused at once', () => {
    expect(() => toCompactionTurn(request('{"model":"m","input":[],"stream":true}'))).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', details: { fields: { param: 'stream' } } }),
    );
  });

  it('becomes a turn that ends with a trigger', () => {
    const old = {
      model: 'm',
      instructions: 'i',
      input: [{ type: 'message' }, { type: 'compaction_trigger' }],
      tools: [],
      tool_choice: 'auto',
      text: {},
      client_metadata: {},
      stream: false,
      reasoning: { effort: 'low' },
    };
    const turn = toCompactionTurn(request(JSON.stringify(old)));
    expect(JSON.parse(turn.body?.toString() ?? '')).toEqual({
      model: 'm',
      instructions: 'i',
      reasoning: { effort: 'low' },
      input: [{ type: 'message' }, { type: 'compaction_trigger' }],
      parallel_tool_calls: false,
      store: false,
      stream: true,
    });
    expect(turn.rawHeaders).toEqual(['accept', 'text/event-stream', 'session-id', 's']);
    expect(turn.plainBody).toBe(turn.body);
  });

  it.each(['', '[]', '{"model":"m"}', '{"input":[]}', '{"model":"m","input":"text"}'])('%j is none', (body) => {
    expect(() => toCompactionTurn(request(body))).toThrow(Refusal);
  });
});

interface Sent {
  status: number;
  body: Record<string, unknown>;
}

/** What the client gets when the upstream streams this, in pieces of a few bytes. */
function answerTo(stream: string): Sent {
  const sent: Sent = { status: 0, body: {} };
  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    writableEnded: false,
    writableFinished: false,
    writeHead: (status: number) => (sent.status = status),
    write: (text: string) => (sent.body = JSON.parse(text) as Record<string, unknown>),
    end: () => undefined,
  });
  const answer = createCompactAnswer(response as unknown as ServerResponse, 'req-1');
  answer.commit(200, []);
  const bytes = Buffer.from(stream);
  for (let start = 0; start < bytes.length; start += 7) answer.write(bytes.subarray(start, start + 7));
  const objection = answer.objection?.() ?? null;
  if (objection !== null) answer.refuse(objection);
  answer.end();
  return sent;
}
const item = { type: 'compaction', encrypted_content: 'sealed-é' };
const events = (end: string, ...list: object[]): string =>
  list.map((event) => `event: x${end}data: ${JSON.stringify(event)}${end}${end}`).join('');
const done = { type: 'response.output_item.done', item };

describe('the answer', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('is the compaction item of the stream (%s)', (_name, end) => {
    const completed = {
      type: 'response.completed',
      response: { id: 'resp', status: 'completed', usage: { input_tokens: 1 }, service_tier: 'default', error: null },
    };
    const message = { type: 'response.output_item.done', item: { type: 'message' } };
    expect(answerTo(events(end, { type: 'response.created' }, message, done, completed))).toEqual({
      status: 200,
      body: {
        object: 'response.compaction',
        id: 'resp',
        status: 'completed',
        output: [item],
        usage: { input_tokens: 1 },
        service_tier: 'default',
      },
    });
  });

  it('needs no more of the end than that it is one', () => {
    expect(answerTo(events('\n', done, { type: 'response.completed', response: { id: 'resp' } }))).toMatchObject({
      status: 200,
      body: { id: 'resp', status: 'completed', output: [item], usage: null, service_tier: null },
    });
  });

  it.each([
    ['nothing', ''],
    ['no end', events('\n', done)],
    ['no item', events('\n', { type: 'response.completed', response: { id: 'x' } })],
    ['an incomplete answer', events('\n', done, { type: 'response.incomplete', response: { id: 'x' } })],
    ['an error', events('\n', { type: 'error', message: 'no' })],
  ])('to %s is an error with a code', (_title, stream) => {
    expect(answerTo(stream)).toMatchObject({ status: 502, body: { error: { code: 'upstream_error' } } });
  });
});

describe('which account the client itself has', () => {
  const auth = 'https://api.openai.com/auth';
  const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const check = (headers: Record<string, string>) => accountsCheckPayload({ headers } as unknown as IncomingMessage);
  const token = jwt({ [auth]: { chatgpt_account_id: 'claimed', chatgpt_plan_type: 'pro' } });

  it.each([
    ['its header', { 'chatgpt-account-id': 'stated', authorization: `Bearer ${token}` }, 'stated', 'pro'],
    ['its token', { authorization: `bearer ${token}` }, 'claimed', 'pro'],
    ['its header alone', { 'chatgpt-account-id': 'stated' }, 'stated', 'plus'],
  ])('is read from %s', (_title, headers, id, plan) => {
    expect(check(headers)).toMatchObject({
      accounts: [
        {
          id,
          plan_type: plan,
          workspace_backend_origin: 'https://chatgpt.com',
          account_routing_override: 'NO_CONSTRAINT',
        },
      ],
      account_ordering: [id],
      default_account_id: id,
    });
  });

  it.each([
    {},
    { authorization: 'Bearer opaque' },
    { authorization: 'Basic x' },
    { authorization: `Bearer ${jwt({ [auth]: 'x' })}` },
  ])('is nobody for %j', (headers: Record<string, string>) => {
    expect(check(headers)).toEqual({ accounts: [], account_ordering: [], default_account_id: null });
  });
});
