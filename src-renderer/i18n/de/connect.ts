import type { ClientId, SetupState } from '#contract/client-setup.ts';

import type { enConnect } from '../en-connect.ts';
import type { Spoken } from '../spoken.ts';

const state: Record<SetupState, string> = {
  'not-set-up': 'Nicht eingerichtet',
  'set-up': 'Eingerichtet',
  drifted: 'Bitte ansehen',
  elsewhere: 'Für ein anderes eingerichtet',
  unreadable: 'Nicht angetastet',
};

const name: Record<ClientId, string> = { codex: 'Codex CLI und IDE-Erweiterung', opencode: 'OpenCode' };

export const deConnect: Spoken<typeof enConnect> = {
  setup: {
    heading: 'Auf diesem Computer',
    intro:
      'Evenkeel kann die wenigen Zeilen schreiben, die ein Programm braucht, eine Kopie seiner Datei behalten und die Zeilen wieder herausnehmen.',
    name: (id) => name[id],
    state: (shown) => state[shown],
    notFound: 'Nicht gefunden',
    file: (path) => `Datei: ${path}`,
    goesTo: (endpoint) => `Geht an ${endpoint}`,
    show: 'Änderung zeigen',
    update: 'Richtigstellen',
    undo: 'Rückgängig',
    verify: 'Ausprobieren',
    showOf: (client) => `Änderung für ${client} zeigen`,
    updateOf: (client) => `${client} richtigstellen`,
    undoOf: (client) => `Änderung für ${client} rückgängig machen`,
    verifyOf: (client) => `Verbindung von ${client} ausprobieren`,
    trying: 'Wird ausprobiert…',
    changeHeading: (client) => `Was sich für ${client} ändert`,
    undoHeading: (client) => `Für ${client} rückgängig machen`,
    loading: 'Die Datei wird gelesen…',
    nothing: 'Es würde sich nichts ändern.',
    key: 'API-Schlüssel für dieses Programm',
    keyHint: 'Er kommt in die Datei des Programms und sonst nirgendwohin.',
    keyInstead:
      'In der Änderung steht schon ein Schlüssel. Ein anderer, der hier angegeben wird, tritt an seine Stelle.',
    showWithKey: 'Die Änderung mit diesem Schlüssel zeigen',
    diff: 'Die Änderung, Zeile für Zeile',
    added: 'hinzugefügt',
    removed: 'herausgenommen',
    apply: 'So schreiben',
    takeOut: 'Rückgängig machen',
    form: 'Wie Codex hierher geleitet wird',
    forms: {
      'built-in': 'Über seinen eigenen Anbieter: Threads bleiben',
      provider: 'Als eigener Anbieter: auch für alte Versionen',
    },
    copyDiff: 'die Änderung',
    backup: 'Eine Kopie der jetzigen Datei bleibt erhalten, bis dies rückgängig gemacht wird.',
    recovery:
      'Sollte Evenkeel eines Tages fehlen, sagen seine Zeilen, wie sie zu entfernen sind; auch „evenkeel setup --restore“ tut es.',
    others: 'Andere Programme',
    othersIntro: 'Hier wird nichts geschrieben: einfach kopieren, was gebraucht wird.',
  },
};
