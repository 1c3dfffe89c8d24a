import type { Logger } from '../../src-proxy/ports.ts';
import type { WorkProblem } from '../tray/account-worker.ts';
import type { Autostart } from './autostart.ts';

export interface AutostartSwitchPorts {
  readonly autostart: Autostart | null;
  readonly tell: (problem: WorkProblem) => void;
  readonly log: Logger;
  readonly onChange: () => void;
}

/** Never rejects: what goes wrong is told. */
export async function switchAutostart(
  isOn: boolean,
  { autostart, tell, log, onChange }: AutostartSwitchPorts,
): Promise<void> {
  try {
    await autostart?.set(isOn);
  } catch (error) {
    log.warn('Launch at login could not be changed.', { error });
    const detail = error instanceof Error ? error.message : String(error);
    tell({ message: 'Launch at login could not be changed', detail });
  }
  onChange();
}
