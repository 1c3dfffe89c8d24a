import type { Notice } from '../notifications/notice.ts';
import type { Sentences } from '../i18n/speech.ts';
import type { WorkProblem } from '../tray/account-worker.ts';
import type { UpdateState } from './update-state.ts';

/** Somebody wanted a version, and finds the one before. */
export function missedProblem(version: string, { notices: say }: Sentences): WorkProblem {
  return { message: say.updateMissed(version), detail: say.updateMissedBody };
}

export function missedNotice(version: string, say: Sentences): Notice {
  const { message, detail } = missedProblem(version, say);
  return { id: 'update-missed', title: message, body: detail, target: { kind: 'window', hash: '' } };
}

/** The state as notifications see it: that the missed version can be had is no news. */
export function withoutMissed(update: UpdateState, missedVersion: string | null): UpdateState {
  return update.kind === 'available' && update.version === missedVersion ? { kind: 'idle', checkedAtMs: null } : update;
}
