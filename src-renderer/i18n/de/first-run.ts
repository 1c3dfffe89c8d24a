import type { enFirstRun } from '../en-first-run.ts';
import type { Spoken } from '../spoken.ts';

export const deFirstRun: Spoken<typeof enFirstRun> = {
  firstRun: {
    heading: 'Drei Schritte bis zur ersten Antwort',
    steps: 'Schritte',
    step: {
      account: 'Konto hinzufügen',
      connect: 'Werkzeug verbinden',
      request: 'Erste Anfrage senden',
    },
    state: { done: 'erledigt', now: 'jetzt', later: 'später' },
    account:
      'Evenkeel verteilt die Anfragen der Werkzeuge auf die eigenen ChatGPT-Konten; ist eines aufgebraucht, übernimmt ein anderes. Die Tokens bleiben auf diesem Gerät.',
    more: 'Weitere lassen sich jederzeit hinzufügen.',
    connect:
      'Ein Programm auf diesem Computer auf Evenkeel zeigen lassen. Jede Änderung ist zu sehen, bevor sie geschieht, und lässt sich rückgängig machen.',
    connected: 'Es ist verbunden, weiter',
    other: 'Andere Programme, und was zu kopieren ist',
    request: 'Das Werkzeug irgendetwas fragen. Was geantwortet hat, erscheint hier von selbst.',
    back: 'Zurück zu den Werkzeugen',
    done: 'Fertig',
    skip: 'Überspringen',
    skipHint: 'Dies wird nicht noch einmal gezeigt. Alles daraus steht auch auf den Seiten des Menüs.',
  },
};
