import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { TimePort } from '../time-port.ts';
import type { Notice, NoticeTarget } from './notice.ts';
import { type NoticeMoment, nothingTold, notificationStep } from './notification-policy.ts';

/** The system's notifications. */
export interface NotificationPort {
  /** False where the system shows none; then nothing may be told this way alone. */
  isSupported(): boolean;
  /** Takes the place of one with the same id. */
  show(notice: Notice, onClick: () => void): void;
}

export interface NotifierPorts {
  readonly notifications: NotificationPort;
  /** `null` while there is nothing to look at. */
  readonly moment: () => Omit<NoticeMoment, 'requests' | 'nowMs'> | null;
  readonly onClick: (target: NoticeTarget) => void;
  readonly time: TimePort;
}

/** Looks when something changed, at most once a second, and shows what there is to tell. */
export interface Notifier {
  /** Something may have changed. */
  invalidate(): void;
  noteRequest(request: RequestLogEntry): void;
  /** Told in any case, such as a problem at the start. False where the system shows no notifications. */
  tell(notice: Notice): boolean;
  dispose(): void;
}

const shortestGapMs = 1_000;

export function createNotifier({ notifications, moment, onClick, time }: NotifierPorts): Notifier {
  let memory = nothingTold;
  let requests: RequestLogEntry[] = [];
  let cancelTimer = () => {};
  let dueMs = Infinity;
  let disposed = false;

  function lookIn(ms: number): void {
    const atMs = time.nowMs() + ms;
    if (disposed || dueMs <= atMs) return;
    cancelTimer();
    dueMs = atMs;
    cancelTimer = time.after(ms, look);
  }

  function look(): void {
    dueMs = Infinity;
    const seen = moment();
    if (seen === null) return;
    const step = notificationStep(memory, { ...seen, requests, nowMs: time.nowMs() });
    memory = step.memory;
    requests = [];
    for (const notice of step.notices) tell(notice);
    if (step.againInMs !== null) lookIn(step.againInMs);
  }

  function tell(notice: Notice): boolean {
    if (disposed || !notifications.isSupported()) return false;
    notifications.show(notice, () => onClick(notice.target));
    return true;
  }

  return {
    invalidate: () => lookIn(shortestGapMs),
    noteRequest(request) {
      requests.push(request);
      lookIn(shortestGapMs);
    },
    tell,
    dispose() {
      disposed = true;
      cancelTimer();
    },
  };
}
