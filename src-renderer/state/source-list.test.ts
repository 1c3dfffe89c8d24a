import { expect, it } from 'vitest';

import type { ModelSourceSummary } from '#contract/model-sources.ts';

import { SourceList } from './source-list.svelte.ts';

const nothing = () => Promise.reject(new Error('refused'));

function listOf(sources: () => Promise<ModelSourceSummary[]>, change: () => Promise<never> = nothing) {
  let asked = 0;
  const list = new SourceList({
    sources: () => {
      asked += 1;
      return sources();
    },
    createSource: change,
    updateSource: change,
    deleteSource: change,
    testSource: change,
    testCandidate: change,
  });
  return { list, asked: () => asked };
}

it('a refused change rejects, and the list is asked for anew all the same', async () => {
  const { list, asked } = listOf(() => Promise.resolve([]));
  await expect(list.update('s1', {})).rejects.toThrow('refused');
  await expect(list.remove('s1')).rejects.toThrow('refused');
  expect([asked(), list.sources]).toEqual([2, []]);
});

it('a list that cannot be had keeps what is shown, and says so until it can', async () => {
  let fails = false;
  const { list } = listOf(() => (fails ? nothing() : Promise.resolve([])));
  await list.reload();
  fails = true;
  await list.reload();
  expect([list.sources, list.error]).toEqual([[], new Error('refused')]);
  fails = false;
  await list.reload();
  expect(list.error).toBeNull();
});
