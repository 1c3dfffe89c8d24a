import type { WindowForecast } from '#contract/forecast.ts';

import type { enForecast } from '../en-forecast.ts';
import type { Spoken } from '../spoken.ts';

const ofWindow: Record<WindowForecast['window'], string> = {
  primary: 'Von allen 5-Stunden-Fenstern, nach Tarif gewichtet.',
  secondary: 'Von allen Wochenfenstern, nach Tarif gewichtet.',
  monthly: 'Von allen Monatsfenstern, nach Tarif gewichtet.',
};

export const deForecast: Spoken<typeof enForecast> = {
  forecast: {
    heading: 'Was im Pool noch übrig ist',
    unknown: 'Wie viel übrig ist, ist noch nicht bekannt',
    left: (percent) => `${percent} übrig`,
    ofWindow: (window) => ofWindow[window],
    runsDry: (at) => `reicht bei diesem Tempo bis ${at}`,
    lasts: 'reicht bei diesem Tempo bis zur Zurücksetzung',
    paceUnknown: 'für ein Tempo ist es noch zu früh',
    dry: 'Aufgebraucht',
    backAt: (at) => `wieder da ab ${at}`,
    backUnknown: 'bis wann, ist nicht bekannt',
    next: (name) => `wird als Nächstes verbraucht: ${name}`,
    nextAt: (name, at) => `wird als Nächstes verbraucht: ${name}, ${at}`,
    unknownAccounts: (count) =>
      count === 1 ? 'von 1 Konto ist nichts bekannt' : `von ${count} Konten ist nichts bekannt`,
    choose: 'Festlegen, welches als Nächstes kommt',
    stale: 'Die Vorhersage ließ sich nicht erneuern; dies ist die letzte.',
    runsOut: (at) => `reicht bei diesem Tempo bis ${at}`,
  },
};
