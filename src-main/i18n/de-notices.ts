import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enNotices } from './en-notices.ts';

export const deNotices: Spoken<typeof enNotices> = {
  notices: {
    needsSignIn: (name) => `${name} muss erneut angemeldet werden`,
    needsSignInBody: 'Bis zur neuen Anmeldung nimmt das Konto keine Anfragen an.',
    low: (name, percent) => `${name}: ${percent} übrig`,
    lowBody: (window) => `${window}.`,
    lowBodyResets: (window, span) => `${window}. In ${span} beginnt es neu.`,
    reset: (name) => `${name} hat wieder Kontingent`,
    resetBody: (window, percent) => `${window}: ${percent} übrig.`,
    allCooling: 'Zurzeit ist kein Konto bereit',
    allCoolingBody: 'Alle haben ihre Grenze erreicht.',
    allCoolingBodyBack: (span) => `Alle haben ihre Grenze erreicht. Das erste ist in ${span} wieder da.`,
    runsOut: 'Der Pool ist bald aufgebraucht',
    runsOutBody: (span) => `Bei diesem Tempo ist in ${span} nichts mehr übrig.`,
    updateFound: 'Es gibt ein neues Evenkeel',
    updateFoundBody: (version) => `Version ${version}. Herunterladen lässt es sich über das Symbol in der Leiste.`,
    updateReady: 'Das Update ist bereit',
    updateReadyBody:
      '„Neu starten“ im Menü des Symbols in der Leiste nimmt es in Betrieb. Laufen noch Anfragen, wird vorher gefragt.',
    updateMissed: (version) => `Update ${version} wurde nicht eingespielt`,
    updateMissedBody: 'Evenkeel läuft weiter wie zuvor.',
    moved: (name) => `Eine Anfrage ging an ${name} über`,
    movedBody: (name) => `${name} konnte sie nicht bedienen. Evenkeel hat von selbst weitergemacht.`,
  },
};
