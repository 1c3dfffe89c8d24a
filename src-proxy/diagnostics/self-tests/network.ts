import { clockAheadMs } from '../../providers/chatgpt/server-clock.ts';
import type { Reached, Stage } from '../reach.ts';
import { coded, failure, fine, notApplicable, type Finding, type SelfTest } from '../self-test.ts';

export interface NetworkPorts {
  readonly upstreamBaseUrl: string;
  readonly authBaseUrl: string;
  /** By the way out that accounts without one of their own take. */
  readonly reach: (address: string, signal: AbortSignal) => Promise<Reached>;
  /** Such as `through http://127.0.0.1:8080`. */
  readonly wayOut: () => string;
  readonly nowMs: () => number;
}

const toleranceMs = 2 * 60_000;

const adviceAt: Readonly<Record<Stage, string>> = {
  dns: 'The name cannot be looked up: look at the network connection, the VPN and the DNS settings.',
  connection: 'No connection comes about: look at the network connection, the firewall and the VPN.',
  tls: 'The encrypted connection is refused: mostly a proxy or a security program reads along with a certificate that this machine does not trust.',
  http: 'There is a connection, but no answer: try again, and look at the proxy and the VPN.',
  proxy: 'The proxy does not let us through: look at its address and its password under Settings.',
};

/** The two hosts that accounts live on, and whose clock they go by. No credentials are sent. */
export function networkTests(ports: NetworkPorts): SelfTest[] {
  const { upstreamBaseUrl, authBaseUrl } = ports;
  // Two tests look at one answer; it is asked for once.
  let asked: Promise<{ readonly reached: Reached; readonly atMs: number }> | null = null;
  const upstream = (signal: AbortSignal) =>
    (asked ??= ports.reach(upstreamBaseUrl, signal).then((reached) => ({ reached, atMs: ports.nowMs() })));
  return [
    {
      id: 'network.upstream',
      symptoms: ['S28', 'S29'],
      title: 'The upstream can be reached',
      run: async (signal) => judgeReached(upstreamBaseUrl, ports.wayOut(), (await upstream(signal)).reached),
    },
    {
      id: 'network.sign-in',
      symptoms: ['S29'],
      title: 'The sign-in service can be reached',
      run: async (signal) => judgeReached(authBaseUrl, ports.wayOut(), await ports.reach(authBaseUrl, signal)),
    },
    {
      id: 'network.clock',
      symptoms: ['S8', 'S30'],
      title: "This machine's clock is right",
      run: async (signal) => {
        const { reached, atMs } = await upstream(signal);
        return judgeClock(reached, atMs);
      },
    },
  ];
}

/** Pure. */
export function judgeReached(address: string, wayOut: string, reached: Reached): Finding {
  const { host } = new URL(address);
  if (reached.kind === 'answered')
    return coded(
      'reach.ok',
      { host, status: reached.status, afterMs: reached.latencyMs },
      fine(`${host} answered ${wayOut}.`, [`HTTP ${reached.status} after ${reached.latencyMs} ms`]),
    );
  return coded(
    `reach.${reached.stage}`,
    { host, text: reached.text },
    failure(`${host} did not answer ${wayOut}.`, adviceAt[reached.stage], [
      `Stopped at: ${reached.stage}`,
      reached.text,
    ]),
  );
}

/** Pure. */
export function judgeClock(reached: Reached, nowMs: number): Finding {
  if (reached.kind === 'failed')
    return coded(
      'clock.no_answer',
      {},
      notApplicable('The upstream does not answer, so there is no other clock to compare with.'),
    );
  const aheadMs = clockAheadMs(reached.date ?? undefined, nowMs);
  if (aheadMs === null) return coded('clock.untold', {}, notApplicable('The upstream did not say what time it is.'));
  if (Math.abs(aheadMs) <= toleranceMs)
    return coded('clock.ok', {}, fine('It agrees with the upstream to within two minutes.'));
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return coded(
    aheadMs > 0 ? 'clock.ahead' : 'clock.behind',
    { minutes },
    failure(
      `It is ${minutes} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} the upstream's: times of resets are shown wrong, and old tokens are taken for fresh ones.`,
      'Set the clock of this machine by the network.',
    ),
  );
}
