import type { Logger } from '../../src-proxy/ports.ts';
import type { Sentences } from '../i18n/speech.ts';
import type { WorkProblem } from '../tray/account-worker.ts';
import { type Autostart, UnstartablePath } from './autostart.ts';

export interface AutostartSwitchPorts {
  readonly autostart: Autostart | null;
  readonly tell: (problem: WorkProblem) => void;
  readonly say: () => Sentences;
  readonly log: Logger;
  readonly onChange: () => void;
}

/** Never rejects: what goes wrong is told. */
export async function switchAutostart(
  isOn: boolean,
  { autostart, tell, say, log, onChange }: AutostartSwitchPorts,
): Promise<void> {
  try {
    await autostart?.set(isOn);
    if (isOn && autostart?.state() === 'awaits-approval') {
      const { failed, tray } = say();
      tell({ message: failed.atLoginUnapproved, detail: tray.approveAtLogin });
    }
  } catch (error) {
    log.warn('Launch at login could not be changed.', { error });
    const { failed } = say();
    tell({ message: failed.atLogin, detail: detailOf(error, failed.lineBreak) });
  }
  onChange();
}

function detailOf(error: unknown, lineBreak: string): string {
  if (error instanceof UnstartablePath) return lineBreak;
  return error instanceof Error ? error.message : String(error);
}
