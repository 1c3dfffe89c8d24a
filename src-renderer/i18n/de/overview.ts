import type { OverviewTimeframe } from '#contract/overview-timeframes.ts';

import type { enOverview } from '../en-overview.ts';
import type { Spoken } from '../spoken.ts';

const timeframes: Record<OverviewTimeframe, string> = { '1d': '24 Stunden', '7d': '7 Tage', '30d': '30 Tage' };

/** After a preposition that takes the dative, as in „in den letzten 7 Tagen“. */
const inTimeframe: Record<OverviewTimeframe, string> = { '1d': '24 Stunden', '7d': '7 Tagen', '30d': '30 Tagen' };

export const deOverview: Spoken<typeof enOverview> = {
  overview: {
    heading: 'Was durchgelaufen ist',
    loading: 'Die Zahlen werden zusammengezählt…',
    timeframe: 'Zeitraum',
    timeframes,
    requests: 'Anfragen',
    runningNow: (count) => `${count} zurzeit laufend`,
    cancelled: (count) => `${count} vom Client beendet`,
    tokens: 'Tokens',
    fromCache: (tokens, percent) => `${tokens} aus dem Cache, ${percent} der Eingabe`,
    noCache: 'nichts aus dem Cache',
    cost: 'Kosten',
    costHint: 'Was es nach der Preisliste kosten würde',
    unpriced: (count, text) =>
      count === 1
        ? '1 Anfrage ohne bekannten Preis ist nicht enthalten'
        : `${text} Anfragen ohne bekannten Preis sind nicht enthalten`,
    errorRate: 'Fehlerquote',
    noErrors: 'keine Anfrage fehlgeschlagen',
    errors: (count, text) => (count === 1 ? '1 Anfrage fehlgeschlagen' : `${text} Anfragen fehlgeschlagen`),
    topError: 'am häufigsten:',
    conversations: 'Aktive Unterhaltungen',
    conversationsHint: (timeframe) => `mit einer Anfrage in den letzten ${inTimeframe[timeframe]}`,
    conversationsLink: 'Ansehen',
    unknown: '–',
    change: (found, percent, timeframe) => {
      const before = `in den ${inTimeframe[timeframe]} davor`;
      switch (found.kind) {
        case 'more':
          return `▲ ${percent} mehr als ${before}`;
        case 'less':
          return `▼ ${percent} weniger als ${before}`;
        case 'same':
          return `wie ${before}`;
        case 'new':
          return `▲ keine ${before}`;
      }
    },
    pointChange: (found, points, timeframe) => {
      const before = `in den ${inTimeframe[timeframe]} davor`;
      if (found.kind === 'same') return `wie ${before}`;
      return found.kind === 'more'
        ? `▲ ${points} Punkte höher als ${before}`
        : `▼ ${points} Punkte niedriger als ${before}`;
    },
    nothingToCompare: 'noch nichts zum Vergleichen',
    spark: (name, least, most, last) => `${name} im Zeitverlauf: zwischen ${least} und ${most}, zuletzt ${last}`,
    showTable: 'Als Tabelle zeigen',
    hideTable: 'Tabelle verbergen',
    tableCaption: (timeframe) => `Was in den letzten ${inTimeframe[timeframe]} durchgelaufen ist`,
    columns: {
      from: 'Ab',
      requests: 'Anfragen',
      errors: 'Fehlgeschlagen',
      tokens: 'Tokens',
      cached: 'Aus dem Cache',
      cost: 'Kosten',
    },
    allAccounts: 'Alles über die Konten',
  },
};
