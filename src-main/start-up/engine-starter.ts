import type { Engine } from '../../src-proxy/engine-api.ts';
import type { Logger } from '../../src-proxy/ports.ts';
import type { OpenedEngine, ShellPorts } from '../shell-ports.ts';
import type { StartDialogs } from './start-dialogs.ts';
import { describeStartProblem, type StartProblem } from './start-problem.ts';

export interface EngineStarterPorts extends Pick<ShellPorts, 'openEngine' | 'findFreePort'> {
  readonly dialogs: StartDialogs;
  readonly log: Logger;
  readonly onOpened: (engine: Engine) => void;
  readonly onRunning: (engine: Engine) => void;
  readonly onChange: () => void;
  readonly onQuit: () => void;
  /** True where the person is told of it in another way, and asked once they come. */
  readonly tellQuietly: (problem: StartProblem) => boolean;
}

/**
 * Brings the engine up, and where that fails keeps the app alive until the person has decided. The port changes only when
 * they said so, for this run alone, and whoever holds the wanted one is left in peace.
 */
export interface EngineStarter {
  /** Never rejects: a failure becomes a problem that the person is asked about. */
  start(): Promise<void>;
  useOtherPort(): Promise<void>;
  /** Puts the question again, unless it is being asked. */
  ask(): Promise<void>;
  problem(): StartProblem | null;
  engine(): Engine | null;
  isRunning(): boolean;
  /** Gives up; resolves when nothing is under way any more. */
  cancel(): Promise<void>;
}

export function createEngineStarter(ports: EngineStarterPorts): EngineStarter {
  let opened: OpenedEngine | null = null;
  let problem: StartProblem | null = null;
  let running = false;
  let cancelled = false;
  let underWay: Promise<void> | null = null;

  async function attempt(port: number | null): Promise<void> {
    problem = null;
    ports.onChange();
    try {
      opened ??= await open();
      if (cancelled) return;
      await opened.engine.start(port === null ? undefined : { port });
      running = true;
    } catch (error) {
      problem = describeStartProblem(error, opened ? (port ?? opened.port) : null);
      ports.log.error('The engine could not start.', { error, code: problem.code });
    }
  }

  async function open(): Promise<OpenedEngine> {
    const fresh = await ports.openEngine();
    ports.onOpened(fresh.engine);
    return fresh;
  }

  async function start(port: number | null = null): Promise<void> {
    if (underWay || running || cancelled) return;
    ports.dialogs.close();
    underWay = attempt(port);
    await underWay;
    underWay = null;
    if (cancelled) return;
    ports.onChange();
    if (running && opened) ports.onRunning(opened.engine);
    else if (!problem || !ports.tellQuietly(problem)) await ask();
  }

  async function ask(): Promise<void> {
    if (!problem || cancelled || ports.dialogs.isOpen()) return;
    const choice = await ports.dialogs.askAboutProblem(problem);
    if (choice === 'retry') await start();
    if (choice === 'other-port') await useOtherPort();
    if (choice === 'quit') ports.onQuit();
  }

  async function useOtherPort(): Promise<void> {
    if (!problem || problem.port === null || underWay || cancelled) return;
    const free = await ports.findFreePort(problem.port);
    const answer = await ports.dialogs.askAboutOtherPort(problem.port, free);
    if (answer === 'use') await start(free);
    else await ask();
  }

  return {
    start: () => start(),
    useOtherPort,
    ask,
    problem: () => problem,
    engine: () => opened?.engine ?? null,
    isRunning: () => running,
    async cancel() {
      cancelled = true;
      ports.dialogs.close();
      await underWay;
    },
  };
}
