import { expect, it } from 'vitest';

import type { ApiKeySummary } from '#contract/api-keys.ts';

import { KeyList } from './key-list.svelte.ts';
import { OneTimeKey } from './one-time-key.svelte.ts';
import { sampleKey } from './sample-keys.ts';

const secret = 'sk-clb-canary';

function listOf(answers: readonly (() => Promise<ApiKeySummary[]>)[], refusal: Error | null = null) {
  let next = 0;
  const done = (): Promise<ApiKeySummary> => (refusal ? Promise.reject(refusal) : Promise.resolve(sampleKey()));
  const list = new KeyList({
    apiKeys: () => (answers[next++] ?? (() => Promise.resolve([])))(),
    createApiKey: async () => ({ ...(await done()), key: secret }),
    regenerateApiKey: async () => ({ ...(await done()), key: secret }),
    updateApiKey: done,
    resetKeyUsage: done,
    deleteApiKey: async () => void (await done()),
  });
  return { list, asked: () => next };
}

const now = (keys: ApiKeySummary[]) => () => Promise.resolve(keys);

it('lists by name, and says how many can be used', async () => {
  const revoked = sampleKey({ id: 'k2', name: 'Alpha', status: 'revoked', isActive: false });
  const { list } = listOf([now([sampleKey(), revoked])]);
  expect(list.keys).toBeNull();
  await list.reload();
  expect(list.keys?.map(({ name }) => name)).toEqual(['Alpha', 'Laptop']);
  expect(list.usable).toBe(1);
});

it('asks for a fresh list after every change, also after one that was refused', async () => {
  const { list, asked } = listOf([]);
  await list.update('k1', { isActive: false });
  await list.resetUsage('k1');
  await list.remove('k1');
  expect(await list.regenerate('k1')).toEqual({ name: 'Laptop', secret });
  expect(asked()).toBe(4);
  const refused = listOf([now([sampleKey()])], new Error('gone'));
  await expect(refused.list.remove('k1')).rejects.toThrow('gone');
  expect(refused.list.keys).toHaveLength(1);
});

it('keeps nothing of the key it made', async () => {
  const { list } = listOf([now([sampleKey()])]);
  expect(await list.create({ name: 'Laptop' })).toEqual({ name: 'Laptop', secret });
  expect(JSON.stringify(list.keys)).not.toContain(secret);
});

it('shows the newest list, whichever answer comes last, and keeps it when the next one fails', async () => {
  let answerFirst: (keys: ApiKeySummary[]) => void = () => undefined;
  const first = () => new Promise<ApiKeySummary[]>((resolve) => (answerFirst = resolve));
  const { list } = listOf([first, now([sampleKey({ name: 'New' })]), () => Promise.reject(new Error('down'))]);
  const slow = list.reload();
  await list.reload();
  answerFirst([sampleKey({ name: 'Old' })]);
  await slow;
  await list.reload();
  expect([list.keys?.[0]?.name, list.error]).toEqual(['New', new Error('down')]);
});

it('a key that nobody copied is not closed by the first attempt, and forgotten once closed', () => {
  const shown = new OneTimeKey();
  expect(shown.mayClose()).toBe(true);
  shown.show({ name: 'Laptop', secret });
  expect([shown.mayClose(), shown.isHeld, shown.mayClose()]).toEqual([false, true, true]);
  shown.show({ name: 'Laptop', secret });
  shown.copied();
  expect(shown.mayClose()).toBe(true);
  shown.forget();
  expect(JSON.stringify([shown.made, shown])).not.toContain(secret);
});
