import type { enPrices } from '../en-prices.ts';
import type { Spoken } from '../spoken.ts';

export const dePrices: Spoken<typeof enPrices> = {
  prices: {
    heading: 'Preise',
    hint: 'Die Kosten werden mit diesen Listenpreisen der öffentlichen API berechnet, in US-Dollar je Million Tokens. Eine Änderung gilt ab der nächsten Anfrage; was war, behält seine Kosten.',
    caption: 'Preise in US-Dollar je Million Tokens, nach Modell',
    columns: {
      model: 'Modell',
      input: 'Eingabe',
      cached: 'Eingabe aus dem Cache',
      output: 'Ausgabe',
      source: 'Herkunft',
    },
    sources: { builtin: 'Mitgeliefert', custom: 'Eigener' },
    withDated: 'und seine datierten Versionen',
    more: (names) => `Auch: ${names}`,
    sameAsInput: 'wie Eingabe',
    find: 'Modell suchen',
    total: (shown, all) => `${shown} von ${all}`,
    noneFound: 'Kein Modell dieses Namens hat einen Preis. Er lässt sich hinzufügen.',
    onlyCustom: 'Nur eigene',
    add: 'Preis hinzufügen',
    edit: 'Bearbeiten',
    editOne: (model) => `Preis von ${model} bearbeiten`,
    back: 'Zurück zum Standard',
    backOne: (model) => `Zurück zum Standardpreis von ${model}`,
    backToBuiltin: (model) => `Für ${model} gilt wieder der mitgelieferte Preis.`,
    backToNone: (model) => `${model} hat keinen Preis mehr.`,
    saved: (model) => `Der Preis von ${model} gilt ab der nächsten Anfrage.`,
    unknown: {
      heading: 'Modelle ohne Preis',
      body: 'Kürzliche Anfragen verlangten diese Modelle. Ihre Kosten sind unbekannt, und Kostengrenzen richten sich nach einer Schätzung.',
      badge: 'Preis unbekannt',
      set: 'Preis festlegen',
      setOne: (model) => `Preis für ${model} festlegen`,
    },
    editor: {
      addHeading: 'Preis hinzufügen',
      editHeading: (model) => `Der Preis von ${model}`,
      model: 'Modell',
      modelHint:
        'Der genaue Name. Ein * am Ende steht für alles, was folgt; passen zwei, gilt der längere.',
      unit: 'In US-Dollar je Million Tokens.',
      kinds: {
        standard: 'Normal',
        priority: 'Dienststufe „priority“',
        flex: 'Dienststufe „flex“',
        longContext: 'Mehr als 272.000 Eingabe-Tokens',
      },
      apart: {
        priority: 'Die Dienststufe „priority“ kostet etwas anderes',
        flex: 'Die Dienststufe „flex“ kostet etwas anderes',
        longContext: 'Anfragen mit mehr als 272.000 Eingabe-Tokens kosten etwas anderes',
      },
      input: 'Eingabe',
      cachedInput: 'Eingabe aus dem Cache',
      cachedHint: 'wie Eingabe',
      output: 'Ausgabe',
      save: 'Speichern',
      saving: 'Wird gespeichert…',
      needsModel: 'Den Namen des Modells ohne Leerzeichen eingeben; nur das letzte Zeichen darf ein * sein.',
      needsRates: (kind) =>
        `${kind}: Eingabe und Ausgabe brauchen je einen Betrag in Dollar, etwa 1.25. Die Eingabe aus dem Cache darf leer bleiben.`,
    },
  },
};
