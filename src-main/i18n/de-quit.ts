import type { Spoken } from '../../src-proxy/contract/language.ts';
import type { enQuit } from './en-quit.ts';

const requests = (count: number, text: string): string => `${text} ${count === 1 ? 'Anfrage' : 'Anfragen'}`;

export const deQuit: Spoken<typeof enQuit> = {
  quit: {
    running: (count, text) => `${requests(count, text)} ${count === 1 ? 'läuft' : 'laufen'} noch`,
    detail:
      'Sofort zu beenden würde sie abbrechen. Solange Evenkeel auf ihr Ende wartet, nimmt es keine neuen Anfragen an.',
    wait: (count, text) => `Auf ${requests(count, text)} warten`,
    now: 'Sofort beenden',
    restartNow: 'Sofort neu starten',
    cancel: 'Abbrechen',
    waiting: (count, text) => `Wird beendet, sobald ${requests(count, text)} fertig ${count === 1 ? 'ist' : 'sind'}`,
    stay: 'Doch nicht beenden',
  },
};
