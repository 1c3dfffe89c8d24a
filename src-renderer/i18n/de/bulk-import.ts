import type { enBulkImport } from '../en-bulk-import.ts';
import type { Spoken } from '../spoken.ts';

const accounts = (count: number): string => (count === 1 ? '1 Konto' : `${count} Konten`);
const files = (count: number): string => (count === 1 ? '1 Datei' : `${count} Dateien`);

export const deBulkImport: Spoken<typeof enBulkImport> = {
  bulk: {
    heading: 'Viele Konten importieren',
    open: 'Viele importieren…',
    intro:
      'Dateien oder einen Ordner wählen: auth.json von Codex oder OpenCode und Exporte von Kontenpools. Was geschehen würde, ist zu sehen, bevor etwas geschrieben wird.',
    chooseFiles: 'Dateien wählen…',
    chooseFolder: 'Ordner wählen…',
    dropHint: 'Oder mehrere Dateien oder einen Ordner auf dieser Seite ablegen.',
    reading: (count) => (count === 1 ? '1 Datei wird gelesen…' : `${count} Dateien werden gelesen…`),
    readingFolder: 'Die Daten von codex-lb werden gelesen…',
    nothing: 'In der Auswahl ist kein Konto.',
    others: (count) =>
      count === 1
        ? '1 andere Datei des Ordners wurde ausgelassen.'
        : `${count} andere Dateien des Ordners wurden ausgelassen.`,
    summary: (counts) =>
      [
        counts.new > 0 ? `${counts.new} neu` : '',
        counts.updates - counts.older > 0 ? `${counts.updates - counts.older} zu aktualisieren` : '',
        counts.older > 0 ? `${counts.older} älter als vorhanden` : '',
        counts.duplicate > 0 ? `${counts.duplicate} doppelt` : '',
        counts.unreadable > 0 ? `${counts.unreadable} nicht lesbar` : '',
      ]
        .filter((part) => part !== '')
        .join(', '),
    caption: 'Was ein Import tun würde. Noch wurde nichts geschrieben.',
    columns: { account: 'Konto', plan: 'Tarif', what: 'Was geschieht', from: 'Aus' },
    results: {
      new: 'Neu',
      updates: 'Aktualisiert',
      older: 'Älter',
      duplicate: 'Doppelt',
      unreadable: 'Nicht lesbar',
    },
    formats: {
      codex: 'Codex',
      opencode: 'OpenCode',
      'cli-proxy-api': 'CLIProxyAPI',
      sub2api: 'Sub2API',
      'codex-lb': 'codex-lb',
      tokens: 'Nur Tokens',
    },
    unknownPlan: 'unbekannt',
    updatesOne: (name) => `gibt ${name} diese Tokens`,
    olderOne: 'die vorhandenen sind neuer und bleiben',
    overwritten: 'die vorhandenen sind neuer und würden ersetzt',
    duplicateOf: (file) => `dasselbe Konto wie in ${file}, dort aktueller`,
    overwriteOlder: 'Vorhandene Tokens auch dort ersetzen, wo sie neuer sind',
    unreadable: (count) => `${accounts(count)} oder Dateien, die sich nicht lesen lassen`,
    confirm: (count) => (count === 0 ? 'Nichts zu importieren' : `${accounts(count)} importieren`),
    chooseOther: 'Andere wählen',
    importing: (done, total) => `Import läuft: ${done} von ${files(total)}…`,
    importingAll: 'Wird importiert…',
    progress: 'Fortschritt des Imports',
    stopped:
      'Der Import brach ab. Was hier steht, ist übernommen; für den Rest sind die Dateien noch einmal zu wählen.',
    finished: 'Import abgeschlossen',
    none: 'Nichts wurde importiert.',
    someSettings: (count) =>
      count === 1 ? '1 Einstellung wurde übernommen.' : `${count} Einstellungen wurden übernommen.`,
    someKeys: (count) =>
      count === 1 ? '1 API-Schlüssel wurde übernommen.' : `${count} API-Schlüssel wurden übernommen.`,
    settingRefused: (key, refusal) => `${key}: ${refusal}`,
    close: 'Fertig',
    found: (count) =>
      count === null
        ? 'Auf diesem Gerät wurde ein codex-lb gefunden.'
        : `Auf diesem Gerät wurde ein codex-lb mit ${accounts(count)} gefunden.`,
    foundPath: (path) => `In ${path}. Es wird gelesen, nie verändert.`,
    foundOpen: 'Seine Konten ansehen…',
    alsoSettings: 'Auch seine Einstellungen übernehmen:',
    alsoKeys: 'Auch seine API-Schlüssel übernehmen, damit Programme, die einen haben, damit weiterarbeiten:',
    keyResults: { new: 'neu', duplicate: 'schon vorhanden', unreadable: 'nicht übernehmbar' },
    unmapped: (names) => `Für diese seiner Einstellungen hat Evenkeel nichts Entsprechendes: ${names}`,
    notes: 'Gut zu wissen',
  },
};
