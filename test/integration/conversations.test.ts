import { describe, expect, it } from 'vitest';

import {
  cacheHitsSchema,
  conversationDetailSchema,
  conversationPageSchema,
} from '../../src-proxy/contract/conversations.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf } from './http-client.ts';
import { hello, startStage, turnBody, type Stage } from './harness.ts';

/** Three conversations, one of which moved; and one request of none. */
async function talk(stage: Stage): Promise<void> {
  const usage = (inputTokens: number, cachedTokens: number) => ({ usage: { inputTokens, cachedTokens } });
  const resetsAt = Math.floor(Date.now() / 1000) + 7200;
  stage
    .account('acc-a')
    .script([ok('1', usage(1000, 0)), ok('2', usage(2000, 1500)), ok('3', usage(10, 0)), usageLimit({ resetsAt })]);
  stage.account('acc-b').script([ok('4', usage(3000, 500)), ok('5', usage(3500, 3000)), ok('6', usage(7, 7))]);
  await stage.turn({ session: 'c/1' });
  await stage.turn({ session: 'c/1' });
  await stage.turn({ session: 'c-2' });
  await stage.turn({ session: 'c/1', body: turnBody([hello], { model: 'gpt-5.5-mini' }) });
  await stage.turn({ session: 'c/1' });
  await stage.turn();
}

const sum = (rows: readonly RequestLogEntry[], of: (row: RequestLogEntry) => number | null): number =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0);
const figuresOf = (rows: readonly RequestLogEntry[]) => {
  const inputTokens = sum(rows, (row) => row.inputTokens);
  const cachedInputTokens = sum(rows, (row) => row.cachedInputTokens);
  return {
    requests: rows.length,
    inputTokens,
    cachedInputTokens,
    cacheHitPercent: Math.round((cachedInputTokens / inputTokens) * 10_000) / 100,
    moves: rows.filter(({ movedFrom }) => movedFrom !== null).length,
    coldTokens: sum(rows, ({ coldTokens }) => coldTokens),
  };
};

describe('cache-hit share (translation 3.6 row 9)', () => {
  it('per conversation is what its rows say, also right after the request', async () => {
    await using stage = await startStage();
    await talk(stage);
    const rows = await stage.requestLog();
    const page = conversationPageSchema.parse((await stage.call('/api/conversations')).json);
    expect(page.conversations.map(({ conversationId }) => conversationId)).toEqual(['c/1', 'c-2']);
    for (const conversation of page.conversations) {
      const own = rows.filter(({ conversationId }) => conversationId === conversation.conversationId);
      expect(conversation).toMatchObject(figuresOf(own));
      expect([conversation.firstAt, conversation.lastAt]).toEqual([own.at(-1)?.requestedAt, own[0]?.requestedAt]);
    }
    const [moved] = page.conversations;
    expect(moved).toMatchObject({ requests: 4, moves: 1, coldTokens: 2500, cacheHitPercent: 52.63 });
    expect(new Set(moved?.models)).toEqual(new Set(['gpt-5.5', 'gpt-5.5-mini']));
    expect(moved?.accountIds).toHaveLength(2);
  });

  it('pages, and one conversation with a page of its requests', async () => {
    await using stage = await startStage();
    await talk(stage);
    const first = conversationPageSchema.parse((await stage.call('/api/conversations?limit=1')).json);
    expect([first.conversations.length, first.hasMore]).toEqual([1, true]);
    const next = `/api/conversations?limit=1&cursor=${String(first.nextCursor)}`;
    const second = conversationPageSchema.parse((await stage.call(next)).json);
    expect([second.conversations[0]?.conversationId, second.hasMore]).toEqual(['c-2', false]);
    const path = `/api/conversations/${encodeURIComponent('c/1')}`;
    const detail = conversationDetailSchema.parse((await stage.call(`${path}?limit=3`)).json);
    expect(detail.conversation).toEqual(first.conversations[0]);
    expect([detail.requests.length, detail.hasMore]).toEqual([3, true]);
    const rest = conversationDetailSchema.parse((await stage.call(`${path}?cursor=${String(detail.nextCursor)}`)).json);
    const rows = (await stage.requestLog()).filter(({ conversationId }) => conversationId === 'c/1');
    expect([...detail.requests, ...rest.requests]).toEqual(rows);
    const unknown = await stage.call('/api/conversations/nobody');
    expect([unknown.status, errorOf(unknown).code]).toEqual([404, 'conversation_not_found']);
    expect((await stage.call('/api/conversations?limit=x')).status).toBe(422);
  });

  it('per account is what its rows say', async () => {
    await using stage = await startStage();
    await talk(stage);
    const rows = await stage.requestLog();
    const hits = cacheHitsSchema.parse((await stage.call('/api/cache-hits?days=1')).json);
    expect(hits.days).toBe(1);
    expect(hits.accounts).toHaveLength(2);
    for (const { accountId, ...figures } of hits.accounts)
      expect(figures).toEqual(figuresOf(rows.filter((row) => row.accountId === accountId)));
    expect((await stage.call('/api/cache-hits?days=0')).status).toBe(422);
  });
});
