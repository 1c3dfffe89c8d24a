import type { PortHolder } from '../engine-api.ts';

/** The only ports to which OpenAI sends a person back; it accepts others first and refuses the code afterwards. */
const registeredPorts: readonly number[] = [1455, 1457];

/** An issuer on this machine is somebody's own and knows no registration: any free port will do, and 1455 stays free. */
export function callbackPortsFor(authBaseUrl: string): readonly number[] {
  const { hostname } = new URL(authBaseUrl);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return isLoopback ? [0] : registeredPorts;
}

/** The port named in a redirect address when none could be had. */
export function usualPort(ports: readonly number[]): number {
  return ports.find((port) => port !== 0) ?? registeredPorts[0] ?? 1455;
}

export interface PortAttempt {
  readonly port: number;
  /** The system's code, such as `EADDRINUSE`. */
  readonly code: string;
  readonly holder: PortHolder | null;
}

/** Why nobody listens for the browser, and what to do. */
export function portProblem(attempts: readonly PortAttempt[]): string {
  const causes = attempts.map(causeOf).join(' ');
  const taken = attempts.some(({ code }) => code === 'EADDRINUSE');
  const usual = taken
    ? ' Usually that is the Codex CLI in the middle of its own login: finish it, then start again.'
    : '';
  return `${causes}${usual} You can sign in all the same: the last page will not load; copy its address and paste it here.`;
}

function causeOf({ port, code, holder }: PortAttempt): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken by ${holderName(holder)}.`;
  if (code === 'EACCES')
    return `The system does not let Evenkeel use port ${port}: it is reserved, as Windows does for Hyper-V and WSL.`;
  return `Port ${port} could not be opened (${code}).`;
}

function holderName(holder: PortHolder | null): string {
  if (holder?.isEvenkeel) return 'another Evenkeel';
  if (!holder || holder.pid === null) return 'another program';
  return `${holder.name ?? 'a program'} (process ${holder.pid})`;
}
