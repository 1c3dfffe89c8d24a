import { EngineStartError, type PortHolder } from '../engine-api.ts';

/** Why we could not listen, in words, with what a person can do. */
export function startErrorOf(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  holder: PortHolder | null,
): EngineStartError {
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new EngineStartError(
        'port_in_use',
        `Port ${port} is taken${holderText(holder)}. End that program, or choose another port for Evenkeel.`,
        holder,
        cause,
      );
    case 'EACCES':
      return new EngineStartError(
        'port_forbidden',
        `The system does not let Evenkeel use port ${port}. Ports below 1024, and on Windows reserved ranges, need another choice.`,
        null,
        cause,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new EngineStartError(
        'address_unavailable',
        `This machine has no address ${host}. Use 127.0.0.1.`,
        null,
        cause,
      );
    default:
      return new EngineStartError(
        'address_unavailable',
        `Evenkeel could not listen on ${host}:${port} (${error.code ?? error.message}).`,
        null,
        cause,
      );
  }
}

function holderText(holder: PortHolder | null): string {
  if (holder?.isEvenkeel) return ' by another Evenkeel';
  if (!holder || holder.pid === null) return ' by another program';
  return ` by ${holder.name ?? 'a program'} (process ${holder.pid})`;
}
