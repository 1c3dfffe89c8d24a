import { describe, expect, it } from 'vitest';

import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { modelSourceCreateSchema } from '../contract/model-sources.ts';
import type { ModelSourceRecord, SourceMonth } from '../storage/store.ts';
import { createMemoryVault } from '../vault/memory-vault.ts';
import { VaultError } from '../vault/vault.ts';
import { SourceBook } from './source-book.ts';

type Step = string;

function stage(initial: { modelSources?: ModelSourceRecord[]; sourceMonths?: SourceMonth[] } = {}) {
  const clock = new ManualClock(Date.parse('2026-11-30T23:59:00Z'));
  const steps: Step[] = [];
  const memory = createMemoryVault().secrets;
  let vaultTrouble: VaultError | null = null;
  let ids = 0;
  const secrets = {
    kind: memory.kind,
    detail: memory.detail,
    said: memory.said,
    get: (name: string) => memory.get(name),
    put: async (name: string, text: string) => {
      if (vaultTrouble !== null) throw vaultTrouble;
      await memory.put(name, text);
      steps.push(`vault put ${name}`);
    },
    delete: async (name: string) => {
      if (vaultTrouble !== null) throw vaultTrouble;
      await memory.delete(name);
      steps.push(`vault delete ${name}`);
    },
  };
  const book = new SourceBook({
    store: {
      initial: { modelSources: initial.modelSources ?? [], sourceMonths: initial.sourceMonths ?? [] },
      saveModelSource: ({ id, hasKey, isEnabled }) =>
        Promise.resolve(void steps.push(`row ${id}${hasKey ? ' with key' : ''}${isEnabled ? '' : ' disabled'}`)),
      deleteModelSource: (id) => Promise.resolve(void steps.push(`row ${id} gone`)),
    },
    secrets,
    clock,
    newId: () => `src-${(ids += 1)}`,
    ownPort: () => 2455,
    keysAssignedTo: (id) => (id === 'src-assigned' ? ['laptop'] : []),
  });
  const create = (more: Record<string, unknown> = {}) =>
    book.create(modelSourceCreateSchema.parse({ name: 'Local', baseUrl: 'http://127.0.0.1:9/v1', ...more }));
  const breakVault = () => (vaultTrouble = new VaultError('vault_locked', 'The keychain is locked.'));
  return { book, clock, steps, memory, create, breakVault };
}

const priced = { model: 'm', inputPer1m: 1, outputPer1m: 2 };

describe('keys of sources', () => {
  it('F4: the key is in the vault before the row says so, and until then the source is no source for requests', async () => {
    const { create, steps, memory, book } = stage();
    const made = await create({ apiKey: 'canary-key' });
    expect(steps).toEqual(['row src-1 disabled', 'vault put source:src-1', 'row src-1 with key']);
    expect(made).toMatchObject({ hasKey: true, isEnabled: true });
    expect(JSON.stringify(made)).not.toContain('canary-key');
    expect(await memory.get('source:src-1')).toContain('canary-key');
    expect(await book.keyOf(book.require('src-1'))).toBe('canary-key');
  });

  it('a vault that refuses leaves nothing behind', async () => {
    const { create, steps, book, breakVault } = stage();
    breakVault();
    await expect(create({ apiKey: 'canary-key' })).rejects.toMatchObject({ code: 'vault_unavailable' });
    expect([steps, book.list()]).toEqual([['row src-1 disabled', 'row src-1 gone'], []]);
  });

  it('taken away it leaves the row first; with the source it leaves the vault first', async () => {
    const { create, steps, book } = stage();
    await create({ apiKey: 'k' });
    steps.length = 0;
    expect(await book.update('src-1', { apiKey: null })).toMatchObject({ hasKey: false });
    expect(steps).toEqual(['row src-1', 'vault delete source:src-1']);
    expect(await book.keyOf(book.require('src-1'))).toBeNull();
    steps.length = 0;
    await book.remove('src-1');
    expect(steps).toEqual(['vault delete source:src-1', 'row src-1 gone']);
  });

  it('P7: a key goes to no other server than the one that it was given for', async () => {
    const { create, book } = stage();
    await create({ apiKey: 'first-key' });
    const before = book.require('src-1');
    await expect(book.update('src-1', { baseUrl: 'https://elsewhere.example/v1' })).rejects.toMatchObject({
      code: 'validation_error',
      details: { fields: { param: 'apiKey' } },
    });
    expect(await book.update('src-1', { baseUrl: 'http://127.0.0.1:9/other' })).toMatchObject({ hasKey: true });
    await book.update('src-1', { baseUrl: 'https://elsewhere.example/v1', apiKey: 'second-key' });
    expect(await book.keyOf(book.require('src-1'))).toBe('second-key');
    await expect(book.keyOf(before)).rejects.toMatchObject({ code: 'vault_unavailable' });
  });

  it('a key that went missing in the vault is said so, not left out', async () => {
    const { book } = stage({ modelSources: [{ ...recordOf(), hasKey: true }] });
    await expect(book.keyOf(book.require('src-1'))).rejects.toMatchObject({ code: 'vault_unavailable' });
  });
});

describe('what requests need', () => {
  it('serves enabled models of enabled sources by name and ability, oldest first', async () => {
    const { create, book } = stage();
    await create({ models: [priced, { model: 'off', isEnabled: false }] });
    await create({ models: [priced], abilities: ['embeddings'] });
    await create({ models: [priced], abilities: ['responses'], isEnabled: false });
    await create({ models: [priced], abilities: ['responses', 'chat_completions'] });
    const ids = (model: string, ...abilities: Parameters<typeof book.serving>[1]) =>
      book.serving(model, abilities).map(({ id }) => id);
    expect(ids('m', 'responses', 'chat_completions')).toEqual(['src-1', 'src-4']);
    expect(ids('m', 'embeddings')).toEqual(['src-2']);
    expect(ids('off', 'chat_completions')).toEqual([]);
    expect(ids('M', 'chat_completions')).toEqual([]);
  });

  it('as many at once as its owner allows, also after a change; a place is given back once', async () => {
    const { create, book } = stage();
    await create({ maxConcurrency: 1 });
    const source = book.require('src-1');
    const lease = book.take(source, 0);
    expect([lease === null, book.take(source, 0)]).toEqual([false, null]);
    await book.update('src-1', { maxConcurrency: 2 });
    const second = book.take(source, 0);
    expect(second).not.toBeNull();
    lease?.release();
    lease?.release();
    expect(book.list()[0]?.running).toBe(1);
    second?.release();
    expect(book.list()[0]?.running).toBe(0);
    await book.remove('src-1');
    expect(book.take(source, 0)).toBeNull();
  });

  it('the ceiling holds for a calendar month (UTC), and needs a price', async () => {
    const { create, book, clock } = stage();
    await create({ monthlyCeilingMicroUsd: 100, models: [priced, { model: 'unpriced' }] });
    const source = book.require('src-1');
    expect(book.objection(source, 'm')).toBeNull();
    expect(book.objection(source, 'unpriced')).toMatch(/price of unpriced there is unknown/);
    book.noteSpent(source, 99);
    book.noteSpent(source, null);
    expect(book.objection(source, 'm')).toBeNull();
    book.noteSpent(source, 1);
    expect(book.objection(source, 'm')).toMatch(/\$0\.0001 .* from 2026-12-01 \(UTC\)/);
    expect(book.list()[0]).toMatchObject({ spentMicroUsd: 100, unpricedRequests: 1 });
    await clock.advance(60_000);
    expect(book.objection(source, 'm')).toBeNull();
    expect(book.list()[0]).toMatchObject({ spentMicroUsd: 0, unpricedRequests: 0 });
    await book.update('src-1', { monthlyCeilingMicroUsd: null });
    expect(book.objection(source, 'unpriced')).toBeNull();
  });

  it('a clock that is set back finds what was spent then', () => {
    const months = [
      { sourceId: 'src-1', month: '2026-11', costMicroUsd: 7, unpricedRequests: 0 },
      { sourceId: 'src-1', month: '2026-12', costMicroUsd: 9, unpricedRequests: 2 },
    ];
    const { book } = stage({ modelSources: [{ ...recordOf(), monthlyCeilingMicroUsd: 7 }], sourceMonths: months });
    expect(book.list()[0]).toMatchObject({ spentMicroUsd: 7, unpricedRequests: 0 });
  });

  it('R1: the last error holds no key, whatever it looks like, and goes with the next answer', async () => {
    const { create, book } = stage();
    await create({ apiKey: 'plainlooking' });
    const source = book.require('src-1');
    await book.keyOf(source);
    book.noteOutcome(source, { statusCode: 401, message: 'plainlooking is wrong, Bearer abcdefghijkl' });
    expect(book.list()[0]?.lastError).toEqual({
      at: '2026-11-30T23:59:00.000Z',
      statusCode: 401,
      message: '[redacted] is wrong, Bearer [redacted]',
    });
    book.noteOutcome(source, null);
    expect(book.list()[0]?.lastError).toBeNull();
  });
});

it('a source that keys are assigned to is not removed: the key would be one for every source', async () => {
  const { book, steps } = stage({ modelSources: [{ ...recordOf(), id: 'src-assigned' }] });
  await expect(book.remove('src-assigned')).rejects.toMatchObject({
    code: 'source_in_use',
    message: expect.stringContaining('laptop'),
  });
  expect([steps, book.isKnown('src-assigned')]).toEqual([[], true]);
});

function recordOf(): ModelSourceRecord {
  return {
    id: 'src-1',
    name: 'Local',
    baseUrl: 'http://127.0.0.1:9/v1',
    isEnabled: true,
    hasKey: false,
    createdAtMs: 1,
    abilities: ['chat_completions'],
    timeoutSeconds: 120,
    maxConcurrency: 16,
    isOverflow: false,
    monthlyCeilingMicroUsd: null,
    models: [],
  };
}
