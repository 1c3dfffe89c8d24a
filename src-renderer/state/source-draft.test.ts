import { expect, it } from 'vitest';

import type { ModelSourceSummary } from '#contract/model-sources.ts';
import { modelSourceCreateSchema, modelSourceUpdateSchema } from '#contract/model-sources.ts';

import { SourceDraft } from './source-draft.svelte.ts';

function sampleSource(parts: Partial<ModelSourceSummary> = {}): ModelSourceSummary {
  return {
    id: 's1',
    name: 'Lab',
    baseUrl: 'http://127.0.0.1:11434/v1',
    hasKey: true,
    isEnabled: true,
    abilities: ['chat_completions'],
    timeoutSeconds: 120,
    maxConcurrency: 16,
    isOverflow: false,
    monthlyCeilingMicroUsd: 7_500_000,
    models: [
      {
        model: 'llama',
        upstreamModel: 'org/llama',
        displayName: null,
        contextWindow: 8192,
        maxOutputTokens: null,
        supportsTools: false,
        supportsVision: true,
        inputPer1m: 0.5,
        cachedInputPer1m: null,
        outputPer1m: 1.25,
        isEnabled: false,
      },
    ],
    createdAt: '2026-01-01T10:00:00.000Z',
    spentMicroUsd: 0,
    unpricedRequests: 0,
    running: 0,
    lastError: null,
    ...parts,
  };
}

it('a new source is what was typed, with the defaults of the engine', () => {
  const draft = new SourceDraft(null);
  draft.name = ' Lab ';
  draft.baseUrl = ' http://127.0.0.1:11434/v1 ';
  draft.key = ' a-key ';
  draft.ceiling = '7.50';
  draft.addModel('llama');
  draft.addModel();
  const wanted = draft.wanted();
  expect(wanted).toMatchObject({
    name: 'Lab',
    baseUrl: 'http://127.0.0.1:11434/v1',
    apiKey: 'a-key',
    abilities: ['chat_completions'],
    timeoutSeconds: 120,
    maxConcurrency: 16,
    isOverflow: false,
    monthlyCeilingMicroUsd: 7_500_000,
    models: [{ model: 'llama', inputPer1m: null, supportsTools: true }],
  });
  expect(modelSourceCreateSchema.parse(wanted)).toEqual(wanted);
  expect(draft.problems).toEqual({});
});

it('what is wrong is said at its field', () => {
  const draft = new SourceDraft(null);
  draft.baseUrl = 'example.com';
  draft.key = 'two words';
  draft.abilities = [];
  draft.timeoutSeconds = '0';
  draft.maxConcurrency = '1001';
  draft.ceiling = '$5';
  draft.addModel('twice');
  draft.addModel('twice');
  draft.addModel('a b');
  expect(draft.wanted()).toBeNull();
  expect(Object.keys(draft.problems).toSorted()).toEqual([
    'abilities',
    'apiKey',
    'baseUrl',
    'maxConcurrency',
    'models',
    'monthlyCeilingMicroUsd',
    'name',
    'timeoutSeconds',
  ]);
  expect(draft.problems.models).toMatchObject({ 1: expect.stringContaining('twice'), 2: expect.any(String) });
});

it('only what differs is sent; the key only when it was typed or is to go', () => {
  const draft = new SourceDraft(sampleSource());
  expect(draft.change()).toEqual({});
  draft.name = 'Renamed';
  draft.ceiling = '';
  const change = draft.change();
  expect(change).toEqual({ name: 'Renamed', monthlyCeilingMicroUsd: null });
  expect(modelSourceUpdateSchema.parse(change)).toEqual(change);
  draft.key = 'another';
  expect(draft.change()).toMatchObject({ apiKey: 'another' });
  draft.key = '';
  draft.forgetsKey = true;
  expect(draft.change()).toMatchObject({ apiKey: null });
});

it('names that the source lists are filled in once; of very many nothing is', () => {
  const draft = new SourceDraft(sampleSource());
  draft.addModel();
  expect(draft.takeNames(['llama', 'org/llama', 'qwen', 'phi'])).toBe(2);
  expect(draft.models.map(({ model }) => model)).toEqual(['llama', 'qwen', 'phi']);
  const many = Array.from({ length: 200 }, (_, index) => `model-${index}`);
  expect(draft.takeNames(many)).toBe(0);
  expect([draft.models.length, draft.known.length]).toEqual([3, 200]);
});

it('a source is asked with what stands in the form, and with no key that was not typed', () => {
  const draft = new SourceDraft(sampleSource());
  expect(draft.candidate()).toEqual({ baseUrl: 'http://127.0.0.1:11434/v1', sourceId: 's1' });
  draft.forgetsKey = true;
  expect(draft.candidate()).toMatchObject({ apiKey: null });
  draft.forgetsKey = false;
  draft.key = 'typed';
  expect(draft.candidate()).toMatchObject({ apiKey: 'typed' });
});
