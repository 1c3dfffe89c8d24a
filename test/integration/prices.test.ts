import { describe, expect, it } from 'vitest';

import type { PriceTable } from '../../src-proxy/contract/prices.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { startStage, turnBody, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';

const json = { 'content-type': 'application/json' };
const rates = (input: number, cachedInput: number | null, output: number) => ({ input, cachedInput, output });
const put = (stage: Stage, model: string, price: unknown) =>
  stage.call(`/api/prices/${encodeURIComponent(model)}`, { method: 'PUT', headers: json, body: JSON.stringify(price) });
const ask = (stage: Stage, model: string) => stage.turn({ body: turnBody(undefined, { model }) });
const lastCost = async (stage: Stage) => (await stage.requestLog())[0]?.costMicroUsd;

describe('the price table', () => {
  it('prices every answer, with a key and without; of an unknown model the cost is unknown, not nothing', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    await ask(stage, 'gpt-5.4-mini');
    expect(await lastCost(stage)).toBe(Math.round(20 * 0.75 + 100 * 0.075 + 20 * 4.5));
    await ask(stage, 'gpt-9-huge');
    expect(await lastCost(stage)).toBeNull();
  });

  it('can be changed, holds from the next request on and over a restart, and can be taken back', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    expect((await put(stage, 'gpt-9-*', { standard: rates(1, null, 2) })).status).toBe(200);
    await ask(stage, 'gpt-9-huge');
    expect(await lastCost(stage)).toBe(120 + 40);
    await put(stage, 'gpt-5.5', { standard: rates(0, 0, 1), longContext: rates(7, 7, 7) });
    stage.account('acc-a').script([ok('x', { usage: { inputTokens: 272_001, cachedTokens: 0, outputTokens: 9 } })]);
    await ask(stage, 'gpt-5.5');
    expect(await lastCost(stage)).toBe(7 * 272_010);
    await stage.restart();
    await ask(stage, 'gpt-5.5');
    expect(await lastCost(stage)).toBe(20);
    const { prices } = (await stage.call('/api/prices')).json as PriceTable;
    expect(prices.filter(({ source }) => source === 'custom').map(({ model }) => model)).toEqual([
      'gpt-5.5',
      'gpt-9-*',
    ]);
    expect((await stage.call('/api/prices/gpt-5.5', { method: 'DELETE' })).status).toBe(200);
    await ask(stage, 'gpt-5.5');
    expect(await lastCost(stage)).toBe(750);
    const again = await stage.call('/api/prices/gpt-5.5', { method: 'DELETE' });
    expect([again.status, errorOf(again).code]).toEqual([404, 'not_found']);
    const audit = await stage.call('/api/audit-logs');
    expect(audit.text).toMatch(/"price\.remove".*"price\.set".*"price\.set"/);
  });

  it('422 for a price below nothing, for rates that lack a part, and for a pattern that is none', async () => {
    await using stage = await startStage({ accounts: [] });
    for (const [model, price] of [
      ['gpt-5.5', { standard: rates(-1, 0, 0) }],
      ['gpt-5.5', { standard: { input: 1 } }],
      ['gpt-5.5', {}],
      ['*gpt', { standard: rates(1, 1, 1) }],
    ] as const) {
      const answer = await put(stage, model, price);
      expect([answer.status, errorOf(answer).code]).toEqual([422, 'validation_error']);
    }
  });
});
