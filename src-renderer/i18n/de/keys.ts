import type { LimitType, LimitWindow } from '#contract/api-keys.ts';

import type { enKeys } from '../en-keys.ts';
import type { Spoken } from '../spoken.ts';

const limitTypes: Record<LimitType, string> = {
  requests: 'Anfragen',
  total_tokens: 'Tokens',
  input_tokens: 'Eingabe-Tokens',
  output_tokens: 'Ausgabe-Tokens',
  cost_usd: 'Kosten in US-Dollar',
  credits: 'Credits, nur zur Anzeige',
};

const limitUnits: Record<LimitType, string> = { ...limitTypes, cost_usd: 'ausgegeben', credits: 'Credits' };

const limitWindows: Record<LimitWindow, string> = {
  '5h': '5 Stunden',
  daily: '1 Tag',
  weekly: '7 Tage',
  monthly: '30 Tage',
};

const withinWindow: Record<LimitWindow, string> = {
  '5h': 'in 5 Stunden',
  daily: 'an 1 Tag',
  weekly: 'in 7 Tagen',
  monthly: 'in 30 Tagen',
};

export const deKeys: Spoken<typeof enKeys> = {
  keys: {
    intro:
      'Mit einem Schlüssel nutzt ein Programm die Konten hier, innerhalb der Grenzen, die er hat. Ein Schlüssel je Person oder Werkzeug: So ist zu sehen, was jedes verbraucht, und eines lässt sich ohne die anderen sperren.',
    heading: 'API-Schlüssel',
    create: 'Schlüssel anlegen',
    loading: 'Wird geladen…',
    empty: {
      heading: 'Noch kein Schlüssel',
      body: 'Programme auf diesem Gerät brauchen keinen. Er ist nützlich, um jemandem eine eigene Grenze zu setzen, um zu sehen, was ein Werkzeug kostet, oder bevor andere Geräte dieses nutzen dürfen.',
    },
    statuses: { active: 'Aktiv', revoked: 'Gesperrt', expired: 'Abgelaufen' },
    facts: {
      lastUsed: 'Zuletzt genutzt',
      neverUsed: 'nie',
      spend: 'Ausgegeben',
      requests: 'Anfragen',
      tokens: 'Tokens',
      expires: 'Läuft ab',
      expired: 'Abgelaufen',
      never: 'nie',
    },
    unpriced: (count) => `ohne ${count} mit unbekanntem Preis`,
    rules: {
      models: (models) => `Modelle: ${models}`,
      enforcedModel: (model) => `Immer ${model}`,
      effort: (effort) => `Denkaufwand immer ${effort}`,
      efforts: (list) => `Denkaufwand: ${list}`,
      tier: (tier) => `Dienststufe immer ${tier}`,
      yields: 'Nur was andere übrig lassen',
      transports: { smart: 'WebSocket auf Wunsch', always_http: 'Nur HTTP' },
      seesNothing: 'Sieht nichts vom Kontingent der Konten',
      accounts: (count) => (count === 1 ? 'Nur 1 Konto' : `Nur ${count} Konten`),
      sources: (count) => (count === 1 ? 'Nur 1 Quelle' : `Nur ${count} Quellen`),
    },
    limits: {
      heading: 'Grenzen',
      hint: 'Ist eine Grenze erreicht, werden Anfragen mit 429 abgelehnt, bis ihr Zeitfenster neu beginnt. Zeitfenster laufen ab dem Moment, in dem die Grenze gesetzt wird.',
      kept: 'Eine Grenze behält, was gezählt wurde, solange Art, Zeitfenster und Modell bleiben; ändert sich eines davon, beginnt die Zählung neu.',
      types: limitTypes,
      windows: limitWindows,
      type: 'Was',
      window: 'Innerhalb von',
      maximum: 'Höchstens',
      maximumUsd: 'Höchstens, in Dollar',
      model: 'Nur Modell',
      modelHint: 'alle',
      creditsHint:
        'Dagegen wird nichts gezählt, und sie lehnt nichts ab. Ein Codex-Programm mit diesem Schlüssel zeigt sie als seinen Verbrauch, anstelle des Verbrauchs aller Konten.',
      one: (number) => `Grenze ${number}`,
      add: 'Grenze hinzufügen',
      remove: 'Entfernen',
      removeOne: (number) => `Grenze ${number} entfernen`,
      none: 'Keine Grenze: Der Schlüssel darf alles nutzen, was seine Konten hergeben.',
      needsWhole: (number) => `Grenze ${number} braucht eine ganze Zahl von mindestens 1.`,
      needsDollars: (number) => `Grenze ${number} braucht einen Betrag in Dollar, etwa 5 oder 0.50.`,
      needsOneModel: (number) =>
        `Grenze ${number} zählt ein Modell: einen Namen ohne Leerzeichen eingeben oder das Feld für alle leer lassen.`,
      twice: (number) =>
        `Grenze ${number} gibt es schon. Die andere ändern oder ein anderes Zeitfenster oder Modell wählen.`,
      name: (type, window, model) =>
        model === null
          ? `${limitTypes[type]} ${withinWindow[window]}`
          : `${limitTypes[type]} ${withinWindow[window]}, ${model}`,
      used: (type, current, most) => `${current} von ${most} ${limitUnits[type]}`,
      held: (value) => `${value} für laufende Anfragen zurückgehalten`,
      resets: (at, span) => `neu ab ${at}, in ${span}`,
      resetDue: 'beginnt mit der nächsten Anfrage neu',
      reached: 'Erreicht',
      label: (key, limit) => `${key}: ${limit}`,
    },
    actions: {
      edit: 'Bearbeiten…',
      editOne: (name) => `${name} bearbeiten`,
      week: 'Letzte 7 Tage…',
      weekOne: (name) => `Letzte 7 Tage von ${name}`,
      regenerate: 'Neues Geheimnis…',
      regenerateOne: (name) => `Neues Geheimnis für ${name}`,
      revoke: 'Sperren',
      revokeOne: (name) => `${name} sperren`,
      restore: 'Freigeben',
      restoreOne: (name) => `${name} freigeben`,
      reset: 'Verbrauch zurücksetzen…',
      resetOne: (name) => `Verbrauch von ${name} zurücksetzen`,
      remove: 'Löschen…',
      removeOne: (name) => `${name} löschen`,
      region: (name) => `Aktionen für ${name}`,
    },
    said: {
      saved: (name) => `${name} ist gespeichert.`,
      unchanged: 'Nichts wurde geändert.',
      revoked: (name) => `${name} ist gesperrt: Anfragen damit werden ab jetzt abgelehnt.`,
      restored: (name) => `${name} darf wieder verwendet werden.`,
      reset: (name) => `Die Grenzen von ${name} zählen wieder ab null.`,
      removed: (name) => `${name} ist gelöscht.`,
    },
    editor: {
      createHeading: 'API-Schlüssel anlegen',
      editHeading: (name) => `${name} bearbeiten`,
      name: 'Name',
      nameHint: 'Zum Wiedererkennen: eine Person, ein Werkzeug, ein Gerät.',
      expiry: 'Läuft ab',
      expiries: {
        never: 'Nie',
        '7': 'In 7 Tagen',
        '30': 'In 30 Tagen',
        '90': 'In 90 Tagen',
        '365': 'In einem Jahr',
        date: 'Zu einem Datum…',
      },
      expiryDate: 'Datum und Uhrzeit',
      which: 'Was damit angefragt werden darf',
      models: 'Erlaubte Modelle',
      modelsHint: 'Eines oder mehrere, durch Leerzeichen oder Kommas getrennt. Leer: alle.',
      enforcedModel: 'Immer dieses Modell verwenden',
      enforcedModelHint: 'Was eine Anfrage verlangt, wird ersetzt. Leer: wie verlangt.',
      alwaysHint:
        'Was immer verwendet wird, gilt auf jedem Weg: für die Codex CLI auf ihrem eigenen, über HTTP und WebSocket, wie für Programme, die /v1 nutzen.',
      effort: 'Denkaufwand',
      effortAny: 'Wie verlangt',
      effortSome: 'Nur einige…',
      effortAlways: (effort) => `Immer ${effort}`,
      effortsAllowed: 'Erlaubter Denkaufwand',
      efforts: {
        none: 'none',
        minimal: 'minimal',
        low: 'low',
        medium: 'medium',
        high: 'high',
        xhigh: 'xhigh',
        max: 'max',
        ultra: 'ultra',
      },
      tier: 'Dienststufe',
      tierAny: 'Wie verlangt',
      tiers: {
        auto: 'auto',
        default: 'default',
        priority: 'priority',
        flex: 'flex',
        fast: 'fast',
        ultrafast: 'ultrafast',
      },
      tierAlways: (tier) => `Immer ${tier}`,
      accounts: 'Konten',
      accountsHint: 'Keines gewählt: alle.',
      accountGone: (hint) => `Ein Konto, das entfernt wurde (${hint})`,
      sources: 'Quellen',
      sourcesHint: 'Keine gewählt: alle. Eine Quelle bedient, was kein Konto kann.',
      sourceGone: (hint) => `Eine Quelle, die entfernt wurde (${hint})`,
      noAccounts: 'Es gibt noch kein Konto. Der Schlüssel nutzt, was später hinzukommt.',
      save: 'Speichern',
      saving: 'Wird gespeichert…',
      create: 'Schlüssel anlegen',
      creating: 'Wird angelegt…',
      needsName: 'Der Schlüssel braucht einen Namen.',
      needsDate: 'Datum und Uhrzeit wählen, zu denen der Schlüssel abläuft.',
      needsFuture:
        'Dieser Zeitpunkt ist vorbei: Der Schlüssel würde nicht funktionieren. Einen späteren wählen oder den Schlüssel stattdessen sperren.',
      needsOneModel: 'Eine Anfrage kann nur an ein Modell gehen: einen Namen ohne Leerzeichen eingeben.',
      needsEffort: 'Mindestens eine Stufe wählen oder es bei „Wie verlangt“ belassen.',
    },
    treatment: {
      heading: 'Wie er bedient wird',
      traffic: 'Vorrang',
      classes: { foreground: 'Wie jeder andere', opportunistic: 'Nur was andere übrig lassen' },
      trafficHints: {
        foreground: 'Für Menschen und Programme, die auf die Antwort warten.',
        opportunistic:
          'Für Arbeit, die warten kann: Solange die Konten ihren Rest für andere Schlüssel behalten, wird sie mit 429 und einer Wartezeit abgelehnt. Ein Konto, das geschont wird, gibt kurz vor seinem Neubeginn am meisten.',
      },
      transport: 'WebSocket-Verbindungen',
      asSet: 'Wie für alle eingestellt',
      transports: { smart: 'Für Programme, die danach fragen', always_http: 'Nie: nur HTTP' },
      transportHint:
        'Geht der Einstellung für die Übertragung vor. Ein Programm, das keinen bekommt, fährt über HTTP fort.',
      sees: 'Was er vom Rest der Konten sehen darf',
      seesHint:
        'Gesagt von /v1/usage; die Grenzen auch in Kopfzeilen und Ereignissen der Antworten und von /api/codex/usage. Nichts davon, solange die Einstellungen es allen Schlüsseln verbergen.',
      sections: { upstream_limits: 'Die Grenzen der Konten', account_pool_usage: 'Alle Konten in einer Zahl' },
    },
    shown: {
      heading: (name) => `Der Schlüssel von ${name}`,
      warning:
        'Jetzt kopieren: Er wird nur dieses eine Mal gezeigt. Evenkeel behält davon einen Fingerabdruck, aus dem er sich nicht wiederherstellen lässt.',
      label: 'Schlüssel',
      thing: 'den Schlüssel',
      how: 'Ein Programm sendet ihn als seinen API-Schlüssel oder als „Authorization: Bearer“.',
      held: 'Der Schlüssel wurde nicht kopiert und lässt sich nicht noch einmal zeigen. Trotzdem schließen?',
      done: 'Schließen',
      closeAnyway: 'Ohne Kopieren schließen',
    },
    regenerate: {
      heading: (name) => `Neues Geheimnis für ${name}?`,
      body: 'Das jetzige Geheimnis gilt sofort nicht mehr: Jedes Programm, das es nutzt, wird abgelehnt, bis es das neue hat. Grenzen und Gezähltes bleiben.',
      confirm: 'Neues Geheimnis erzeugen',
      busy: 'Wird erzeugt…',
    },
    reset: {
      heading: (name) => `Verbrauch von ${name} zurücksetzen?`,
      body: 'Jede seiner Grenzen zählt ab null, und ihr Zeitfenster beginnt jetzt. Was er insgesamt verbraucht hat, bleibt in seinem Verlauf.',
      confirm: 'Zurücksetzen',
    },
    remove: {
      heading: (name) => `${name} löschen?`,
      body: 'Programme, die diesen Schlüssel nutzen, werden sofort abgelehnt, und er lässt sich nicht zurückholen. Was damit geschah, bleibt im Anfrageprotokoll. Für eine Weile lässt er sich stattdessen sperren.',
      confirm: 'Schlüssel löschen',
    },
    trend: {
      heading: 'Letzte 7 Tage',
      requests: (count, text) => (count === 1 ? '1 Anfrage' : `${text} Anfragen`),
      summary: (name, requests, day, most) =>
        `${name}, Anfragen der letzten 7 Tage: ${requests} insgesamt, die meisten am ${day} mit ${most}.`,
      failed: 'Die letzten 7 Tage ließen sich nicht laden.',
    },
    week: {
      heading: (name) => `${name}: die letzten 7 Tage`,
      loading: 'Wird geladen…',
      nothing: 'Mit diesem Schlüssel wurde in den letzten 7 Tagen nichts angefragt.',
      summary: (requests, tokens, cost) => `${requests} Anfragen, ${tokens} Tokens, ${cost}.`,
      unpriced: (count, text) =>
        count === 1
          ? '1 davon hat keinen bekannten Preis und fehlt in den Kosten.'
          : `${text} davon haben keinen bekannten Preis und fehlen in den Kosten.`,
      measure: 'Zeigen',
      measures: { costUsd: 'Kosten', requests: 'Anfragen', totalTokens: 'Tokens' },
      caption: 'Nach Tagen',
      columns: {
        day: 'Tag',
        requests: 'Anfragen',
        tokens: 'Tokens',
        cached: 'Aus dem Cache',
        cost: 'Kosten',
      },
      byAccount: 'Nach Konto',
      account: 'Konto',
      share: 'Anteil an den Kosten',
    },
    keyless: {
      heading: 'Ohne Schlüssel',
      off: 'Programme auf diesem Gerät dürfen ohne Schlüssel anfragen. Grenzen gelten nur für die, die einen senden; andere Geräte brauchen immer einen.',
      on: 'Jedes Programm braucht einen Schlüssel, auch auf diesem Gerät. Wer keinen sendet, wird mit 401 abgelehnt.',
      noneYet:
        'Noch ist kein Schlüssel nutzbar. Bevor einer verlangt wird, muss einer angelegt sein, sonst würde jede Anfrage abgelehnt.',
      warnNone:
        'Kein Schlüssel ist nutzbar, und einer wird verlangt: Jede Anfrage wird abgelehnt. Einen Schlüssel anlegen oder freigeben, oder keinen verlangen.',
      some: (count) => (count === 1 ? '1 Schlüssel ist nutzbar.' : `${count} Schlüssel sind nutzbar.`),
      before:
        'Bevor einer verlangt wird, braucht jedes Programm seinen Schlüssel: Wer keinen hat, wird von da an abgelehnt.',
    },
  },
};
