import { describe, expect, it } from 'vitest';

import type { UpstreamProxyChoice, UpstreamProxyTest, UpstreamProxyView } from '#contract/upstream-proxy.ts';

import { ApiError } from '../connection/api-error.ts';
import { UpstreamProxyForm } from './upstream-proxy.svelte.ts';

const global: UpstreamProxyView = { mode: 'global', address: null, username: null, hasPassword: false };
const own: UpstreamProxyView = { mode: 'proxy', address: 'http://p.test:3128', username: 'anna', hasPassword: true };
const works: UpstreamProxyTest = { ok: true, failedAt: null, text: 'It works.', latencyMs: 20 };
const failed = new ApiError({
  code: 'upstream_proxy_failed',
  message: 'The proxy did not answer.',
  status: 422,
  requestId: 'r1',
});

async function loaded(view: UpstreamProxyView, accountId: string | null = 'a1') {
  const sent: { choice: UpstreamProxyChoice; untested: boolean | null }[] = [];
  let saves: (() => Promise<UpstreamProxyView>)[] = [];
  let test: () => Promise<UpstreamProxyTest> = () => Promise.resolve(works);
  const form = new UpstreamProxyForm(accountId, {
    upstreamProxy: () => Promise.resolve(view),
    testUpstreamProxy: (_id, choice) => {
      sent.push({ choice, untested: null });
      return test();
    },
    saveUpstreamProxy: async (_id, choice, { untested }) => {
      sent.push({ choice, untested });
      return { view: await (saves.shift()?.() ?? Promise.resolve(view)), test: null, account: null };
    },
  });
  await form.load();
  return {
    form,
    sent,
    answerSaves: (...next: typeof saves) => (saves = next),
    answerTest: (next: typeof test) => (test = next),
  };
}

describe('UpstreamProxyForm', () => {
  it('shows what is stored, and never a password', async () => {
    const { form } = await loaded(own);
    expect([form.mode, form.address, form.username, form.password]).toEqual([
      'proxy',
      'http://p.test:3128',
      'anna',
      '',
    ]);
    expect((await loaded(global, null)).form.mode).toBe('direct');
  });

  it('leaves the stored password alone, replaces it, or takes it away', async () => {
    const { form, sent } = await loaded(own);
    await form.tryOut();
    form.password = 'new';
    await form.tryOut();
    form.forgetsPassword = true;
    await form.tryOut();
    expect(sent.map(({ choice }) => choice)).toEqual([
      { mode: 'proxy', address: 'http://p.test:3128', username: 'anna' },
      { mode: 'proxy', address: 'http://p.test:3128', username: 'anna', password: 'new' },
      { mode: 'proxy', address: 'http://p.test:3128', username: 'anna', password: null },
    ]);
  });

  it('sends only what belongs to the way that was chosen, and nothing incomplete', async () => {
    const { form, sent } = await loaded(own);
    form.mode = 'direct';
    await form.save();
    form.mode = 'proxy';
    form.address = '  ';
    await form.save();
    await form.tryOut();
    expect(sent).toEqual([{ choice: { mode: 'direct' }, untested: false }]);
  });

  it('offers to save all the same only after the engine found that it does not work', async () => {
    const { form, sent, answerSaves } = await loaded(own);
    answerSaves(
      () => Promise.reject(failed),
      () => Promise.reject(new ApiError({ code: 'validation_error', message: '', status: 422, requestId: null })),
      () => Promise.resolve(own),
    );
    expect(await form.save()).toBeNull();
    expect([form.error, form.isUntestedOffered]).toEqual([failed, true]);
    form.edited();
    expect([form.error, form.isUntestedOffered]).toEqual([null, false]);
    await form.save();
    expect(form.isUntestedOffered).toBe(false);
    form.password = 'typed';
    expect(await form.save({ untested: true })).toEqual({ view: own, account: null });
    expect([sent.at(-1)?.untested, form.password]).toEqual([true, '']);
  });

  it('forgets a test that was of something else', async () => {
    const { form, answerTest } = await loaded(own);
    await form.tryOut();
    expect(form.test).toEqual(works);
    form.edited();
    expect(form.test).toBeNull();
    let answer: (test: UpstreamProxyTest) => void = () => undefined;
    answerTest(() => new Promise((resolve) => (answer = resolve)));
    const testing = form.tryOut();
    expect(form.busy).toBe('testing');
    form.edited();
    answer(works);
    await testing;
    expect([form.test, form.busy]).toEqual([null, null]);
  });
});
