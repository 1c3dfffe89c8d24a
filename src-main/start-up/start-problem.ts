import { EngineStartError, type PortHolder } from '../../src-proxy/engine-api.ts';

/** Why the engine does not run, in words for the person in front of the tray. */
export interface StartProblem {
  readonly code: string;
  /** Short enough for a menu. */
  readonly title: string;
  readonly detail: string;
  /** The port that is taken or forbidden; `null` where another port would not help. */
  readonly port: number | null;
}

/** @param port the port that was tried; `null` when it did not come so far. */
export function describeStartProblem(error: unknown, port: number | null): StartProblem {
  if (error instanceof EngineStartError && port !== null) return describePort(error, port);
  const detail = error instanceof Error ? error.message : String(error);
  return { code: codeOf(error), title: 'Evenkeel could not start', detail, port: null };
}

function describePort(error: EngineStartError, port: number): StartProblem {
  if (error.code === 'port_in_use') {
    return {
      code: error.code,
      title: `Port ${port} is taken${isKnown(error.holder) ? ` by ${nameHolder(error.holder)}` : ''}`,
      detail: [
        describeHolder(error.holder, port),
        'Programs that were set up for this port cannot reach Evenkeel until it is free.',
      ].join(' '),
      port,
    };
  }
  const otherPortHelps = error.code === 'port_forbidden';
  return {
    code: error.code,
    title: 'Evenkeel could not start',
    detail: error.message,
    port: otherPortHelps ? port : null,
  };
}

function describeHolder(holder: PortHolder | null, port: number): string {
  if (holder?.isEvenkeel) {
    return `Another Evenkeel is listening there already${holder.pid === null ? '' : ` (process ${holder.pid})`}; its dashboard is at http://127.0.0.1:${port}/dashboard.`;
  }
  if (isKnown(holder)) return 'Quit that program and try again, or let Evenkeel use another port.';
  return 'The system does not tell which program holds it.';
}

function isKnown(holder: PortHolder | null): holder is PortHolder {
  return holder !== null && (holder.name !== null || holder.pid !== null);
}

function nameHolder(holder: PortHolder): string {
  if (holder.name === null) return `process ${holder.pid}`;
  return holder.pid === null ? holder.name : `${holder.name} (process ${holder.pid})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'start_failed';
}
