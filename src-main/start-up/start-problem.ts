import { EngineStartError, type PortHolder } from '../../src-proxy/engine-api.ts';
import type { Sentences } from '../i18n/speech.ts';

/** Why the engine does not run. */
export interface StartProblem {
  readonly code: string;
  /** The sentence of whatever failed. */
  readonly message: string;
  /** The port that is taken or forbidden; `null` where another port would not help. */
  readonly port: number | null;
  /** Who has the port, as far as the system tells. */
  readonly holder: PortHolder | null;
}

/** A problem in words for the person in front of the tray. */
export interface ProblemText {
  /** Short enough for a menu. */
  readonly title: string;
  readonly detail: string;
}

/** @param port the port that was tried; `null` when it did not come so far. */
export function describeStartProblem(error: unknown, port: number | null): StartProblem {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof EngineStartError) || port === null) {
    return { code: codeOf(error), message, port: null, holder: null };
  }
  const otherPortHelps = error.code === 'port_in_use' || error.code === 'port_forbidden';
  return { code: error.code, message, port: otherPortHelps ? port : null, holder: error.holder };
}

export function problemText({ code, message, port, holder }: StartProblem, { start: say }: Sentences): ProblemText {
  if (code !== 'port_in_use' || port === null) return { title: say.failed, detail: say.reason(code, message) };
  const name = nameOf(holder, say);
  return {
    title: name === null ? say.portTaken(String(port)) : say.portTakenBy(String(port), name),
    detail: `${holderText(holder, port, say)} ${say.unreachable}`,
  };
}

function holderText(holder: PortHolder | null, port: number, say: Sentences['start']): string {
  if (holder?.isEvenkeel) {
    const dashboard = `http://127.0.0.1:${port}/dashboard`;
    return holder.pid === null ? say.anotherEvenkeel(dashboard) : say.anotherEvenkeelOf(String(holder.pid), dashboard);
  }
  return nameOf(holder, say) === null ? say.unknownHolder : say.quitHolder;
}

function nameOf(holder: PortHolder | null, say: Sentences['start']): string | null {
  if (holder === null) return null;
  const { name, pid } = holder;
  if (name === null) return pid === null ? null : say.process(String(pid));
  return pid === null ? name : say.program(name, String(pid));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'start_failed';
}
