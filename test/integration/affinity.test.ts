import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ok, usageLimit } from '../fakes/upstream/steps.ts';
import { errorOf, lastEvent, type Answer } from './http-client.ts';
import { hello, startStage, turnBody } from './harness.ts';

const roundRobin = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };
const limit = () => usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 });

/** The output items of an answer, as a client puts them into its next request. */
function outputOf(answer: Answer): unknown[] {
  return answer.events.flatMap(({ data }) => {
    const { type, item } = data as { type: string; item?: unknown };
    return type === 'response.output_item.done' ? [item] : [];
  });
}

describe('a conversation stays on its account', () => {
  it.each([
    ['thread-id', { 'thread-id': 'c-1' }, {}],
    ['session-id', { 'session-id': 'c-1' }, {}],
    ['session_id', { session_id: 'c-1' }, {}],
    ['prompt_cache_key', {}, { prompt_cache_key: 'c-1' }],
  ] as const)('by %s, while others go round, and across a restart', async (_name, headers, more) => {
    await using stage = await startStage({ environment: roundRobin, vault: 'file' });
    const turn = async () => await stage.turn({ body: turnBody([hello], more), headers });
    await turn();
    await stage.turn();
    await turn();
    await turn();
    const [home, other, ...rest] = stage.served();
    expect(other).not.toBe(home);
    expect(rest).toEqual([home, home]);
    await stage.restart();
    await turn();
    await stage.turn();
    await turn();
    const after = stage.served().slice(4);
    expect([after[0], after[2]]).toEqual([home, home]);
    expect((await stage.requestLog())[0]?.conversationId).toBe('c-1');
  });

  it('the same key in a header and in the body is one conversation', async () => {
    await using stage = await startStage({ environment: roundRobin });
    await stage.turn({ session: 'c-1' });
    await stage.turn();
    await stage.turn({ body: turnBody([hello], { prompt_cache_key: 'c-1' }) });
    const [first, , third] = stage.served();
    expect(third).toBe(first);
  });
});

function sealedIn(body: unknown): string[] {
  const sent = body as { input: { encrypted_content?: string }[] } | undefined;
  return (sent?.input ?? []).flatMap((item) => item.encrypted_content ?? []);
}

describe('a conversation that moves', () => {
  it('leaves turn state and sealed reasoning behind, and takes the visible history along byte for byte', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true } });
    const first = await stage.turn({ session: 'c-1' });
    const [reasoning, message] = outputOf(first);
    expect(reasoning).toMatchObject({ encrypted_content: 'enc:acc-a:1' });
    stage.account('acc-a').script([limit()]);
    const visible = ['{ "type":"message" ,"role":"user","content":"h\\u00e9" }', JSON.stringify(message)];
    const wrap = (items: readonly string[]): string =>
      `{"model":"gpt-5.5","stream":true, "input":[${items.join(',')}] ,"tail":1.0}`;
    const body = wrap([visible[0] ?? '', JSON.stringify(reasoning), visible[1] ?? '']);
    const answer = await stage.turn({ body, session: 'c-1', headers: { 'x-codex-turn-state': 'of-acc-a' } });
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    const [, refused, moved] = stage.upstream.turns();
    expect([refused?.accountId, moved?.accountId]).toEqual(['acc-a', 'acc-b']);
    expect(refused?.rawBody.toString()).toBe(body);
    expect(refused?.headers['x-codex-turn-state']).toBe('of-acc-a');
    expect(moved?.rawBody.toString()).toBe(wrap(visible));
    expect(moved?.headers['x-codex-turn-state']).toBeUndefined();
  });

  it('then stays where it went, keeps what the new account made, and can move back', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true } });
    const one = outputOf(await stage.turn({ session: 'c-1' }));
    stage.account('acc-a').script([limit()]);
    const two = outputOf(await stage.turn({ session: 'c-1', input: [hello, ...one] }));
    const three = await stage.turn({ session: 'c-1', input: [hello, ...one, hello, ...two] });
    expect(three.status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b', 'acc-b']);
    const sealed = (index: number): unknown[] => sealedIn(stage.upstream.turns().at(index)?.json);
    expect(sealed(-1)).toEqual(['enc:acc-b:1']);
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    stage.account('acc-b').script([limit()]);
    const four = await stage.turn({ session: 'c-1', input: [hello, ...one, hello, ...two, ...outputOf(three)] });
    expect(four.status).toBe(200);
    expect(stage.served().at(-1)).toBe('acc-a');
    expect(sealed(-1)).toEqual(['enc:acc-a:1']);
  });

  it('after a restart, too, each account gets what it sealed itself, and is asked once', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true }, vault: 'file' });
    const one = outputOf(await stage.turn({ session: 'c-1' }));
    stage.account('acc-a').script([limit()]);
    const two = outputOf(await stage.turn({ session: 'c-1', input: [hello, ...one] }));
    await stage.restart();
    const answer = await stage.turn({ session: 'c-1', input: [hello, ...one, hello, ...two] });
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-b', 'acc-b']);
    expect(sealedIn(stage.upstream.turns().at(-1)?.json)).toEqual(['enc:acc-b:1']);
    // And back again, with another start between.
    await stage.engine.reactivateAccount(stage.summary('acc-a').accountId);
    await stage.restart();
    stage.account('acc-b').script([limit()]);
    const back = await stage.turn({ session: 'c-1', input: [hello, ...one, hello, ...two, ...outputOf(answer)] });
    expect(back.status).toBe(200);
    expect(stage.served().slice(4)).toEqual(['acc-b', 'acc-a']);
    expect(sealedIn(stage.upstream.turns().at(-1)?.json)).toEqual(['enc:acc-a:1']);
  });

  it('sealed content of nobody knows whom is healed once, on the same account', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true } });
    const one = outputOf(await stage.turn({ session: 'c-1' }));
    stage.account('acc-a').script([limit()]);
    const two = outputOf(await stage.turn({ session: 'c-1', input: [hello, ...one] }));
    // A conversation that has never been with the other one goes on from its history.
    await stage.turn({ session: 'c-2' });
    const before = stage.served().length;
    const answer = await stage.turn({ session: 'c-2', input: [hello, ...one, hello, ...two] });
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    expect(stage.served().slice(before)).toEqual(['acc-b', 'acc-b']);
    expect(stage.summary('acc-b')).toMatchObject({ status: 'active', cooldownUntil: null });
    const next = await stage.turn({ session: 'c-2', input: [hello, ...one, hello, ...two, hello] });
    expect(next.status).toBe(200);
    expect(stage.served()).toHaveLength(before + 3);
  });

  it('sealed content that cannot be left behind surfaces as the upstream said it, once', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true }, accounts: ['acc-a'] });
    const answer = await stage.turn({ input: [hello, { type: 'compaction', encrypted_content: 'enc:gone:1' }] });
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'invalid_encrypted_content']);
    expect(stage.served()).toEqual(['acc-a']);
  });

  it('two turns of one conversation at once do not tear it apart', async () => {
    await using stage = await startStage({ environment: roundRobin });
    const hold = createLatch();
    await stage.turn({ session: 'c-1' });
    const home = stage.served()[0] ?? '';
    stage.account(home).script([ok('slow', { hold })]);
    const slow = stage.turn({ session: 'c-1' });
    await stage.upstream.waitForRequest(() => stage.upstream.turns().length === 2);
    expect((await stage.turn({ session: 'c-1' })).status).toBe(200);
    hold.open();
    expect((await slow).status).toBe(200);
    expect(stage.served()).toEqual([home, home, home]);
  });

  it('a removed account’s conversation begins anew elsewhere', async () => {
    await using stage = await startStage({ upstream: { enforceEncryptedContent: true } });
    const one = outputOf(await stage.turn({ session: 'c-1' }));
    await stage.engine.removeAccount(stage.summary('acc-a').accountId, { history: false });
    const answer = await stage.turn({ session: 'c-1', input: [hello, ...one] });
    expect(answer.status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });
});
