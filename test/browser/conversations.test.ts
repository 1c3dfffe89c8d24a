import { describe, expect, it } from 'vitest';

import { stickyPageSchema } from '#contract/affinity.ts';
import { conversationPageSchema } from '#contract/conversations.ts';

import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { emailOf, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/conversations';

async function bound(stage: Stage) {
  return stickyPageSchema.parse(await (await stage.evenkeel.fetch('/api/sticky-sessions')).json()).entries;
}

describe('conversations', () => {
  it('are explained while there is none', async () => {
    await using stage = await open({ path });
    await stage.page.getByText('No conversation yet.').waitFor();
    await stage.page.getByText('No conversation is bound to an account.').waitFor();
    expect(await stage.page.getByRole('table').count()).toBe(0);
  });

  it('show what came from the cache, each move, and what was read anew', async () => {
    await using stage = await open({ path, accounts: ['anna', 'bert'] });
    const { page, evenkeel } = stage;
    const usage = (cachedTokens: number) => ({ inputTokens: 1000, cachedTokens, outputTokens: 5, reasoningTokens: 0 });
    await stage.turn('thread-1');
    const [first] = await evenkeel.requestLogs();
    const name = (await evenkeel.accounts()).find(({ accountId }) => accountId === first?.accountId)?.displayName ?? '';
    const [home, other] = name === emailOf('anna') ? (['anna', 'bert'] as const) : (['bert', 'anna'] as const);
    stage.account(home).script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    stage.account(other).script([ok('moved', { usage: usage(0) }), ok('warm', { usage: usage(900) })]);
    await stage.turn('thread-1');
    await stage.turn('thread-1');

    const row = page.locator('[data-conversation="thread-1"]');
    await row.getByRole('cell', { name: emailOf(other) }).waitFor();
    const answer = conversationPageSchema.parse(await (await evenkeel.fetch('/api/conversations')).json());
    expect(answer.conversations[0]).toMatchObject({ conversationId: 'thread-1', requests: 3, moves: 1 });
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
    await row.getByRole('cell', { name: '1K', exact: true }).waitFor();

    await row.getByRole('button', { name: 'Requests of thread-1' }).click();
    const requests = page.getByRole('dialog', { name: 'Requests of thread-1' });
    await requests.locator('tbody tr').nth(2).waitFor();
    await requests.getByRole('row').filter({ hasText: 'conversation moved here' }).getByRole('button').click();
    const detail = page.getByRole('dialog', { name: 'Request', exact: true });
    await detail.getByText(`It moved here from ${emailOf(home)}.`).waitFor();
    await detail.getByText('1,000 tokens of the input were read anew').waitFor();
    const candidates = detail.getByRole('list', { name: 'Accounts looked at' });
    expect(await candidates.count()).toBe(2);
    expect(await candidates.first().getByRole('listitem').count()).toBe(2);
    await candidates.last().getByText('Tried for this request').waitFor();
  });
});

describe('where conversations live', () => {
  it('is found, and let go of: the row leaves, and the next request binds anew', async () => {
    await using stage = await open({ path, accounts: ['anna'] });
    const { page } = stage;
    await stage.turn('alpha');
    await stage.turn('beta');
    const row = (key: string) => page.locator(`[data-sticky="${key}"]`);
    await row('alpha').waitFor();
    await page.getByRole('searchbox', { name: 'Find' }).fill('bet');
    await row('alpha').waitFor({ state: 'detached' });
    await row('beta')
      .getByRole('cell', { name: emailOf('anna') })
      .waitFor();
    await row('beta').getByRole('button', { name: 'Let go of beta' }).click();
    await row('beta').waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Last change' }).getByText('no longer bound to').waitFor();
    await page.getByText('No conversation matches this filter.').waitFor();
    expect((await bound(stage)).map(({ key }) => key)).toEqual(['alpha']);

    await page.getByRole('button', { name: 'Show all' }).click();
    await row('alpha').waitFor();
    await page.getByRole('button', { name: 'Forget the expired' }).click();
    await page.getByRole('region', { name: 'Last change' }).getByText('None had expired.').waitFor();
    await stage.turn('beta');
    await row('beta').waitFor();
    expect((await bound(stage)).map(({ key }) => key)).toEqual(['beta', 'alpha']);
  });
});
