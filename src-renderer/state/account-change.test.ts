import { describe, expect, it } from 'vitest';

import type { AccountSummary } from '#contract/account.ts';

import { AccountChange } from './account-change.svelte.ts';
import { LiveState } from './live-state.svelte.ts';
import { sampleAccount } from './sample-data.ts';
import { UndoOffer } from './undo-offer.svelte.ts';

const said = { paused: 'Anna is paused.', resumed: 'Anna takes requests again.' };
const active = sampleAccount();
const paused = sampleAccount({ status: 'paused', statusReason: 'Paused by you.' });

function pooled(account: AccountSummary) {
  const live = new LiveState();
  live.putAccount(account);
  const spoken: string[] = [];
  const undo = new UndoOffer({ shownMs: 1, schedule: () => undefined });
  const calls: { name: 'pause' | 'resume'; answer: (account: AccountSummary) => void; fail: () => void }[] = [];
  const call = (name: 'pause' | 'resume') => () =>
    new Promise<AccountSummary>((answer, reject) =>
      calls.push({ name, answer, fail: () => reject(new Error('refused')) }),
    );
  const change = new AccountChange({
    api: { pauseAccount: call('pause'), reactivateAccount: call('resume') },
    live,
    announcer: { say: (text) => spoken.push(text) },
    undo,
  });
  return { live, spoken, undo, calls, change, status: () => live.account('a1')?.status };
}

describe('AccountChange', () => {
  it('shows the pause before the engine has answered, and Undo brings the account back', async () => {
    const { change, calls, status, spoken, undo } = pooled(active);
    const pausing = change.pause(active, said);
    expect([status(), change.busy, undo.current]).toEqual(['paused', true, null]);
    calls[0]?.answer(paused);
    await pausing;
    expect([spoken, undo.current?.text, change.busy]).toEqual([[said.paused], said.paused, false]);
    const undoing = undo.take();
    calls[1]?.answer(active);
    await undoing;
    expect([calls.map(({ name }) => name), status(), spoken.at(-1)]).toEqual([
      ['pause', 'resume'],
      'active',
      said.resumed,
    ]);
  });

  it('takes back what the engine refused, says why, and offers no Undo', async () => {
    const { change, calls, live, undo, spoken } = pooled(paused);
    const resuming = change.resume(paused, said);
    expect(live.account('a1')?.status).toBe('active');
    calls[0]?.fail();
    await resuming;
    expect([live.account('a1'), change.error, undo.current, spoken]).toEqual([paused, new Error('refused'), null, []]);
  });

  it('leaves alone what an event has told meanwhile', async () => {
    const { change, calls, live } = pooled(active);
    const pausing = change.pause(active, said);
    const told = sampleAccount({ status: 'reauth_required' });
    live.putAccount(told);
    calls[0]?.fail();
    await pausing;
    expect(live.account('a1')).toEqual(told);
  });

  it('does one at a time', async () => {
    const { change, calls, undo } = pooled(active);
    const first = change.pause(active, said);
    await change.pause(active, said);
    expect([calls.length, undo.current]).toEqual([1, null]);
    calls[0]?.answer(paused);
    await first;
  });
});
