import { lookup } from 'node:dns/promises';

import type { EngineState } from '../../contract/events.ts';
import { askSelf, type SelfAnswer } from '../ask-self.ts';
import { coded, failure, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';
import { secondPiece, type StreamEcho } from '../stream-echo.ts';

export interface AnsweringPorts {
  readonly state: () => Pick<EngineState, 'origin' | 'version'>;
  /** Opens the dashboard's API to ourselves. */
  readonly ownHeaders: () => Readonly<Record<string, string>>;
  readonly echo: StreamEcho;
  readonly newId: () => string;
}

const notListening = coded('not_listening', {}, notApplicable('Evenkeel does not listen at the moment.'));
const seeSecurityTools =
  'Something on this machine comes between programs and 127.0.0.1: look at security software, VPN and firewall.';

/** Whether we can be reached where we say we are, in each of the three ways that clients use. */
export function answeringTests(ports: AnsweringPorts): SelfTest[] {
  const at = (work: (origin: string, signal: AbortSignal) => Promise<Finding>): SelfTest['run'] => {
    return async (signal) => {
      const { origin } = ports.state();
      return origin === null ? notListening : await work(reachable(origin), signal);
    };
  };
  return [
    {
      id: 'engine.http',
      symptoms: ['S1', 'S34'],
      title: 'Evenkeel answers at its own address',
      run: at(async (origin, signal) =>
        judgeHealth(origin, ports.state().version, await attempt(askSelf(`${origin}/health`, { signal }))),
      ),
    },
    {
      id: 'engine.websocket',
      symptoms: ['S31'],
      title: 'The door for WebSockets answers',
      run: at(async (origin, signal) => {
        const headers = {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.from(ports.newId()).subarray(0, 16).toString('base64'),
        };
        return judgeUpgrade(await attempt(askSelf(`${origin}/api/diagnostics/websocket`, { headers, signal })));
      }),
    },
    {
      id: 'engine.stream',
      symptoms: ['S31', 'S36'],
      title: 'Streams pass piece by piece',
      run: at((origin, signal) => askForStream(origin, ports, signal)),
    },
    {
      id: 'engine.loopback',
      symptoms: ['S34'],
      title: 'localhost and 127.0.0.1 both lead here',
      run: at((origin, signal) => askByName(origin, signal)),
    },
  ];
}

/** Pure. Who listens on every address of this machine is asked at one of them. */
export function reachable(origin: string): string {
  return origin.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

type Attempt = SelfAnswer | { readonly error: string };

function attempt(asked: Promise<SelfAnswer>): Promise<Attempt> {
  return asked.catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }));
}

/** Pure. */
export function judgeHealth(origin: string, version: string, answer: Attempt): Finding {
  if ('error' in answer)
    return coded(
      'health.silent',
      { origin, error: answer.error },
      failure(`${origin} does not answer (${answer.error}).`, seeSecurityTools),
    );
  if (answer.status !== 200 || !answer.text.includes('"app":"evenkeel"'))
    return coded(
      'health.stranger',
      { origin, status: answer.status },
      failure(`Something else answers at ${origin} (HTTP ${answer.status}).`, seeSecurityTools),
    );
  if (!answer.text.includes(`"version":${JSON.stringify(version)}`))
    return coded(
      'health.other_version',
      { origin },
      failure(`Another version of Evenkeel answers at ${origin}.`, 'End the other one.'),
    );
  return coded('health.ok', { origin }, fine(`${origin} answers.`));
}

/** Pure. No WebSocket is served at that path: it is refused in so many words, which only the right door does. */
export function judgeUpgrade(answer: Attempt): Finding {
  if ('error' in answer)
    return coded(
      'upgrade.cut_off',
      { error: answer.error },
      failure(`An upgrade to a WebSocket is cut off (${answer.error}).`, seeSecurityTools),
    );
  if (answer.status === 426 || answer.status === 401)
    return coded('upgrade.ok', {}, fine('Upgrades to a WebSocket reach Evenkeel.'));
  return coded(
    'upgrade.answered',
    { status: answer.status },
    failure(`An upgrade to a WebSocket was answered with HTTP ${answer.status}.`, seeSecurityTools),
  );
}

async function askForStream(origin: string, ports: AnsweringPorts, signal: AbortSignal): Promise<Finding> {
  const { echo } = ports;
  const id = ports.newId();
  echo.expect(id);
  try {
    const answer = await attempt(
      askSelf(`${origin}/api/diagnostics/echo?id=${encodeURIComponent(id)}`, {
        headers: ports.ownHeaders(),
        signal,
        onPiece: () => echo.release(id),
      }),
    );
    if ('error' in answer)
      return coded(
        'stream.missing',
        { error: answer.error },
        failure(`A stream did not arrive (${answer.error}).`, seeSecurityTools),
      );
    return answer.text.endsWith(secondPiece)
      ? coded('stream.ok', {}, fine('The first piece of a stream arrived before the second was written.'))
      : coded(
          'stream.incomplete',
          { status: answer.status },
          failure(`A stream arrived incomplete (HTTP ${answer.status}).`, seeSecurityTools),
        );
  } finally {
    echo.release(id);
  }
}

async function askByName(origin: string, signal: AbortSignal): Promise<Finding> {
  const { port, hostname } = new URL(origin);
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const answers = await Promise.all(
    names.map(async (name) => {
      const answer = await attempt(askSelf(`http://${name}:${port}/health`, { signal }));
      return 'status' in answer && answer.text.includes('"app":"evenkeel"');
    }),
  );
  const addresses = await lookup('localhost', { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
  const [ipv4 = false, localhost = false, ipv6 = false] = answers;
  return judgeNames({ listensOn: hostname, port, ipv4, localhost, ipv6, addresses });
}

/** Pure. */
export function judgeNames(seen: {
  readonly listensOn: string;
  readonly port: string;
  readonly ipv4: boolean;
  readonly localhost: boolean;
  readonly ipv6: boolean;
  /** What `localhost` stands for on this machine, first one first. */
  readonly addresses: readonly string[];
}): Finding {
  const { listensOn, port, ipv4, localhost, ipv6, addresses } = seen;
  const details = [
    `127.0.0.1: ${reached(ipv4)}`,
    `localhost (${addresses.join(', ') || 'unknown to this machine'}): ${reached(localhost)}`,
    `[::1]: ${reached(ipv6)}`,
  ];
  const facts = { listensOn, address: `http://${listensOn}:${port}`, ipv4, localhost, ipv6, addresses };
  const own = listensOn.includes(':') ? ipv6 : ipv4 || listensOn !== '127.0.0.1';
  if (!own)
    return coded('names.not_here', facts, failure(`${listensOn} does not lead here.`, seeSecurityTools, details));
  const { address } = facts;
  if (!localhost)
    return coded(
      'names.no_localhost',
      facts,
      warning('localhost does not lead here.', `Write ${address} in your clients, not localhost.`, details),
    );
  if (!ipv6 && addresses[0] === '::1')
    return coded(
      'names.ipv6_first',
      facts,
      fine(
        `Both lead here. Programs that try only the first address of localhost, ::1, do not get here; give them ${address}.`,
        details,
      ),
    );
  return coded('names.ok', facts, fine('Both lead here.', details));
}

function reached(isReached: boolean): string {
  return isReached ? 'answers' : 'does not answer';
}
