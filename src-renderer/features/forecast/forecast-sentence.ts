import type { PoolForecast } from '#contract/forecast.ts';

import type { Formatter } from '../../format/formatter.ts';
import { messages } from '../../i18n/messages.ts';

export interface ForecastWords {
  /** What stands alone in large type: `62% left`. */
  readonly number: string;
  /** What is said beside it, in the order of its weight. */
  readonly rest: readonly string[];
}

interface Reader {
  readonly format: Pick<Formatter, 'moment' | 'percentLeft'>;
  readonly nowMs: number;
  readonly nameOf: (accountId: string) => string;
}

const t = messages.forecast;

/** The forecast in plain words. Nothing is promised that was not measured; `null` where no account is in service. */
export function forecastWords(forecast: PoolForecast, reader: Reader): ForecastWords | null {
  const at = (iso: string) => reader.format.moment(Date.parse(iso), reader.nowMs);
  switch (forecast.status) {
    case 'no_accounts':
      return null;
    case 'unknown':
      return { number: t.unknown, rest: [] };
    case 'dry':
      return { number: t.dry, rest: [forecast.backAt === null ? t.backUnknown : t.backAt(at(forecast.backAt))] };
    default: {
      const rest = [paceText(forecast, at), ...next(forecast, reader), ...unknownOnes(forecast)];
      return { number: leftText(forecast, reader), rest };
    }
  }
}

/** The same as one sentence, for a screen reader and a test. */
export function forecastSentence({ number, rest }: ForecastWords): string {
  return [number, ...rest].join(' · ');
}

function leftText({ remainingPercent }: PoolForecast, { format }: Reader): string {
  return remainingPercent === null ? t.unknown : t.left(format.percentLeft(remainingPercent));
}

function paceText({ status, runsOutAt, burnPercentPerHour }: PoolForecast, at: (iso: string) => string): string {
  if (status === 'runs_out' && runsOutAt !== null) return t.runsDry(at(runsOutAt));
  return burnPercentPerHour === null ? t.paceUnknown : t.lasts;
}

function next({ nextSpentAccountId, nextSpentAt }: PoolForecast, { format, nowMs, nameOf }: Reader): string[] {
  if (nextSpentAccountId === null) return [];
  const name = nameOf(nextSpentAccountId);
  return [nextSpentAt === null ? t.next(name) : t.nextAt(name, format.moment(Date.parse(nextSpentAt), nowMs))];
}

function unknownOnes({ unknownAccounts }: PoolForecast): string[] {
  return unknownAccounts === 0 ? [] : [t.unknownAccounts(unknownAccounts)];
}
