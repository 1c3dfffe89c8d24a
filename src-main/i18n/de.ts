import type { AccountStatus } from '../../src-proxy/contract/account.ts';
import type { ClientId } from '../../src-proxy/contract/client-setup.ts';
import type { ClientLook } from '../tray/client-menu.ts';
import type { AccountVerb } from '../tray/tray-item.ts';
import { deMenu } from './de-menu.ts';
import { deNotices } from './de-notices.ts';
import { deProblems } from './de-problems.ts';
import { deQuit } from './de-quit.ts';
import type { Sentences } from './speech.ts';

const status: Record<AccountStatus, string> = {
  active: 'bereit',
  rate_limited: 'Grenze erreicht',
  quota_exceeded: 'Kontingent aufgebraucht',
  paused: 'angehalten',
  reauth_required: 'erneut anmelden',
  deactivated: 'deaktiviert',
};

const results: Record<AccountVerb, string> = {
  'use-only': 'Nur dieses nutzen',
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  probe: 'Winzige Anfrage',
  'refresh-usage': 'Werte',
  'use-reset': 'Zurücksetzungen',
  'sign-in': 'Anmeldung',
  'copy-email': 'E-Mail',
  details: 'Einzelheiten',
};

const clientName: Record<ClientId, string> = { codex: 'Codex CLI', opencode: 'OpenCode' };

const clientLook: Record<ClientLook, string> = {
  'not-found': 'nicht gefunden',
  'not-set-up': 'nicht eingerichtet',
  'set-up': 'eingerichtet',
  drifted: 'seither geändert',
  elsewhere: 'für eine andere Adresse eingerichtet',
  unreadable: 'nicht angetastet',
};

/** German. The words are those of the dashboard. */
export const de: Sentences = {
  tray: {
    starting: 'Startet…',
    running: (address) => `Läuft · ${address}`,
    paused: (address) => `Angehalten · ${address}`,
    notRunning: (problem) => `Läuft nicht · ${problem}`,
    quitting: 'Wird beendet…',
    quittingWith: (count, text) => `Wird beendet · noch ${text} laufende ${count === 1 ? 'Anfrage' : 'Anfragen'}`,
    accountsReady: (ready, count, text) => `${ready} von ${text} ${count === 1 ? 'Konto' : 'Konten'} bereit`,
    iconPercent: {
      pool: (percent) => `${percent} des Pools übrig`,
      lowest: (percent) => `mindestens ${percent} übrig`,
      short: (percent) => `kurze Zeitfenster: mindestens ${percent} übrig`,
      week: (percent) => `Wochenfenster: mindestens ${percent} übrig`,
      month: (percent) => `Monatsfenster: mindestens ${percent} übrig`,
    },
    tryAgain: 'Erneut versuchen',
    otherPort: 'Anderen Port nutzen…',
    noAccounts: 'Noch keine Konten',
    moreAccounts: (text) => `${text} weitere im Dashboard`,
    needingAmong: (more, count, text) =>
      count === 1 ? `${more} · ${text} braucht Aufmerksamkeit` : `${more} · ${text} brauchen Aufmerksamkeit`,
    pauseProxy: 'Evenkeel anhalten',
    resumeProxy: 'Evenkeel fortsetzen',
    useAll: 'Wieder alle Konten nutzen',
    addAccount: 'Konto hinzufügen…',
    refreshAll: 'Werte jetzt aktualisieren',
    refreshingAll: 'Werte werden aktualisiert…',
    openDashboard: 'Dashboard öffnen',
    copy: 'Für andere Programme kopieren',
    copyAddress: 'Die Adresse',
    atLogin: 'Bei der Anmeldung am System starten',
    approveAtLogin: 'In Systemeinstellungen > Allgemein > Anmeldeobjekte erlauben',
    hideEmails: 'E-Mails verbergen',
    openLogs: 'Protokollordner öffnen',
    quit: 'Beenden',
    quitNow: 'Sofort beenden',
  },
  pool: {
    left: (percent) => `${percent} des Pools übrig`,
    runsDry: (span) => `reicht bei diesem Tempo noch ${span}`,
    first: (name) => `zuerst ${name}`,
    dry: 'Aufgebraucht',
    dryUntil: (span) => `Aufgebraucht · wieder da in ${span}`,
  },
  window: {
    short: 'Kurzes Zeitfenster',
    ofLength: (span, wholeHours) => (wholeHours === null ? `Zeitfenster: ${span}` : `${wholeHours}-Stunden-Fenster`),
    week: 'Wochenfenster',
    month: 'Monatsfenster',
    left: (percent) => `${percent} übrig`,
    leftOfWeek: (percent) => `${percent} der Woche übrig`,
    leftOfMonth: (percent) => `${percent} des Monats übrig`,
    resets: (left, span) => `${left} · Zurücksetzung in ${span}`,
    line: (name, left) => `${name}: ${left}`,
  },
  account: {
    status,
    back: (standing, span) => `${standing} · wieder da in ${span}`,
    unknown: 'Nutzung unbekannt',
    unknownLine: 'Wie viel übrig ist, ist nicht bekannt',
    figuresNow: 'Stand: gerade eben',
    figuresAge: (span) => `Stand: vor ${span}`,
    disagrees: (upstream) => `Die Gegenstelle sagt etwas anderes: ${upstream}`,
    resting: (span) => `Kurze Pause · wieder da in ${span}`,
    backAtLatest: (span) => `Spätestens in ${span} wieder da`,
    actions: {
      'use-only': 'Nur dieses Konto nutzen',
      pause: 'Anhalten',
      resume: 'Fortsetzen',
      probe: 'Winzige Anfrage versuchen',
      'refresh-usage': 'Werte jetzt aktualisieren',
      'use-reset': 'Eine Zurücksetzung einlösen…',
      'sign-in': 'Erneut anmelden…',
      'copy-email': 'E-Mail kopieren',
      details: 'Umbenennen, exportieren, entfernen…',
    },
    useAgain: 'Jetzt versuchen',
    underWay: {
      'use-only': 'Nur dieses Konto nutzen…',
      pause: 'Wird angehalten…',
      resume: 'Wird fortgesetzt…',
      probe: 'Warten auf die Antwort…',
      'refresh-usage': 'Werte werden aktualisiert…',
      'use-reset': 'Die Zurücksetzungen werden geöffnet…',
      'sign-in': 'Die Anmeldung wird geöffnet…',
      'copy-email': 'Die E-Mail wird kopiert…',
      details: 'Die Einzelheiten werden geöffnet…',
    },
    result: (verb, at, text) => `${results[verb]} ${at}: ${text}`,
    gone: 'ein Konto, das es nicht mehr gibt',
    none: 'kein Konto',
  },
  probe: {
    answered: 'beantwortet',
    noAnswer: 'keine Antwort',
    refused: (httpStatus) => `abgelehnt mit HTTP ${httpStatus}`,
    used: (window, after) => `${window}: ${after} genutzt`,
    usedSince: (window, before, after) => `${window}: ${before} → ${after} genutzt`,
    now: (standing) => `jetzt: ${standing}`,
    parts: (parts) => parts.join(', '),
  },
  request: {
    ok: 'in Ordnung',
    cancelled: 'abgebrochen',
    failed: 'fehlgeschlagen',
    failedWith: (httpStatus) => `fehlgeschlagen, ${httpStatus}`,
    attempt: (account, reason) => `${account}: ${reason}`,
    thenFailed: (attempt, code) => `${attempt} · dann: ${code}`,
    not: (account, reason) => `Nicht ${account}: ${reason}`,
    more: (text) => `${text} weitere`,
    details: 'Einzelheiten im Dashboard',
  },
  clients: {
    heading: 'Programm einrichten',
    line: (id, look) => `${clientName[id]} · ${clientLook[look]}`,
    undo: (id) => `Für ${clientName[id]} rückgängig machen…`,
    all: 'Codex und andere im Dashboard…',
  },
  updates: {
    check: 'Nach Updates suchen',
    noneAt: (at) => `Nach Updates suchen · keine um ${at}`,
    failedAt: (at) => `Nach Updates suchen · fehlgeschlagen um ${at}`,
    checking: 'Updates werden gesucht…',
    download: (version) => `Version ${version} herunterladen`,
    downloading: (version, percent) => `Version ${version} wird heruntergeladen · ${percent}`,
    restart: (version) => `Neu starten mit Version ${version}`,
  },
  ...deMenu,
  ...deNotices,
  ...deProblems,
  ...deQuit,
};
