import type { enConversations } from '../en-conversations.ts';
import type { Spoken } from '../spoken.ts';

export const deConversations: Spoken<typeof enConversations> = {
  conversations: {
    intro:
      'Eine Unterhaltung bleibt bei ihrem Konto, weil die Gegenstelle sie dort schon gelesen hat. Muss sie umziehen, wird alles neu gelesen.',
    heading: 'Was sie kosten',
    caption: 'Unterhaltungen, zuletzt genutzte zuerst',
    columns: {
      conversation: 'Unterhaltung',
      accounts: 'Konten',
      requests: 'Anfragen',
      cache: 'Aus dem Cache',
      moves: 'Umzüge',
      cold: 'Neu gelesen',
      last: 'Zuletzt genutzt',
    },
    cacheOf: (percent, cached, input) => `${percent} der Eingabe: ${cached} von ${input} Tokens`,
    unknown: '–',
    tokens: (count) => `${count} Tokens`,
    empty:
      'Noch keine Unterhaltung. Ein Client, der seine Unterhaltungen benennt, wie die Codex CLI, füllt diese Liste.',
    loading: 'Wird geladen…',
    older: 'Ältere laden',
    requestsOf: (conversation) => `Anfragen von ${conversation}`,
  },
  sticky: {
    heading: 'Wo sie zu Hause sind',
    hint: 'Die nächste Anfrage einer Unterhaltung geht an ihr Konto. Wird sie gelöst, beginnt sie neu auf dem Konto, das dann gewählt wird.',
    caption: 'Unterhaltungen und ihre Konten, zuletzt genutzte zuerst',
    columns: {
      conversation: 'Unterhaltung',
      kind: 'Erkannt an',
      account: 'Konto',
      last: 'Zuletzt genutzt',
      expires: 'Behalten bis',
    },
    kinds: {
      codex_session: 'Sitzung oder Thread',
      prompt_cache: 'Prompt-Cache-Schlüssel',
    },
    stale: 'Abgelaufen',
    unpin: 'Lösen',
    unpinOne: (key) => `${key} lösen`,
    unpinned: (name) => `Die Unterhaltung ist nicht mehr an ${name} gebunden.`,
    purge: 'Abgelaufene vergessen',
    purged: (count) =>
      count === 0 ? 'Keine war abgelaufen.' : count === 1 ? '1 wurde vergessen.' : `${count} wurden vergessen.`,
    filterKey: 'Suchen',
    filterKind: 'Erkannt an',
    filterAccount: 'Konto',
    all: 'Alle',
    total: (count) => (count === 1 ? '1 Unterhaltung' : `${count} Unterhaltungen`),
    older: 'Weitere laden',
    empty:
      'Keine Unterhaltung ist an ein Konto gebunden. Die erste Anfrage jeder Unterhaltung bindet sie, damit ihr Prompt-Cache genutzt wird.',
    emptyFiltered: 'Keine Unterhaltung passt zu diesem Filter.',
    clearFilter: 'Alle zeigen',
  },
};
