import { describe, expect, it } from 'vitest';

import type { RedeemRequest, ResetCredit, ResetCredits } from '#contract/reset-credits.ts';

import { ResetCreditFlow } from './reset-credits.svelte.ts';
import { sampleAccount } from './sample-data.ts';

const credit = (id: string, expiresAt: string | null, status = 'available'): ResetCredit => ({
  id,
  status,
  grantedAt: null,
  expiresAt,
  title: null,
});
const two: ResetCredits = {
  availableCount: 2,
  credits: [
    credit('spent', '2026-11-22T00:00:00.000Z', 'redeemed'),
    credit('never', null),
    credit('late', '2026-12-24T00:00:00.000Z'),
    credit('soon', '2026-11-30T00:00:00.000Z'),
  ],
  openRedemptions: [],
};

async function flowWith(lists: ResetCredits[], redeem?: () => Promise<never>) {
  const sent: RedeemRequest[] = [];
  const accounts: string[] = [];
  let made = 0;
  const flow = new ResetCreditFlow('a1', {
    api: {
      resetCredits: () => {
        const [list, ...rest] = lists;
        if (rest.length > 0) lists.shift();
        return list ? Promise.resolve(list) : Promise.reject(new Error('no list'));
      },
      redeemResetCredit: async (_id, request) => {
        sent.push(request);
        if (redeem) await redeem();
        return {
          redeemRequestId: request.redeemRequestId ?? '',
          code: 'reset',
          windowsReset: 2,
          redeemedAt: '2026-11-21T12:00:00.000Z',
          account: sampleAccount(),
        };
      },
    },
    newId: () => `id-${(made += 1)}`,
    onAccount: ({ accountId }) => accounts.push(accountId),
  });
  await flow.load();
  return { flow, sent, accounts };
}

describe('ResetCreditFlow', () => {
  it('names the one that is lost first, of those that can be spent', async () => {
    const { flow } = await flowWith([two]);
    expect([flow.next?.id, flow.canSpend]).toEqual(['soon', true]);
  });

  it('spends one, only after the question, and shows what is left', async () => {
    const { flow, sent, accounts } = await flowWith([two, { ...two, availableCount: 1 }]);
    await flow.spend();
    expect(sent).toEqual([]);
    flow.ask();
    await Promise.all([flow.spend(), flow.spend()]);
    expect(sent).toEqual([{ confirm: true, redeemRequestId: 'id-1' }]);
    expect(flow.done).toMatchObject({ code: 'reset', windowsReset: 2 });
    expect([flow.isAsking, flow.list?.availableCount, accounts]).toEqual([false, 1, ['a1']]);
  });

  it('after a lost answer asks about the same one, and offers no second meanwhile', async () => {
    const open = {
      ...two,
      openRedemptions: [{ redeemRequestId: 'id-1', creditId: 'soon', requestedAt: '2026-11-21T12:00:00.000Z' }],
    };
    const { flow, sent } = await flowWith([two, open], () => Promise.reject(new Error('lost')));
    flow.ask();
    await flow.spend();
    expect([flow.error, flow.done, flow.canSpend]).toEqual([new Error('lost'), null, false]);
    flow.ask();
    expect(flow.isAsking).toBe(false);
    await flow.askAgain('id-1');
    expect(sent.map(({ redeemRequestId }) => redeemRequestId)).toEqual(['id-1', 'id-1']);
  });

  it('says why there is no list', async () => {
    const { flow } = await flowWith([]);
    expect([flow.error, flow.list, flow.canSpend, flow.busy]).toEqual([new Error('no list'), null, false, null]);
  });
});
