import { describe, expect, it } from 'vitest';

import { ManualClock } from '../fakes/manual-clock.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { post, startDevice, statusOf, type DeviceStart } from './login-stage.ts';

const pending = { status: 404, body: { detail: 'Not Found' } };

interface DeviceStage {
  readonly stage: Stage;
  readonly clock: ManualClock;
  /** Sleeps that the engine has under way without any sign-in. */
  readonly idleSleepers: number;
}

async function begin(): Promise<DeviceStage> {
  const clock = new ManualClock(Date.now());
  const stage = await startStage({ accounts: ['anna'], imports: false, clock });
  return { clock, stage, idleSleepers: clock.sleeping };
}

function polls(stage: Stage): number {
  return stage.upstream.requests.filter(({ pathname }) => pathname === '/api/accounts/deviceauth/token').length;
}

/** Lets one interval pass and waits for the poll that follows. */
async function nextPoll({ stage, clock, idleSleepers }: DeviceStage, seconds: number): Promise<void> {
  await clock.waitForSleepers(idleSleepers + 1);
  const before = polls(stage);
  let seen = 0;
  const polled = stage.upstream.waitForRequest(
    ({ pathname }) => pathname === '/api/accounts/deviceauth/token' && (seen += 1) > before,
  );
  await clock.advance(seconds * 1000);
  await (
    await polled
  ).ended;
}

async function untilOver({ stage }: DeviceStage, started: DeviceStart): Promise<unknown> {
  for (;;) {
    const status = await statusOf(stage, started.flowId);
    if (status.status !== 'pending') return status;
  }
}

describe('sign-in by code', () => {
  it.each(['5', 5])('interval %j: 403 and 404 mean wait; then the account is there', async (interval) => {
    const device = await begin();
    await using stage = device.stage;
    stage.upstream.issuer.deviceInterval = interval;
    const started = await startDevice(stage);
    expect(started).toMatchObject({ intervalSeconds: 5, expiresInSeconds: 900 });
    expect(started.verificationUrl).toBe(`${stage.upstream.origin}/codex/device`);
    expect(started.userCode).toBe(stage.upstream.issuer.userCodes[0]);
    await nextPoll(device, 5);
    stage.upstream.issuer.devicePollAnswers = [pending];
    await nextPoll(device, 5);
    expect((await statusOf(stage, started.flowId)).status).toBe('pending');
    stage.upstream.issuer.approveDevice(started.userCode);
    await nextPoll(device, 5);
    expect(await untilOver(device, started)).toMatchObject({ status: 'success', result: 'added' });
    expect(stage.upstream.exchanges()[0]?.rawBody.toString('utf8')).toContain('deviceauth%2Fcallback');
    expect(stage.summary('anna').status).toBe('active');
  });

  it('slow_down makes the pauses longer by five seconds', async () => {
    const device = await begin();
    await using stage = device.stage;
    stage.upstream.issuer.devicePollAnswers = [{ status: 400, body: { error: 'slow_down' } }];
    await startDevice(stage);
    await nextPoll(device, 5);
    await device.clock.waitForSleepers(device.idleSleepers + 1);
    await device.clock.advance(9000);
    expect(polls(stage)).toBe(1);
    await nextPoll(device, 1);
    expect(polls(stage)).toBe(2);
  });

  it('a service that is away for a moment is asked again', async () => {
    const device = await begin();
    await using stage = device.stage;
    stage.upstream.issuer.devicePollAnswers = [{ status: 503, body: '<html>' }];
    const started = await startDevice(stage);
    await nextPoll(device, 5);
    stage.upstream.issuer.approveDevice(started.userCode);
    await nextPoll(device, 5);
    expect(await untilOver(device, started)).toMatchObject({ status: 'success' });
  });

  it('denied: ends with its own sentence', async () => {
    const device = await begin();
    await using stage = device.stage;
    const started = await startDevice(stage);
    stage.upstream.issuer.denyDevice(started.userCode);
    await nextPoll(device, 5);
    expect(await untilOver(device, started)).toMatchObject({
      status: 'error',
      errorCode: 'access_denied',
      errorMessage: expect.stringContaining('declined'),
    });
  });

  it.each([{ expires_in: 12 }, { expires_in: '12' }])('expires when the service says so: %j', async (expiry) => {
    const device = await begin();
    await using stage = device.stage;
    stage.upstream.issuer.deviceExpiry = expiry;
    const started = await startDevice(stage);
    expect(started.expiresInSeconds).toBe(12);
    await nextPoll(device, 5);
    await nextPoll(device, 5);
    await device.clock.waitForSleepers(device.idleSleepers + 1);
    await device.clock.advance(2000);
    expect(await untilOver(device, started)).toMatchObject({ status: 'expired', errorCode: 'device_code_expired' });
    await device.clock.advance(60_000);
    expect(polls(stage)).toBe(2);
  });

  it('cancelled: nobody is asked any more', async () => {
    const device = await begin();
    await using stage = device.stage;
    const started = await startDevice(stage);
    const answer = await post(stage, '/api/oauth/cancel', { flowId: started.flowId });
    expect(answer.json).toMatchObject({ status: 'cancelled', errorCode: 'cancelled' });
    await device.clock.advance(60_000);
    expect(polls(stage)).toBe(0);
  });

  it.each([
    [404, 'device_auth_unavailable', 'Use the browser'],
    [500, 'device_auth_failed', 'out of order'],
    [403, 'device_auth_failed', 'refused'],
  ])('a service that answers the start with %i: %s', async (status, code, words) => {
    await using stage = await startStage({ accounts: ['anna'], imports: false });
    stage.upstream.issuer.deviceStartAnswer = { status, body: { error: { code: 'x', message: 'Words.' } } };
    const answer = await post(stage, '/api/oauth/start', { forceMethod: 'device' });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
