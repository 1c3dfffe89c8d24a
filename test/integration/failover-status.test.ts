import { describe, expect, it } from 'vitest';

import { burst429, status, usageLimit, type Step } from '../fakes/upstream/steps.ts';
import { errorOf, lastEvent } from './http-client.ts';
import { hello, startStage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;

describe('a limit on one account before anything was shown', () => {
  it.each([
    ['429 usage_limit_reached', usageLimit({ resetsAt: inAnHour() }), 'rate_limited', 'usage_limit_reached'],
    [
      '429 rate_limit_exceeded',
      status(429, { error: { code: 'rate_limit_exceeded', message: 'try again in 90s' } }),
      'rate_limited',
      'rate_limit_exceeded',
    ],
    [
      '429 insufficient_quota',
      status(429, { error: { code: 'insufficient_quota', message: 'no' } }),
      'quota_exceeded',
      'insufficient_quota',
    ],
    [
      '429 usage_not_included',
      status(429, { error: { type: 'usage_not_included', message: 'no' } }),
      'quota_exceeded',
      'usage_not_included',
    ],
    [
      '403 quota_exceeded',
      status(403, { error: { code: 'quota_exceeded', message: 'no' } }),
      'quota_exceeded',
      'quota_exceeded',
    ],
    [
      '402 deactivated_workspace',
      status(402, { detail: { code: 'deactivated_workspace' } }),
      'deactivated',
      'deactivated_workspace',
    ],
    [
      '403 account_suspended',
      status(403, { error: { code: 'account_suspended', message: 'no' } }),
      'deactivated',
      'account_suspended',
    ],
    [
      '403 invalid_workspace_selected',
      status(403, { detail: { code: 'invalid_workspace_selected' } }),
      'reauth_required',
      'invalid_workspace_selected',
    ],
  ] as const)('%s changes its state and the next one answers', async (_name, step, state, reason) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    const answer = await stage.turn();
    expect([answer.status, lastEvent(answer).type]).toEqual([200, 'response.completed']);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    const account = stage.summary('acc-a');
    expect([account.status, account.deactivationReason]).toEqual([state, reason]);
    expect(account.statusReason).toMatch(/\.$/);
    expect(account.lastError?.code).toBe(reason);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-b']);
  });

  it('keeps the time at which the limit ends', async () => {
    await using stage = await startStage();
    const resetsAt = inAnHour();
    stage.account('acc-a').script([usageLimit({ resetsAt })]);
    await stage.turn();
    expect(stage.summary('acc-a').blockedUntil).toBe(new Date(resetsAt * 1000).toISOString());
  });

  it.each([
    ['without retry-after', burst429()],
    ['with retry-after', burst429(20)],
    ['with a slow_down code', status(429, { error: { code: 'slow_down', message: 'slow down' } })],
  ] as const)('a burst 429 %s is a short cooldown, the account stays active', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    expect((await stage.turn()).status).toBe(200);
    const account = stage.summary('acc-a');
    expect(account.status).toBe('active');
    expect(Date.parse(account.cooldownUntil ?? '')).toBeGreaterThan(Date.now());
    expect(Date.parse(account.cooldownUntil ?? '')).toBeLessThanOrEqual(Date.now() + 60_000);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-b']);
  });

  it.each([
    ['402', status(402, { detail: 'Payment required' })],
    ['403 with HTML', status(403, '<html><body>Just a moment...</body></html>')],
  ] as const)('a %s without a code goes to the next and costs the account nothing lasting', async (_name, step) => {
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect(stage.summary('acc-a').status).toBe('active');
  });
});

describe('an upstream in trouble', () => {
  it('500: three attempts on the same account, then the next, and the first one rests', async () => {
    await using stage = await startStage();
    const step = status(500, { error: { message: 'oops' } });
    stage.account('acc-a').script([step, step, step]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a', 'acc-a', 'acc-b']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: expect.any(String) });
    const at = stage.upstream.turns().map(({ receivedAtMs }) => receivedAtMs);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(150);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThan(330);
  });

  it('500 once: the same account answers the second time and nothing is held against it', async () => {
    await using stage = await startStage();
    stage.account('acc-a').script([status(500, { error: { message: 'oops' } })]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    expect(stage.summary('acc-a').cooldownUntil).toBeNull();
  });

  it.each([502, 503, 504, 529])('%i: the next account at once', async (code) => {
    await using stage = await startStage();
    stage.account('acc-a').script([status(code, '<html>bad</html>')]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
  });

  it('everybody 503: the last answer surfaces as it came, after no more than three accounts', async () => {
    await using stage = await startStage({ accounts: ['acc-a', 'acc-b', 'acc-c', 'acc-d'] });
    const body = '{"error":{"code":"server_is_overloaded","message":"busy"}}';
    for (const id of ['acc-a', 'acc-b', 'acc-c', 'acc-d'])
      stage.account(id).always(status(503, body, { 'content-type': 'application/json' }));
    const answer = await stage.turn();
    expect([answer.status, answer.text]).toEqual([503, body]);
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-c']);
  });
});

describe('what is the request’s own fault', () => {
  it('a model that the account’s plan lacks goes to the next, with no penalty', async () => {
    await using stage = await startStage();
    const detail = "The 'gpt-5.5' model is not supported when using Codex with a ChatGPT account.";
    stage.account('acc-a').script([status(400, { detail })]);
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual(['acc-a', 'acc-b']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-b']);
    await stage.turn({ body: { model: 'gpt-5.1', stream: true, input: [hello] } });
    expect(stage.served().at(-1)).toBe('acc-a');
  });

  it('what a plan lacks is asked again after ten minutes, and where nobody else is left', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    const detail = "The 'gpt-5.5' model is not supported when using Codex with a ChatGPT account.";
    stage.account('acc-a').script([status(400, { detail })]);
    await stage.turn();
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    expect((await stage.turn()).status).toBe(200);
    await stage.engine.reactivateAccount(stage.summary('acc-b').accountId);
    await stage.turn();
    clock.skip(600_000);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a', 'acc-b', 'acc-a']);
  });

  it('a model that nobody’s plan has surfaces verbatim', async () => {
    await using stage = await startStage();
    const body = `{"detail":"The 'nope' model is not supported when using Codex with a ChatGPT account."}`;
    for (const id of ['acc-a', 'acc-b'])
      stage.account(id).always(status(400, body, { 'content-type': 'application/json' }));
    const answer = await stage.turn();
    expect([answer.status, answer.text]).toEqual([400, body]);
  });

  it.each([
    [400, '{"detail":"Stream must be set to true"}'],
    [404, '{"detail":"Not Found"}'],
    [422, '{"detail":[{"loc":["body"],"msg":"x"}]}'],
  ] as Parameters<typeof caseOf>[])('%i surfaces verbatim at once, with no penalty', async (...given) => {
    const [code, body, step] = caseOf(...given);
    await using stage = await startStage();
    stage.account('acc-a').script([step]);
    const answer = await stage.turn();
    expect([answer.status, answer.text]).toEqual([code, body]);
    expect(stage.served()).toEqual(['acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null, lastError: null });
    expect(errorOf(answer).code).toBeUndefined();
  });
});

describe('what a Codex client would make nothing of', () => {
  it('fact 17: 413 is told as 400 payload_too_large, because the CLI sends a 413 five times more; the log has the 413', async () => {
    await using stage = await startStage();
    for (const [path, body] of [
      ['/backend-api/codex/responses', undefined],
      ['/backend-api/codex/responses/compact', { model: 'gpt-5.5', input: [hello] }],
    ] as const) {
      stage.account('acc-a').script([status(413, { detail: 'Body too large.' })]);
      const answer = await stage.turn({ path, ...(body === undefined ? {} : { body }) });
      expect([answer.status, errorOf(answer)]).toMatchObject([
        400,
        { code: 'payload_too_large', type: 'invalid_request_error', param: 'input' },
      ]);
      expect(errorOf(answer).message).toMatch(/Compact the conversation.*Body too large\.$/);
      expect((await stage.requestLog())[0]).toMatchObject({ statusCode: 413, upstreamStatusCode: 413 });
    }
    expect(stage.served()).toEqual(['acc-a', 'acc-a']);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  });

  it.each([
    [
      403,
      { 'cf-ray': 'ray-1', 'content-encoding': 'identity' },
      /HTTP 403 and a web page \("Just a moment..."\).*Cloudflare/,
    ],
    [403, {}, /HTTP 403.*filter in your network/],
    [503, {}, /HTTP 503.*Try again in a moment/],
  ])(
    'codex-client 3.5: of a page with %i it gets the status and a sentence; the log keeps the page',
    async (code, more, words) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const page =
        '<!DOCTYPE html>\n<html><head><title>Just a\n moment...</title></head><body><script>x</script></body></html>';
      stage.account('acc-a').always(status(code, page, { 'content-type': 'text/html; charset=UTF-8', ...more }));
      const answer = await stage.turn();
      expect([answer.status, answer.headers['content-type'], answer.headers['cf-ray']]).toEqual([
        code,
        'application/json',
        'cf-ray' in more ? 'ray-1' : undefined,
      ]);
      expect(answer.text).not.toContain('<');
      expect(errorOf(answer)).toMatchObject({ message: expect.stringMatching(words), request_id: expect.any(String) });
      const [row] = await stage.requestLog();
      expect(row).toMatchObject({ statusCode: code, errorCode: `http_${code}` });
      expect(JSON.stringify(row?.attempts)).toContain('<script>');
    },
  );
});

function caseOf(code: number, body: string): [number, string, Step] {
  return [code, body, status(code, body, { 'content-type': 'application/json' })];
}
