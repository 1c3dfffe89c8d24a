import type { enSettings } from '../en-settings.ts';
import type { Spoken } from '../spoken.ts';

export const deSettings: Spoken<typeof enSettings> = {
  settings: {
    intro: 'Ein Startparameter geht der Umgebung vor, die Umgebung der Datei, die Datei dem, was hier eingestellt ist.',
    loading: 'Wird geladen…',
    search: {
      label: 'Einstellung suchen',
      all: (count) => `${count} Einstellungen`,
      found: (found, all) =>
        found === 0 ? 'Keine Einstellung passt.' : `${found} von ${all} ${all === 1 ? 'Einstellung' : 'Einstellungen'}`,
      clear: 'Alle zeigen',
    },
    effects: { live: 'Gilt sofort', restart: 'Gilt ab dem nächsten Start' },
    sources: {
      flag: 'Startparameter',
      environment: 'Umgebung',
      file: 'Datei',
      dashboard: 'Dashboard',
      default: 'Standard',
    },
    value: 'Wert',
    defaultIs: (value) => `Standard: ${value}`,
    defaultEmpty: 'vom System gewählt',
    noneNamed: 'keiner',
    from: (source) => `Herkunft: ${source}`,
    fromNamed: (source, name) => `Herkunft: ${source} (${name})`,
    lockedBy: (name) => `Durch ${name} festgelegt. Dort zu ändern.`,
    lockedUnnamed: 'Außerhalb des Dashboards festgelegt. Dort zu ändern.',
    atStart: (name) =>
      `Wirkt ab dem nächsten Start: ${name} in der Umgebung setzen oder in die Einstellungsdatei schreiben.`,
    allowed: (allowed) => `Erlaubt: ${allowed}`,
    units: { seconds: 'Sekunden', days: 'Tage', attempts: 'Versuche', MiB: 'MiB' },
    on: 'ein',
    off: 'aus',
    save: 'Speichern',
    saving: 'Wird gespeichert…',
    saved: 'Gespeichert.',
    undo: 'Rückgängig',
    undone: 'Rückgängig gemacht.',
    useDefault: 'Standard verwenden',
    changedElsewhere:
      'Die Einstellungen wurden inzwischen anderswo geändert. Was jetzt zu sehen ist, gilt; bitte die Änderung wiederholen.',
    editableHeading: 'Hier zu ändern',
    fixedHeading: 'Außerhalb des Dashboards festgelegt',
  },
};
