import type { EngineWords } from '../engine-words.ts';

/** What the diagnostics bundle holds, in German. */
export const deBundle: EngineWords['bundle'] = {
  files: {
    'README.txt': 'Diese Liste.',
    'versions.json': 'Versionen von Evenkeel, Node und System.',
    'settings.json': 'Jede geltende Einstellung und woher ihr Wert kommt; Passwörter sind ausgelassen.',
    'self-tests.json': 'Was die Selbsttests zuletzt gefunden haben.',
    'report.md': 'Dasselbe zum Lesen.',
    'accounts.json': 'Wie es um jedes Konto steht. Sie heißen account-1, account-2 und so weiter.',
    'requests.json':
      'Die letzten Anfragen: wann, welches Programm, welches Modell, welches Konto, wie lange, und der Code des Fehlers.',
    'log.txt': 'Die letzten Zeilen des Protokolls, ohne Geheimnisse und E-Mail-Adressen.',
    'database.json': 'Version und Größe der Datenbank, und wie viele Zeilen ihre Tabellen haben.',
  },
  never: {
    secrets: 'Kein Token, kein API-Schlüssel, kein Cookie und kein Passwort.',
    prompts: 'Keine Eingabe und keine Antwort; Evenkeel behält keine.',
    names: 'Keine E-Mail-Adresse und kein Name, den jemand einem Konto, einem Schlüssel oder einer Quelle gab.',
    requests: 'Keine Adresse eines Clients, kein Pfad und keine Meldung einer Anfrage.',
  },
};
