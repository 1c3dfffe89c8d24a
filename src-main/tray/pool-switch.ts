import { toRefusal } from '../../src-proxy/contract/refusal.ts';
import type { SettingChanges } from '../../src-proxy/contract/settings.ts';
import type { Engine } from '../../src-proxy/engine-api.ts';
import type { Logger } from '../../src-proxy/ports.ts';
import type { Speech } from '../i18n/speech.ts';
import type { WorkProblem } from './account-worker.ts';
import { refusalTexts } from './engine-text.ts';

export interface PoolSwitchPorts {
  /** `null` while none runs. */
  readonly engine: () => Engine | null;
  readonly tell: (problem: WorkProblem) => void;
  readonly speech: () => Speech;
  readonly log: Logger;
}

/** What a person switches in the tray for the whole pool, and for what the tray shows of it. */
export interface PoolSwitch {
  /** The account that the owner uses alone. */
  onlyAccountId(): string | null;
  /** @throws Refusal, such as `setting_overridden` */
  useOnly(engine: Engine, accountId: string): Promise<void>;
  /** Never reject: what goes wrong is told. */
  useAll(): Promise<void>;
  pauseProxy(): Promise<void>;
  resumeProxy(): Promise<void>;
  hideEmails(isHidden: boolean): Promise<void>;
}

export function createPoolSwitch({ engine, tell, speech, log }: PoolSwitchPorts): PoolSwitch {
  /** What to go back to; the default where that was in another run. */
  let before: SettingChanges = { routingStrategy: null, singleAccountId: null };

  function onlyAccountId(): string | null {
    const settings = engine()?.settings();
    const isAlone = settings?.routingStrategy === 'single_account' && settings.singleAccountId !== '';
    return isAlone ? settings.singleAccountId : null;
  }

  async function attempt(message: string, work: (running: Engine) => Promise<void>): Promise<void> {
    const running = engine();
    if (running === null) return;
    try {
      await work(running);
    } catch (error) {
      log.warn('What was asked for in the tray was refused.', { message, error });
      tell({ message, detail: refusalTexts(toRefusal(error), speech()) });
    }
  }

  return {
    onlyAccountId,
    async useOnly(running, accountId) {
      const { routingStrategy, singleAccountId } = running.settings();
      await running.changeSettings({ routingStrategy: 'single_account', singleAccountId: accountId });
      if (routingStrategy !== 'single_account') before = { routingStrategy, singleAccountId };
    },
    useAll: () => attempt(speech().say.failed.useAll, (running) => running.changeSettings(before)),
    pauseProxy: () => attempt(speech().say.failed.pauseProxy, (running) => running.pauseProxy()),
    resumeProxy: () => attempt(speech().say.failed.resumeProxy, (running) => running.resumeProxy()),
    hideEmails: (hideEmails) =>
      attempt(speech().say.failed.hideEmails, (running) => running.changeSettings({ hideEmails })),
  };
}
