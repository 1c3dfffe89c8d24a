import type { Logger } from '../src-proxy/ports.ts';
import type { Sentences } from './i18n/speech.ts';
import type { WorkProblem } from './tray/account-worker.ts';

/** The folder that the log is written to, for whoever has to send it to somebody. */
export interface LogFolder {
  /** False as long as the log goes to the terminal alone. */
  isThere(): boolean;
  /** Shows it in the system's file manager. @throws an Error with the system's own words */
  open(): Promise<void>;
}

export interface LogFolderPorts {
  readonly logFolder: LogFolder;
  readonly tell: (problem: WorkProblem) => void;
  readonly say: () => Sentences;
  readonly log: Logger;
}

/** Never rejects: what goes wrong is told. */
export async function openLogFolder({ logFolder, tell, say, log }: LogFolderPorts): Promise<void> {
  try {
    await logFolder.open();
  } catch (error) {
    log.warn('The folder of the log could not be opened.', { error });
    tell({ message: say().failed.logFolder, detail: error instanceof Error ? error.message : String(error) });
  }
}
