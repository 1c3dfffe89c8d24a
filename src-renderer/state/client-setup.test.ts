import { describe, expect, it } from 'vitest';

import type { ClientStatus, SetupForm, SetupPreview } from '#contract/client-setup.ts';

import type { ClientsApi } from '../connection/clients-api.ts';
import { ClientSetup } from './client-setup.svelte.ts';

const codex: ClientStatus = {
  id: 'codex',
  name: 'Codex',
  installed: true,
  path: '/c',
  state: 'not-set-up',
  sentence: '',
  drift: [],
  endpoint: null,
  canRestore: false,
  form: 'built-in',
};
const previewOf = (form: SetupForm): SetupPreview => ({
  id: 'codex',
  action: 'apply',
  path: '/c',
  fingerprint: `of ${form}`,
  diff: 'x',
  lines: [],
  notes: [],
});

function engine() {
  const previews: { form: SetupForm; key: string | undefined; answer: PromiseWithResolvers<SetupPreview> }[] = [];
  const state = { refuses: false, applied: [] as object[], previews };
  const api: ClientsApi = {
    clients: () => Promise.resolve([codex]),
    previewClient: (_id, { form, key }) => {
      const answer = Promise.withResolvers<SetupPreview>();
      previews.push({ form, key, answer });
      return answer.promise;
    },
    applyClient: (_id, request) => {
      if (state.refuses) return Promise.reject(new Error('changed'));
      state.applied.push(request);
      return Promise.resolve({ client: { ...codex, state: 'set-up' }, byteEqual: null, sentence: 'Written.' });
    },
    restoreClient: () => Promise.resolve({ client: codex, byteEqual: true, sentence: 'Back.' }),
    verifyClient: () => Promise.resolve({ ok: true, steps: [] }),
  };
  return { state, setup: new ClientSetup(api) };
}

describe('ClientSetup', () => {
  it('writes what was shown last: an earlier answer that comes late is not taken for it', async () => {
    const { state, setup } = engine();
    await setup.load();
    const first = setup.look('codex', 'apply', 'built-in');
    const second = setup.look('codex', 'apply', 'provider');
    state.previews[1]?.answer.resolve(previewOf('provider'));
    state.previews[0]?.answer.resolve(previewOf('built-in'));
    await Promise.all([first, second]);
    expect(setup.preview?.fingerprint).toBe('of provider');
    expect((await setup.agree())?.sentence).toBe('Written.');
    expect(state.applied).toEqual([{ fingerprint: 'of provider', form: 'provider' }]);
    expect([setup.open, setup.clients[0]?.state]).toEqual([null, 'set-up']);
  });

  it('a refusal stays in the dialog, and nothing is agreed to before there is something to see', async () => {
    const { state, setup } = engine();
    await setup.load();
    const look = setup.look('codex', 'apply');
    expect(await setup.agree()).toBeNull();
    state.previews[0]?.answer.resolve(previewOf('built-in'));
    await look;
    state.refuses = true;
    expect(await setup.agree()).toBeNull();
    expect([setup.open?.id, setup.previewError, setup.isWriting]).toEqual(['codex', new Error('changed'), false]);
  });

  it('a closed dialog is not filled by what comes late', async () => {
    const { state, setup } = engine();
    const look = setup.look('codex', 'apply');
    setup.close();
    state.previews[0]?.answer.resolve(previewOf('built-in'));
    await look;
    expect([setup.open, setup.preview]).toEqual([null, null]);
  });

  it('tries a client, and forgets the result when its file changes', async () => {
    const { state, setup } = engine();
    await setup.load();
    const trying = setup.verify('codex');
    expect(setup.checks.codex).toBeNull();
    await trying;
    expect(setup.checks.codex).toEqual({ ok: true, steps: [] });
    const look = setup.look('codex', 'restore');
    state.previews[0]?.answer.resolve({ ...previewOf('built-in'), action: 'restore' });
    await look;
    expect((await setup.agree())?.sentence).toBe('Back.');
    expect(setup.checks.codex).toBeUndefined();
  });

  it('shows and writes with the key that was given, whatever else is chosen, and forgets it with the dialog', async () => {
    const { state, setup } = engine();
    await setup.load();
    for (const ask of [
      () => setup.look('codex', 'apply', 'built-in', 'k'),
      () => setup.look('codex', 'apply', 'provider'),
    ]) {
      const look = ask();
      state.previews.at(-1)?.answer.resolve(previewOf('provider'));
      await look;
    }
    expect(state.previews.map(({ key }) => key)).toEqual(['k', 'k']);
    await setup.agree();
    expect(state.applied).toEqual([{ fingerprint: 'of provider', form: 'provider', key: 'k' }]);
    setup.look('codex', 'apply').catch(() => undefined);
    expect(state.previews.at(-1)?.key).toBeUndefined();
  });

  it('the built-in form, chosen anew, is looked at without the key, which it cannot carry', async () => {
    const { state, setup } = engine();
    for (const form of ['provider', 'provider', 'built-in', 'provider'] as const) {
      const look = setup.look('codex', 'apply', form, state.previews.length === 0 ? 'k' : undefined);
      state.previews.at(-1)?.answer.resolve(previewOf(form));
      await look;
    }
    expect(state.previews.map(({ key }) => key)).toEqual(['k', 'k', undefined, undefined]);
  });

  it('a key that was refused is asked for again', async () => {
    const { state, setup } = engine();
    const look = setup.look('codex', 'apply', 'provider', 'bad key');
    state.previews[0]?.answer.reject(new Error('no'));
    await look;
    setup.look('codex', 'apply', 'provider').catch(() => undefined);
    expect(state.previews.map(({ key }) => key)).toEqual(['bad key', undefined]);
  });
});
