import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { PoolForecast } from '../../src-proxy/contract/forecast.ts';
import type { Speech } from '../i18n/speech.ts';
import { isLimited } from '../tray/account-line.ts';
import type { UpdateState } from '../updates/update-state.ts';
import type { NotifyingSettings } from './account-conditions.ts';
import type { Condition } from './notice.ts';

interface PoolMoment {
  readonly accounts: readonly AccountSummary[];
  readonly forecast: PoolForecast;
  readonly update: UpdateState;
  readonly settings: NotifyingSettings;
  readonly speech: Speech;
  readonly nowMs: number;
}

const overview = { kind: 'window', hash: '' } as const;

/** What there is to tell of the pool as a whole, and of Evenkeel itself. */
export function poolConditions(moment: PoolMoment): Condition[] {
  const { settings } = moment;
  return [
    ...(settings.notifyAllCooling ? [allCooling(moment)] : []),
    ...(settings.notifyRunOut ? [runsOut(moment)] : []),
    ...(settings.notifyUpdate ? [updateFound(moment), updateReady(moment)] : []),
  ];
}

function allCooling({ accounts, speech: { say, span }, nowMs }: PoolMoment): Condition {
  const isServing = accounts.some(({ status }) => status === 'active');
  const limited = accounts.filter(({ status }) => isLimited(status));
  const backs = limited.flatMap(({ blockedUntil }) =>
    blockedUntil === null ? [] : [Date.parse(blockedUntil) - nowMs],
  );
  const backMs = Math.min(...backs);
  return {
    key: 'all-cooling',
    group: 'all-cooling',
    state: isServing ? 'clear' : limited.length > 0 ? 'holds' : 'between',
    notice: {
      title: say.notices.allCooling,
      body:
        Number.isFinite(backMs) && backMs > 0
          ? say.notices.allCoolingBodyBack(span(backMs))
          : say.notices.allCoolingBody,
      target: overview,
    },
  };
}

function runsOut({ forecast, speech: { say, span }, nowMs }: PoolMoment): Condition {
  const states: Readonly<Record<PoolForecast['status'], Condition['state']>> = {
    runs_out: 'holds',
    dry: 'between',
    lasts: 'clear',
    unknown: 'unknown',
    no_accounts: 'unknown',
  };
  const leftMs = forecast.runsOutAt === null ? 0 : Date.parse(forecast.runsOutAt) - nowMs;
  return {
    key: 'run-out',
    group: 'run-out',
    state: states[forecast.status],
    notice: {
      title: say.notices.runsOut,
      body: say.notices.runsOutBody(span(leftMs)),
      target: overview,
    },
  };
}

function updateFound({ update, speech: { say } }: PoolMoment): Condition {
  return {
    key: 'update-found',
    group: 'update-found',
    state: update.kind === 'available' ? 'holds' : 'clear',
    notice: {
      title: say.notices.updateFound,
      body: say.notices.updateFoundBody('version' in update ? update.version : ''),
      target: overview,
    },
  };
}

function updateReady({ update, speech: { say } }: PoolMoment): Condition {
  return {
    key: 'update-ready',
    group: 'update-ready',
    state: update.kind === 'ready' ? 'holds' : 'clear',
    notice: {
      title: say.notices.updateReady,
      body: say.notices.updateReadyBody,
      target: overview,
    },
  };
}
