import type { PoolHealth } from '../features/accounts/health.ts';
import type { WindowLength } from '../features/accounts/usage-windows.ts';

import { deAccountDetails } from './de/account-details.ts';
import { deAccountsPage } from './de/accounts-page.ts';
import { deAccounts } from './de/accounts.ts';
import { deBulkImport } from './de/bulk-import.ts';
import { deConnect } from './de/connect.ts';
import { deConversations } from './de/conversations.ts';
import { deDashboardAuth } from './de/dashboard-auth.ts';
import { deDiagnostics } from './de/diagnostics.ts';
import { deFirstRun } from './de/first-run.ts';
import { deForecast } from './de/forecast.ts';
import { deKeys } from './de/keys.ts';
import { deOverview } from './de/overview.ts';
import { dePalette } from './de/palette.ts';
import { dePrices } from './de/prices.ts';
import { deReports } from './de/reports.ts';
import { deRequestDetail } from './de/request-detail.ts';
import { deRequests } from './de/requests.ts';
import { deRouting } from './de/routing.ts';
import { deSettings } from './de/settings.ts';
import { deSignIn } from './de/sign-in.ts';
import { deSources } from './de/sources.ts';
import { deStandstill } from './de/standstill.ts';
import { deToasts } from './de/toasts.ts';
import type { Messages } from './messages.ts';

const windowLength: Record<Exclude<WindowLength, 'other'>, string> = {
  'five-hour': '5-Stunden-Fenster',
  weekly: 'Wochenfenster',
  monthly: 'Monatsfenster',
};

function health(pool: PoolHealth, backAt: string | null): string {
  switch (pool.kind) {
    case 'empty':
      return 'Noch kein Konto.';
    case 'all-ready':
      if (pool.total === 1) return 'Das Konto ist bereit.';
      return pool.total === 2 ? 'Beide Konten sind bereit.' : `Alle ${pool.total} Konten sind bereit.`;
    case 'some-ready':
      return `${pool.ready} von ${pool.total} Konten bereit.`;
    case 'all-paused':
      return pool.total === 1 ? 'Das Konto ist angehalten.' : 'Alle Konten sind angehalten.';
    case 'used-up': {
      const subject = pool.total === 1 ? 'Das Konto ist aufgebraucht' : 'Alle Konten sind aufgebraucht';
      return backAt ? `${subject} bis ${backAt}.` : `${subject}.`;
    }
    case 'none-ready':
      return backAt ? `Bis ${backAt} ist kein Konto bereit.` : 'Kein Konto ist bereit.';
  }
}

/** German. Sentences address nobody where they can, and say „Sie“ where they must. */
export const de: Messages = {
  app: {
    name: 'Evenkeel',
    skip: 'Zum Inhalt springen',
    navigation: 'Seiten',
    menu: 'Menü',
    groups: { watch: 'Beobachten', arrange: 'Einrichten', system: 'System' },
    title: (page) => `${page} · Evenkeel`,
    pages: {
      overview: 'Übersicht',
      accounts: 'Konten',
      requests: 'Aktivität',
      conversations: 'Unterhaltungen',
      reports: 'Berichte',
      routing: 'Verteilung',
      keys: 'Schlüssel',
      sources: 'Quellen',
      connect: 'Verbinden',
      settings: 'Einstellungen',
      audit: 'Änderungsprotokoll',
      diagnostics: 'Diagnose',
      notFound: 'Nicht gefunden',
    },
    notFound: 'Diese Seite gibt es nicht.',
    backToOverview: 'Zur Übersicht',
    theme: 'Farbschema',
    language: 'Sprache',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    maskEmails: 'E-Mails verbergen',
    maskEmailsHint: 'Zum Teilen des Bildschirms',
  },
  action: {
    copy: 'Kopieren',
    copied: 'Kopiert',
    copyFailed: 'Kopieren nicht möglich: bitte den Text selbst markieren',
    copyThing: (thing) => `Kopieren: ${thing}`,
    cancel: 'Abbrechen',
    close: 'Schließen',
    dismiss: 'Verwerfen',
    retry: 'Erneut versuchen',
    reload: 'Seite neu laden',
  },
  connection: {
    connecting: 'Verbindung wird aufgebaut…',
    live: 'Live',
    reconnecting: 'Verbindung wird wiederhergestellt…',
    lost: 'Keine Verbindung zu Evenkeel. Was zu sehen ist, kann veraltet sein; es wird von selbst erneut versucht.',
    neverReached: 'Evenkeel antwortet unter dieser Adresse nicht. Läuft es? Es wird von selbst erneut versucht.',
    outdated: 'Evenkeel wurde aktualisiert, während diese Seite offen war.',
  },
  error: {
    unreachable: 'Evenkeel hat nicht geantwortet. Soweit diese Seite weiß, wurde nichts geändert. Läuft es noch?',
    unexpectedAnswer:
      'Evenkeel hat etwas geantwortet, das diese Seite nicht lesen kann. Bitte die Seite neu laden; sie ist vielleicht älter als das laufende Evenkeel.',
    code: 'Fehlercode',
    requestId: 'Anfrage-ID',
  },
  health,
  needOwner: (count) => (count === 1 ? '1 Konto braucht Sie.' : `${count} Konten brauchen Sie.`),
  phase: {
    starting: 'Evenkeel startet.',
    draining: 'Evenkeel wird beendet: Laufende Anfragen dürfen enden, neue werden abgelehnt.',
    stopped: 'Evenkeel ist beendet.',
  },
  engine: {
    heading: 'Betrieb',
    address: 'Adresse',
    noAddress: 'Nimmt nichts an',
    addressThing: 'die Adresse',
    running: 'Zurzeit laufend',
    runningCount: (count, text) => `${text} ${count === 1 ? 'Anfrage' : 'Anfragen'}`,
    unlogged: 'Nicht im Protokoll',
    unloggedCount: (count, text) =>
      count === 1 ? `${text} Ablehnung, die zu schnell kam` : `${text} Ablehnungen, die zu schnell kamen`,
    upstream: 'Gegenstelle',
    version: 'Version',
    vault: 'Aufbewahrung der Tokens',
    vaultKinds: {
      keychain: 'im Schlüsselbund des Systems',
      file: 'in einer versiegelten Datei',
      memory: 'nur im Arbeitsspeicher',
    },
    vaultNotice: {
      file: 'Der Schlüsselbund des Systems ist nicht in Gebrauch: Die Tokens liegen in einer versiegelten Datei.',
      memory:
        'Die Tokens liegen nur im Arbeitsspeicher: Beim Beenden gehen sie verloren, und jedes Konto muss neu hinzugefügt werden.',
    },
  },
  standing: {
    ready: 'Bereit',
    resting: 'Kurze Pause',
    rate_limited: 'Grenze erreicht',
    quota_exceeded: 'Kontingent aufgebraucht',
    paused: 'Angehalten',
    reauth_required: 'Erneut anmelden',
    deactivated: 'Deaktiviert',
  },
  window: {
    name: (length, span) => (length === 'other' ? `Zeitfenster: ${span}` : windowLength[length]),
    left: (percent) => `${percent} übrig`,
    unknown: 'unbekannt',
    resets: (at, span) => `Zurücksetzung ${at}, in ${span}`,
    resetDue: 'Zurücksetzung ist fällig; warten auf einen neuen Wert',
    resetUnknown: 'Zeit der Zurücksetzung unbekannt',
    evenPace: (percent) => `Bei gleichmäßiger Nutzung wären jetzt noch ${percent} übrig`,
    label: (account, name) => `${account}: ${name}`,
  },
  ...deAccountDetails,
  ...deAccounts,
  ...deAccountsPage,
  ...deBulkImport,
  ...deConnect,
  ...deConversations,
  ...deDashboardAuth,
  ...deDiagnostics,
  ...deFirstRun,
  ...deForecast,
  ...deKeys,
  ...deOverview,
  ...dePalette,
  ...dePrices,
  ...deReports,
  ...deRequestDetail,
  ...deRequests,
  ...deRouting,
  ...deSettings,
  ...deSignIn,
  ...deSources,
  ...deStandstill,
  ...deToasts,
};

export { deEngine } from './de/engine.ts';
