import { createServer } from 'node:net';

import type { PortHolder } from '../../engine-api.ts';
import { coded, failure, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface MachinePortPorts {
  /** Where it is to listen; 0 for any port. */
  readonly wanted: { readonly host: string; readonly port: number };
  /** Where it listens; `null` where it does not. */
  readonly origin: () => string | null;
  /** Where the browser may come back to after a sign-in; 0 for any port. */
  readonly loginPorts: readonly number[];
  readonly findHolder: (host: string, port: number) => Promise<PortHolder>;
  /** Our own process, which is no stranger on a port. */
  readonly ownPid: number;
}

/** Ports that we need. Who holds one is named, and left alone. */
export function machinePortTests(ports: MachinePortPorts): SelfTest[] {
  const { wanted, origin, loginPorts, findHolder, ownPid } = ports;
  return [
    {
      id: 'ports.listening',
      symptoms: ['S5'],
      title: 'Evenkeel has the port that it is to have',
      run: async () => {
        const listening = origin();
        const has = listening === null ? null : Number(new URL(listening).port);
        if (wanted.port === 0 || has === wanted.port)
          return listening === null
            ? coded('port.any', {}, fine('Any port will do.'))
            : coded('port.ok', { listening }, fine(`It listens at ${listening}.`));
        return judgeListening(wanted.port, has, await findHolder(wanted.host, wanted.port));
      },
    },
    {
      id: 'ports.sign-in',
      symptoms: ['S5'],
      title: 'The browser can come back after a sign-in',
      run: async () => {
        const fixed = loginPorts.filter((port) => port !== 0);
        if (fixed.length === 0)
          return coded('sign_in_port.any', {}, notApplicable('The sign-in service here takes any port.'));
        const looks = await Promise.all(
          fixed.map(async (port): Promise<PortLook> => {
            const code = await tryPort(port);
            return { port, code, holder: code === null ? null : await findHolder('127.0.0.1', port) };
          }),
        );
        return judgeSignInPorts(looks, ownPid);
      },
    },
  ];
}

export interface PortLook {
  readonly port: number;
  /** The system's code; `null` where the port is free. */
  readonly code: string | null;
  readonly holder: PortHolder | null;
}

/** Only having it for a moment shows a range that the system keeps for itself. */
function tryPort(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}

/** Pure. */
export function judgeListening(wantedPort: number, has: number | null, holder: PortHolder): Finding {
  const isHeld = holder.pid !== null || holder.isEvenkeel;
  const facts = {
    wanted: wantedPort,
    has,
    holder: isHeld ? (holder.name ?? (holder.isEvenkeel ? 'Evenkeel' : '?')) : null,
    process: holder.pid,
  };
  if (has === null && !isHeld)
    return coded('port.free', facts, fine(`Port ${wantedPort} is free, as far as the system tells.`));
  const whose = isHeld ? `is held by ${nameOf(holder)}` : 'is free by now';
  if (has === null)
    return coded(
      'port.held',
      facts,
      failure(`Port ${wantedPort} ${whose}.`, 'End that program, or choose another port for Evenkeel.'),
    );
  return coded(
    isHeld ? 'port.other_held' : 'port.other',
    facts,
    warning(
      `It listens on port ${has}, and not on ${wantedPort}, which ${whose}.`,
      `Clients that were set up for port ${wantedPort} do not get here: end that program and restart Evenkeel, or set them up again.`,
    ),
  );
}

/** Pure. One free port is enough. */
export function judgeSignInPorts(looks: readonly PortLook[], ownPid: number): Finding {
  const details = looks.map((look) => `Port ${look.port}: ${stateOf(look, ownPid)}`);
  const facts = { ports: looks.map((look) => `${look.port}: ${shortStateOf(look, ownPid)}`) };
  if (looks.some(({ code, holder }) => code === null || holder?.pid === ownPid))
    return coded('sign_in_port.ok', facts, fine('A port that the sign-in service knows is free.', details));
  return coded(
    'sign_in_port.none',
    facts,
    warning(
      'No port that the sign-in service knows can be had.',
      'Often that is the Codex CLI in the middle of its own login: finish it. You can sign in all the same: the last page will not load; copy its address and paste it here.',
      details,
    ),
  );
}

/** The same as one word, and who holds it. */
function shortStateOf({ code, holder }: PortLook, ownPid: number): string {
  if (code === null) return 'free';
  if (holder?.pid === ownPid) return 'ours';
  if (code === 'EACCES') return 'system';
  return `held ${holder?.name ?? code}`;
}

function stateOf({ code, holder }: PortLook, ownPid: number): string {
  if (code === null) return 'free';
  if (holder?.pid === ownPid) return 'a sign-in of ours is under way';
  if (code === 'EACCES') return 'kept by the system, as Windows does for Hyper-V and WSL';
  return holder === null ? code : `held by ${nameOf(holder)}`;
}

function nameOf({ pid, name, isEvenkeel }: PortHolder): string {
  const program = isEvenkeel ? 'another Evenkeel' : (name ?? 'a program');
  return pid === null ? program : `${program} (process ${pid})`;
}
