import type { enRouting } from '../en-routing.ts';
import type { Spoken } from '../spoken.ts';

export const deRouting: Spoken<typeof enRouting> = {
  routing: {
    intro:
      'Auf welchem Konto eine neue Unterhaltung beginnt. Eine laufende bleibt, wo sie ist, weil dort ihr Prompt-Cache liegt.',
    more: 'Grenzen je Konto, Wiederholungen und wie lange eine Unterhaltung bleibt, stehen in den Einstellungen.',
    strategyHeading: 'Strategie',
    strategies: {
      usage_weighted: {
        name: 'Das meiste Übrige zuerst',
        meaning: 'Das Konto, dem vom Wochenfenster am meisten bleibt, danach vom 5-Stunden-Fenster.',
      },
      priority: {
        name: 'Eigene Reihenfolge',
        meaning: 'Das erste Konto der Liste übernimmt alles; das nächste springt ein, solange jenes nicht kann.',
      },
      round_robin: {
        name: 'Reihum',
        meaning: 'Jedes Konto erhält die nächste Unterhaltung, eines nach dem anderen.',
      },
      reset_drain: {
        name: 'Früheste Zurücksetzung zuerst',
        meaning: 'Das Konto, dessen Wochenfenster am frühesten neu beginnt: Was dort übrig ist, ginge verloren.',
      },
      fill_first: {
        name: 'Das vollste zuerst',
        meaning: 'Das vollste 5-Stunden-Fenster wird aufgebraucht, damit die anderen frisch bleiben.',
      },
      sequential_drain: {
        name: 'Kleinster Tarif zuerst',
        meaning: 'Der kleinste Tarif wird ganz verbraucht, bevor ein größerer angetastet wird.',
      },
      capacity_weighted: {
        name: 'Per Los, nach Übrigem',
        meaning: 'Es wird gelost; wem mehr Guthaben bleibt, der wird öfter gezogen.',
      },
      relative_availability: {
        name: 'Per Los, nach drohendem Verlust',
        meaning: 'Gelost wird unter den fünf Konten, denen je Stunde bis zu ihrer Zurücksetzung am meisten bleibt.',
      },
      single_account: {
        name: 'Nur ein Konto',
        meaning: 'Alles geht an das genannte Konto und an kein anderes.',
      },
    },
    isDefault: 'Standard',
    optionsHeading: 'Optionen',
    preferEarlierReset: 'Frühere Zurücksetzung bevorzugen',
    preferEarlierResetHint:
      'Nimmt nur die Konten, deren Zeitfenster zuerst neu beginnt. Ein Konto mit unbekannter Zurücksetzung kommt dann zuletzt.',
    preferEarlierResets: {
      off: 'Nein',
      weekly: 'Ja, nach dem Tag der wöchentlichen Zurücksetzung',
      primary: 'Ja, nach der 5-Stunden-Zurücksetzung',
    },
    singleAccount: 'Welches Konto',
    singleAccountNone: 'Konto wählen…',
    singleAccountMissing: 'Solange kein Konto gewählt ist, wird keine Anfrage bedient.',
    singleAccountUnknown: (accountId) => `Ein Konto, das es hier nicht gibt: ${accountId}`,
    accountsHeading: 'Konten',
    orderHint:
      'Ein Konto ziehen oder seine Pfeilschaltflächen nutzen. Auf einer Schaltfläche verschiebt es auch Alt mit einer Pfeiltaste.',
    noAccounts: 'Es gibt noch kein Konto.',
    place: (place) => `${place}.`,
    drag: (name) => `${name} an einen anderen Platz ziehen`,
    moveUp: (name) => `${name} nach oben verschieben`,
    moveDown: (name) => `${name} nach unten verschieben`,
    moved: (name, place, total) => `${name} ist jetzt Nummer ${place} von ${total}.`,
    policy: 'Einsatz',
    policyOf: (name) => `Einsatz von ${name}`,
    policyHint: 'Gilt innerhalb jeder Strategie, und sofort.',
    policies: {
      normal: 'Wie die Strategie es will',
      burn_first: 'Zuerst aufbrauchen',
      preserve: 'Bis zuletzt aufheben',
    },
    policySaid: {
      normal: (name) => `${name} wird genutzt, wie die Strategie es will.`,
      burn_first: (name) => `${name} wird vor allen anderen aufgebraucht.`,
      preserve: (name) => `${name} wird aufgehoben, bis kein anderes mehr Platz hat.`,
    },
    policyUndone: (name) => `${name} wird genutzt wie vorher.`,
    unsaved: 'Noch nicht gespeichert',
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    discard: 'Verwerfen',
    saved: 'Ab der nächsten Anfrage wird auf die neue Weise verteilt.',
    undone: 'Anfragen werden verteilt wie vorher.',
    conflict:
      'Die Einstellungen wurden inzwischen anderswo geändert. Was jetzt zu sehen ist, gilt; bitte die Änderung wiederholen.',
  },
  preview: {
    heading: (count) => `Wohin die nächsten ${count} Anfragen gingen`,
    hint: 'Falls jede eine neue Unterhaltung wäre und sonst nichts geschähe. Es wird nichts gesendet.',
    draft: 'Mit der aktuellen Auswahl, noch bevor sie gespeichert ist.',
    loading: 'Wird ermittelt…',
    caption: 'Die nächsten Anfragen',
    request: (number, name) => `Anfrage ${number}: ${name}`,
    nobody: 'niemand',
    nobodyLetter: '–',
    share: (count, total) => `${count} von ${total}`,
    empty: 'Es gibt kein Konto, an das etwas gehen könnte.',
  },
};
