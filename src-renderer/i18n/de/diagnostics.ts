import type { enDiagnostics } from '../en-diagnostics.ts';
import type { Spoken } from '../spoken.ts';

export const deDiagnostics: Spoken<typeof enDiagnostics> = {
  diagnostics: {
    intro:
      'Evenkeel prüft sich selbst und was es braucht: die eigene Adresse, die Festplatte, den Tresor, das Netz, jedes Konto. Außer der Gegenstelle wird niemand gefragt, und Kontingent wird nur auf Wunsch verbraucht.',
    tests: {
      heading: 'Selbsttests',
      run: 'Selbsttests ausführen',
      again: 'Noch einmal ausführen',
      cancel: 'Abbrechen',
      probe: 'Auch eine winzige Anfrage an die Gegenstelle senden, was etwas Kontingent kostet',
      never: 'Seit dem Start von Evenkeel wurden sie nicht ausgeführt.',
      progress: (done, total) => `${done} von ${total} erledigt`,
      progressLabel: 'Erledigte Selbsttests',
      ended: (failed, warned, failedText, warnedText) => {
        if (failed === 0 && warned === 0) return 'Alles ist in Ordnung.';
        const parts = [
          ...(failed > 0 ? [`${failedText} fehlgeschlagen`] : []),
          ...(warned > 0 ? [`${warnedText} zum Ansehen`] : []),
        ];
        return `${parts.join(', ')}.`;
      },
      cancelled: 'Vor dem Ende abgebrochen. Was bis dahin gefunden wurde, steht unten.',
      at: (at) => `Zuletzt ausgeführt: ${at}`,
      verdicts: {
        fail: 'Fehlgeschlagen',
        warn: 'Bitte ansehen',
        ok: 'In Ordnung',
        not_applicable: 'Nicht beurteilt',
      },
      group: (verdict, count) => `${verdict} (${count})`,
      whatToDo: 'Was zu tun ist',
      details: 'Einzelheiten',
      symptoms: (rows) => `Prüft ${rows}`,
      report: 'den Bericht',
      copyReport: 'Bericht kopieren',
    },
    settings: {
      heading: 'Geltende Einstellungen',
      intro: 'Wonach sich Evenkeel jetzt richtet und woher jeder Wert kommt. Passwörter sind ausgelassen.',
      changed: 'Nur was vom Standard abweicht',
      name: 'Einstellung',
      value: 'Wert',
      source: 'Herkunft',
      none: 'Jede Einstellung hat ihren Standard.',
      loading: 'Die Einstellungen werden abgefragt…',
    },
    log: {
      heading: 'Protokoll',
      intro:
        'Die letzten Zeilen der Protokolldatei, sobald sie geschrieben werden. Geheimnisse wurden zuvor herausgenommen.',
      level: 'Zeigen',
      levels: {
        error: 'Fehler',
        warn: 'Ab Warnung',
        info: 'Ab Hinweis',
        debug: 'Alles',
      },
      marks: { error: 'Fehler', warn: 'Warnung', info: 'Hinweis', debug: 'Debug' },
      pause: 'Anhalten',
      resume: 'Weiter',
      paused: 'Angehalten: Neue Zeilen werden nicht gezeigt.',
      older: 'Ältere Zeilen',
      empty: 'Eine solche Zeile gibt es im Protokoll nicht.',
      label: 'Zeilen des Protokolls, neueste zuletzt',
      loading: 'Das Protokoll wird gelesen…',
    },
    bundle: {
      heading: 'Paket zum Weitergeben',
      intro:
        'Eine Datei für alle, die helfen. Sie entsteht auf diesem Gerät und bleibt hier, bis sie weitergegeben wird; es ist lesbarer Text in einer ZIP-Datei, also am besten vorher durchsehen.',
      inside: 'Was darin ist',
      never: 'Was nie darin ist',
      download: (name) => `${name} herunterladen`,
      downloading: 'Wird erstellt…',
      runFirst: 'Die Selbsttests wurden noch nicht ausgeführt: Ihr Teil wird leer sein.',
    },
  },
};
