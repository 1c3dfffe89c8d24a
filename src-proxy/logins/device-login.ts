import type { Clock } from '../ports.ts';
import type { DeviceGrant, DevicePollResult, LoginCall, LoginEndpoint } from '../providers/login-endpoint.ts';

export interface DeviceWait {
  readonly endpoint: LoginEndpoint;
  readonly grant: DeviceGrant;
  readonly clock: Clock;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
  /** Its signal ends the waiting. */
  readonly call: LoginCall;
}

export type DeviceOutcome = Exclude<DevicePollResult, { kind: 'pending' }> | { readonly kind: 'expired' };

/** As RFC 8628, 3.5 asks after every `slow_down`. */
const slowDownSeconds = 5;

/**
 * Asks until somebody has typed the code, or it has expired. A service that is away for a moment is asked again.
 * @throws the signal's reason when aborted
 */
export async function awaitDevice(wait: DeviceWait): Promise<DeviceOutcome> {
  const { endpoint, grant, clock, expiresAtMs, call } = wait;
  const { signal } = call;
  let intervalMs = grant.intervalSeconds * 1000;
  for (;;) {
    const leftMs = expiresAtMs - clock.nowMs();
    if (leftMs <= 0) return { kind: 'expired' };
    await clock.sleep(Math.min(intervalMs, leftMs), signal);
    if (clock.nowMs() >= expiresAtMs) return { kind: 'expired' };
    const polled = await endpoint.pollDevice(grant, call);
    signal.throwIfAborted();
    if (polled.kind === 'pending') {
      if (polled.slowDown) intervalMs += slowDownSeconds * 1000;
    } else if (polled.kind !== 'failed' || !polled.failure.passing) {
      return polled;
    }
  }
}
