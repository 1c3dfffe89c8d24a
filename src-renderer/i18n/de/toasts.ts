import type { enToasts } from '../en-toasts.ts';
import type { Spoken } from '../spoken.ts';

export const deToasts: Spoken<typeof enToasts> = {
  toasts: {
    region: 'Neuigkeiten',
    needsSignIn: (name) => `${name} braucht Sie: Das Konto muss erneut angemeldet werden.`,
    back: (name) => `${name} hat wieder Kontingent und nimmt Anfragen an.`,
    moved: (from, to) => `${from} konnte eine Anfrage nicht bedienen, daher tat es ${to}.`,
    why: 'Warum?',
    signIn: 'Erneut anmelden',
    dismiss: (text) => `Verwerfen: ${text}`,
  },
};
