import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { AuditPage } from '../../src-proxy/contract/audit.ts';
import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import { redemptionSchema, resetCreditsSchema, type ResetCredits } from '../../src-proxy/contract/reset-credits.ts';
import { createLatch } from '../fakes/upstream/latch.ts';
import { startFakeUpstream } from '../fakes/upstream/start-fake-upstream.ts';
import { usageLimit } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import { startCliStage } from './cli-process.ts';
import { call, errorOf, type Answer } from './http-client.ts';
import { startStage, type Stage } from './harness.ts';

const jsonHeaders = { 'content-type': 'application/json' };
const pathOf = (accountId: string, name = 'usage-reset-credits'): string =>
  `/api/accounts/${encodeURIComponent(accountId)}/${name}`;

async function list(stage: Stage): Promise<ResetCredits> {
  const answer = await stage.call(pathOf(stage.summary('acc-a').accountId));
  expect(answer.status).toBe(200);
  return resetCreditsSchema.parse(answer.json);
}

function redeem(stage: Stage, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return stage.call(`${pathOf(stage.summary('acc-a').accountId)}/consume`, {
    method: 'POST',
    headers: { ...jsonHeaders, ...headers },
    body: JSON.stringify({ confirm: true, ...more }),
  });
}

/** What was asked of the upstream to be spent. */
const sent = (stage: Pick<Stage, 'upstream'>): unknown[] =>
  stage.upstream.requests.filter(({ pathname }) => pathname.endsWith('/consume')).map(({ json }) => json);

const outcome = (answer: Answer): [number, unknown] => [answer.status, errorOf(answer).code];

describe('GET /api/accounts/{id}/usage-reset-credits', () => {
  it('lists them, under both names, and the account shows number and nearest end', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const { resets } = stage.account('acc-a');
    resets.offer('late');
    resets.credits.push({ id: 'soon', expiresAt: '2098-01-01T00:00:00Z', spent: false });
    const { accountId } = stage.summary('acc-a');
    const listed = await list(stage);
    expect(listed).toMatchObject({
      availableCount: 2,
      credits: [{ id: 'late', status: 'available', title: 'A reset' }, { id: 'soon' }],
      openRedemptions: [],
    });
    expect((await stage.call(pathOf(accountId, 'rate-limit-reset-credits'))).json).toEqual(listed);
    expect(stage.summary('acc-a')).toMatchObject({
      availableResetCredits: 2,
      resetCreditNearestExpiresAt: '2098-01-01T00:00:00.000Z',
    });
  });

  it('says why it cannot', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    expect(outcome(await stage.call(pathOf('nobody')))).toEqual([404, 'account_not_found']);
    await stage.upstream.close();
    expect(outcome(await stage.call(pathOf(stage.summary('acc-a').accountId)))).toEqual([502, 'upstream_unreachable']);
  });
});

describe('POST …/consume', () => {
  it('spends the one that ends soonest, frees the account by what the upstream then says, and is in the audit log', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const account = stage.account('acc-a');
    account.resets.offer('late');
    account.resets.credits.push({ id: 'soon', expiresAt: '2098-01-01T00:00:00Z', spent: false });
    account.script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
    account.usage = usualUsageOf(100, 40);
    await stage.turn();
    expect(stage.summary('acc-a').status).toBe('rate_limited');
    const answer = await redeem(stage, {}, { 'user-agent': 'evenkeel-cli/0' });
    expect(answer.status).toBe(200);
    const redemption = redemptionSchema.parse(answer.json);
    expect(redemption).toMatchObject({
      code: 'reset',
      windowsReset: 2,
      account: { status: 'active', usage: { primaryRemainingPercent: 100 }, availableResetCredits: 1 },
    });
    expect(account.resets.spent).toEqual(['soon']);
    expect(sent(stage)).toEqual([{ credit_id: 'soon', redeem_request_id: redemption.redeemRequestId }]);
    const { entries } = (await stage.call('/api/audit-logs')).json as AuditPage;
    expect(entries[0]).toMatchObject({
      actor: 'command line',
      action: 'account.redeem-reset',
      target: stage.summary('acc-a').accountId,
      detail: { redeemRequestId: redemption.redeemRequestId, creditId: 'soon', code: 'reset' },
    });
  });

  it('needs the word of a person, and a reset that is there', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    expect(outcome(await redeem(stage))).toEqual([409, 'reset_not_available']);
    stage.account('acc-a').resets.offer('one');
    for (const body of [{ confirm: false }, { confirm: undefined }, { redeemRequestId: 'x' }, { more: 1 }])
      expect((await redeem(stage, body)).status).toBe(422);
    expect(outcome(await redeem(stage, { creditId: 'another' }))).toEqual([409, 'reset_not_available']);
    expect(sent(stage)).toEqual([]);
  });

  it('asked twice at the same time spends one', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const { resets } = stage.account('acc-a');
    resets.offer('one', 'two');
    const answers = await Promise.all([redeem(stage), redeem(stage)]);
    expect(answers.map(outcome).toSorted(([a], [b]) => a - b)).toEqual([
      [200, undefined],
      [409, 'redemption_open'],
    ]);
    expect([resets.spent, sent(stage).length]).toEqual([['one'], 1]);
  });

  it('asked with the same id, at the same time or later, also after a restart, is the same redemption', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], vault: 'file' });
    const { resets } = stage.account('acc-a');
    resets.offer('one', 'two');
    const redeemRequestId = crypto.randomUUID();
    const answers = await Promise.all([redeem(stage, { redeemRequestId }), redeem(stage, { redeemRequestId })]);
    answers.push(await redeem(stage, { redeemRequestId }));
    await stage.restart();
    answers.push(await redeem(stage, { redeemRequestId }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ json }) => redemptionSchema.parse(json).redeemedAt)).size).toBe(1);
    expect([resets.spent, sent(stage).length]).toEqual([['one'], 1]);
    expect((await redeem(stage, { redeemRequestId, creditId: 'two' })).status).toBe(422);
  });

  it.each([
    ['before anything was done', 'before', 'reset'],
    ['after it was spent', 'after', 'already_redeemed'],
  ] as const)(
    'whose answer is lost %s is sent once, stays open, and only its own id is asked again',
    async (_title, when, code) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const { resets } = stage.account('acc-a');
      resets.offer('one', 'two');
      resets.steps = [{ kind: 'drop', when }];
      expect(outcome(await redeem(stage))).toEqual([502, 'redemption_lost']);
      expect(sent(stage)).toHaveLength(1);
      const [open, ...others] = (await list(stage)).openRedemptions;
      expect([open, others]).toEqual([expect.objectContaining({ creditId: 'one' }), []]);
      expect(outcome(await redeem(stage))).toEqual([409, 'redemption_open']);
      expect(outcome(await redeem(stage, { redeemRequestId: crypto.randomUUID() }))).toEqual([409, 'redemption_open']);
      expect(sent(stage)).toHaveLength(1);
      const again = await redeem(stage, { redeemRequestId: open?.redeemRequestId });
      expect([again.status, redemptionSchema.parse(again.json).code]).toEqual([200, code]);
      expect([resets.spent, sent(stage).length]).toEqual([['one'], 2]);
      expect((await list(stage)).openRedemptions).toEqual([]);
    },
  );

  it('that the upstream refuses is over; the next one is a new one', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const { resets } = stage.account('acc-a');
    resets.offer('one');
    resets.steps = [{ kind: 'status', status: 409, body: { detail: 'Not now.' } }];
    const redeemRequestId = crypto.randomUUID();
    for (let time = 0; time < 2; time += 1)
      expect(outcome(await redeem(stage, { redeemRequestId }))).toEqual([409, 'redemption_refused']);
    expect(sent(stage)).toHaveLength(1);
    expect((await list(stage)).openRedemptions).toEqual([]);
    expect((await redeem(stage)).status).toBe(200);
  });

  it.each([500, 503])(
    'answered with %i may have been done: it stays open and is not tried again by itself',
    async (code) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      const { resets } = stage.account('acc-a');
      resets.offer('one');
      resets.steps = [{ kind: 'status', status: code, body: { detail: 'x' } }];
      expect(outcome(await redeem(stage))).toEqual([502, 'redemption_lost']);
      expect(sent(stage)).toHaveLength(1);
      expect((await list(stage)).openRedemptions).toHaveLength(1);
    },
  );

  it('with an old token renews it before, so that the redemption itself goes out once', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').resets.offer('one');
    stage.upstream.expireAccessTokens(stage.account('acc-a'));
    expect((await redeem(stage)).status).toBe(200);
    expect([stage.upstream.refreshes().length, sent(stage).length]).toEqual([1, 1]);
  });
});

describe('kill -9 between request and answer, and evenkeel accounts resets', () => {
  it('leaves it open after a restart; the command asks for the same one, and one reset is spent', async () => {
    await using upstream = await startFakeUpstream();
    const account = upstream.addAccount({ id: 'acc-a', email: 'a@example.test' });
    await using cli = await startCliStage({ upstream });
    const file = join(cli.home, 'auth.json');
    await writeFile(file, account.authFile());
    expect((await cli.finish(['accounts', 'import', file])).code).toBe(0);
    account.resets.offer('one', 'two');
    const latch = createLatch();
    account.resets.steps = [{ kind: 'hold', latch }];

    const server = cli.run(['serve']);
    const origin = await server.listening();
    const { accounts } = (await call(origin, '/api/accounts')).json as { accounts: AccountSummary[] };
    const cut = call(origin, `${pathOf(accounts[0]?.accountId ?? '')}/consume`, {
      method: 'POST',
      headers: jsonHeaders,
      body: '{"confirm":true}',
    }).then(
      () => 'answered',
      () => 'cut',
    );
    await upstream.waitForRequest(({ pathname }) => pathname.endsWith('/consume'));
    server.kill('SIGKILL');
    await server.exited;
    latch.open();
    expect(await cut).toBe('cut');

    const listed = await cli.finish(['accounts', 'resets', 'a@example.test']);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/1 reset to spend\n(.|\n)*answer lost/);
    const refused = await cli.finish(['accounts', 'resets', 'a@example.test', '--redeem']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--yes')]);

    await cli.run(['serve']).listening();
    const again = await cli.finish(['accounts', 'resets', 'a@example.test', '--redeem', '--yes']);
    expect(again).toEqual({ code: 0, stdout: 'a@example.test: that reset had been spent before\n', stderr: '' });
    expect(account.resets.spent).toEqual(['one']);
    const ids = sent({ upstream }).map((body) => (body as { redeem_request_id: string }).redeem_request_id);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    const more = await cli.finish(['accounts', 'resets', 'a@example.test', '--redeem', '--yes']);
    expect(more.stdout).toBe('a@example.test: the limits were reset (2 windows)\n');
    expect(account.resets.spent).toEqual(['one', 'two']);
  }, 90_000);
});
