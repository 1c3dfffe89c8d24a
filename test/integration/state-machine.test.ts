import { describe, expect, it } from 'vitest';

import { transition } from '../../src-proxy/accounts/account-state.ts';
import { rested } from '../../src-proxy/accounts/short-rests.ts';
import { active } from '../../src-proxy/accounts/standing.ts';
import { isUnexplainedRefusal } from '../../src-proxy/accounts/unexplained-refusal.ts';
import { connectionFailure } from '../../src-proxy/providers/chatgpt/error-table.ts';
import { dropBeforeHead, status, usageLimit, type Step } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startStage, type Stage } from './harness.ts';
import { createShiftedClock } from './shifted-clock.ts';

const refused = (code: number): Step => status(code, { detail: 'No.' });

async function askUsage(stage: Stage, id: string): Promise<number> {
  const path = `/api/accounts/${encodeURIComponent(stage.summary(id).accountId)}/refresh-usage`;
  return (await stage.call(path, { method: 'POST' })).status;
}

const signInAgain = [
  'refresh_token_expired',
  'refresh_token_reused',
  'refresh_token_invalidated',
  'invalid_refresh_token',
  'invalid_grant',
  'token_invalidated',
  'token_revoked',
  'token_expired',
  'app_session_terminated',
  'account_session_expired',
  'account_auth_invalidated',
  'invalid_workspace_selected',
];
const gone = ['account_deactivated', 'account_suspended', 'account_deleted', 'deactivated_workspace'];
const table = [
  ...signInAgain.map((code) => [code, 'reauth_required'] as const),
  ...gone.map((code) => [code, 'deactivated'] as const),
];

describe('every final code maps to a state', () => {
  it.each(table)('on the refresh path: %s → %s', async (code, state) => {
    await using stage = await startStage();
    stage.account('acc-a').refreshFailure = code;
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await stage.turn()).status).toBe(200);
    expect(stage.served()).toEqual([null, 'acc-b']);
    expect(stage.summary('acc-a')).toMatchObject({ status: state, deactivationReason: code });
    expect(stage.summary('acc-a').statusReason).not.toContain(code);
    await stage.turn();
    expect(stage.upstream.refreshes()).toHaveLength(1);
    expect(stage.served().at(-1)).toBe('acc-b');
  });

  it.each(table.filter(([code]) => !code.includes('refresh_token') && code !== 'invalid_grant'))(
    'on the responses path: %s → %s',
    async (code, state) => {
      for (const [httpStatus, body] of [
        [code.startsWith('token_') ? 401 : 403, { error: { code, message: 'no' } }],
        [code.startsWith('token_') ? 401 : 402, { detail: { code } }],
      ] as const) {
        await using stage = await startStage();
        stage.account('acc-a').always(status(httpStatus, body));
        expect((await stage.turn()).status).toBe(200);
        expect(stage.served().at(-1)).toBe('acc-b');
        expect(stage.summary('acc-a')).toMatchObject({ status: state, deactivationReason: code });
        expect(stage.summary('acc-a').statusReason).not.toContain(code);
      }
    },
  );
});

describe('refusals that nobody can explain', () => {
  it.each([402, 403])('three %i in a row ask for a sign-in', async (code) => {
    await using stage = await startStage();
    // A conversation that lives there: new ones would keep away from an account that fails.
    await stage.turn({ session: 'c-1' });
    stage.account('acc-a').always(refused(code));
    for (const expected of ['active', 'active', 'reauth_required'] as const) {
      expect((await stage.turn({ session: 'c-1' })).status).toBe(200);
      expect(stage.summary('acc-a').status).toBe(expected);
    }
    expect(stage.summary('acc-a')).toMatchObject({
      deactivationReason: 'repeated_refusals',
      statusReason: expect.stringContaining('Sign in to this account again.'),
    });
    await stage.importFiles(stage.account('acc-a'));
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it('a success between them resets the count', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.script([refused(403), refused(402)]);
    for (const expected of [403, 402, 200]) expect((await stage.turn()).status).toBe(expected);
    account.script([refused(403), refused(402)]);
    for (const expected of [403, 402]) expect((await stage.turn()).status).toBe(expected);
    expect(stage.summary('acc-a').status).toBe('active');
  });

  it.each([
    ['pages of the edge', status(403, '<html><body>Just a moment...</body></html>')],
    ['a refused country', status(403, { error: { code: 'unsupported_country_region_territory', message: 'no' } })],
  ])('%s are about the network and sign nobody out', async (_name, step) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(step);
    for (let turn = 0; turn < 4; turn += 1) await stage.turn();
    expect(stage.summary('acc-a').status).toBe('active');
  });
});

describe('a lock that was learned from a 429', () => {
  it('is not erased by a poll in the moment after it, and is by one half a minute later that shows room', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    stage.account('acc-a').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3 * 3600 })]);
    await stage.turn();
    expect(await askUsage(stage, 'acc-a')).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'rate_limited', usage: { primaryRemainingPercent: 90 } });
    clock.skip(31_000);
    expect(await askUsage(stage, 'acc-a')).toBe(200);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', blockedUntil: null });
    // For a minute after a full window others go first; it serves all the same.
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    await stage.turn();
    expect(stage.served()).toEqual(['acc-a', 'acc-b', 'acc-a']);
  });

  it('holds as long as polls show a full window, and an early reset frees at the next sample', async () => {
    const clock = createShiftedClock();
    await using stage = await startStage({ clock });
    const account = stage.account('acc-a');
    account.script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3 * 3600 })]);
    await stage.turn();
    account.usage = usualUsageOf(100, 40);
    clock.skip(600_000);
    await askUsage(stage, 'acc-a');
    expect(stage.summary('acc-a').status).toBe('rate_limited');
    account.usage = usualUsageOf(0, 40);
    await askUsage(stage, 'acc-a');
    expect(stage.summary('acc-a').status).toBe('active');
  });
});

describe('trouble on the way to the upstream', () => {
  it('that cannot be reached punishes no account', async () => {
    await using stage = await startStage();
    await stage.upstream.close();
    for (let turn = 0; turn < 5; turn += 1) expect((await stage.turn()).status).toBe(502);
    for (const id of ['acc-a', 'acc-b'])
      expect(stage.summary(id)).toMatchObject({ status: 'active', cooldownUntil: null });
  });

  it.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ENETUNREACH',
    'EHOSTUNREACH',
    'ECONNREFUSED',
    'EADDRNOTAVAIL',
    'UND_ERR_CONNECT_TIMEOUT',
  ])('%s means that nothing was sent, and changes no standing', (code) => {
    const failure = connectionFailure(Object.assign(new Error('no way there'), { code }));
    expect(failure.class).toBe('unreachable');
    expect(isUnexplainedRefusal(failure)).toBe(false);
    const before = { standing: active, rests: rested };
    expect(transition(before, { kind: 'failure', failure }, 0)).toEqual(before);
  });

  it('that drops connections punishes no account', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').script(Array.from({ length: 10 }, () => dropBeforeHead()));
    for (let turn = 0; turn < 5; turn += 1) expect((await stage.turn()).status).toBe(502);
    expect(stage.summary('acc-a')).toMatchObject({ status: 'active', cooldownUntil: null });
  });
});
