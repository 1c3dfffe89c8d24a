import type { EngineWords } from '../engine-words.ts';

const desktop = 'Für die Desktop-App.';

const leftPercent = (window: string, ofIt: string) => ({
  title: `Melden, wenn vom ${window} wenig übrig ist`,
  help: `Bei so viel Prozent oder weniger ${ofIt} eines Kontos, einmal, und erst nach einer Erholung wieder. 0 heißt nie. ${desktop}`,
});

/** The settings in German. */
export const deEngineSettings: EngineWords['settings'] = {
  host: {
    title: 'Adresse, an der gelauscht wird',
    help: 'An jeder anderen Adresse als Loopback braucht jede Anfrage einen API-Schlüssel und das Dashboard ein Passwort, auch von diesem Rechner aus. Unterwegs wird nichts verschlüsselt: Ein Server mit TLS gehört davor, und seine Adresse unter „Adressen, unter denen es erreicht wird“.',
    allowed:
      'eine IP-Adresse dieses Rechners (127.0.0.1 für diesen Rechner allein, 0.0.0.0 für alle), ::1 oder localhost',
  },
  port: {
    title: 'Port, an dem gelauscht wird',
    help: 'Clients sind mit diesem Port eingerichtet, daher ändert Evenkeel ihn nie von selbst. 0 nimmt einen freien.',
  },
  publicAddresses: {
    title: 'Adressen, unter denen es erreicht wird',
    help: 'Namen, unter denen andere Rechner Evenkeel erreichen, etwa https://evenkeel.example.org oder nas.local:2455, durch Kommas getrennt. Anfragen für jeden anderen Namen werden abgewiesen. Zählt nur, wo Evenkeel nicht allein an einer Loopback-Adresse lauscht.',
    allowed:
      'Namen oder Adressen, durch Kommas getrennt, jede mit Port, wo es nicht der übliche ist, und mit https:// davor, wo es TLS gibt',
  },
  dataDir: {
    title: 'Datenordner',
    help: 'Enthält die Datenbank, die Einstellungsdatei und den versiegelten Tresor. Wird mit Zugriff für den eigenen Benutzer allein angelegt.',
    allowed: 'ein Ordner, in den geschrieben werden kann',
  },
  requireApiKey: {
    title: 'API-Schlüssel verlangen',
    help: 'Jede Anfrage braucht einen API-Schlüssel von Evenkeel, auch von Programmen auf diesem Rechner. Ist es aus, brauchen diese keinen; ein mitgeschickter Schlüssel wird trotzdem geprüft.',
  },
  hideUpstreamQuotaFromApiKeys: {
    title: 'API-Schlüsseln nicht zeigen, was den Konten bleibt',
    help: 'Wer mit einem API-Schlüssel kommt, erfährt nicht, was die Konten verbraucht haben: weder unter /v1/usage und /api/codex/usage noch in Kopfzeilen oder Ereignissen der Antworten. Ablehnungen sagen weiterhin, wann es wieder geht.',
  },
  vault: {
    title: 'Wo Tokens aufbewahrt werden',
    help: 'auto nimmt den Schlüsselbund des Systems und, wo keiner antwortet, eine versiegelte Datei, und sagt es. memory vergisst sie am Ende.',
    choices: { auto: 'von selbst', keychain: 'Schlüsselbund', file: 'versiegelte Datei', memory: 'nur im Speicher' },
  },
  logLevel: {
    title: 'Protokollstufe',
    help: 'Wie viel ins Protokoll geschrieben wird. Eingaben, Antworten und Tokens werden auf keiner Stufe geschrieben.',
    choices: { error: 'Fehler', warn: 'Warnungen', info: 'Ereignisse', debug: 'alles' },
  },
  maxRequestBody: {
    title: 'Größte Anfrage',
    help: 'Eine Anfrage, deren Inhalt größer ist, wird abgelehnt, bevor die Gegenstelle gefragt wird.',
  },
  maxBufferedBodies: {
    title: 'Speicher für den Inhalt von Anfragen',
    help: 'Inhalte bleiben im Speicher, bis ihre Anfrage beendet ist, so wie sie kamen und entpackt. Wären die aller Anfragen zusammen größer, wird die nächste mit 503 und einer Zeit zum Wiederkommen abgelehnt. Das letzte Achtel ist für Inhalte bis 1 MiB frei.',
  },
  clientStallTimeout: {
    title: 'Geduld mit einem Client, der nicht liest',
    help: 'Ein Client, der so lange nichts von seiner Antwort abnimmt, wird getrennt, damit sein Platz auf dem Konto wieder frei ist. Einer, der nur langsam liest, nicht.',
  },
  shutdownDrainTimeout: {
    title: 'Geduld beim Beenden',
    help: 'Wie lange laufende Anfragen noch fertig werden dürfen, wenn Evenkeel beendet wird. Danach werden sie abgebrochen.',
  },
  requireSignIn: {
    title: 'Anmeldung am Dashboard verlangen',
    help: 'Das Dashboard braucht auch auf diesem Rechner ein Passwort, und niemand nutzt es, bevor eines mit dem Token gesetzt ist, das Evenkeel beim Start ausgibt. Für Rechner, die mehrere nutzen, und für weitergeleitete Ports. Ein gesetztes Passwort wird in jedem Fall verlangt.',
  },
  dashboardSessionTtlSeconds: {
    title: 'Wie lange eine Anmeldung am Dashboard gilt',
    help: 'Zählt für Anmeldungen von da an. Von einem anderen Rechner aus sind es höchstens 12 Stunden, wo mehr als 30 Tage eingestellt sind.',
  },
  upstreamBaseUrl: {
    title: 'Gegenstelle',
    help: 'Wohin Anfragen gehen. https, oder für Tests http auf Loopback.',
    allowed: 'eine https-Adresse oder eine http-Adresse auf Loopback, ohne Benutzer, Abfrage und Fragment',
  },
  authBaseUrl: {
    title: 'Anmeldedienst',
    help: 'Wo Tokens erneuert werden. https, oder für Tests http auf Loopback.',
    allowed: 'eine https-Adresse oder eine http-Adresse auf Loopback, ohne Benutzer, Abfrage und Fragment',
  },
  upstreamProxy: {
    title: 'Proxy zur Gegenstelle',
    help: 'Anfragen an die Gegenstelle und ihren Anmeldedienst gehen durch diesen Proxy, außer die von Konten mit eigenem Weg. Ein Proxy, der nicht funktioniert, wird nie umgangen.',
    allowed: 'direct oder eine Adresse, die mit http://, https:// oder socks5:// beginnt',
  },
  upstreamTransport: {
    title: 'Übertragung',
    help: 'auto gibt einem Client, der um einen WebSocket bittet, einen, mit eigener Verbindung zur Gegenstelle. http lehnt ab, und der Client sendet dasselbe über HTTP: für Netze, in denen WebSockets nicht funktionieren, und für Anfragen über 15 MiB.',
    choices: { auto: 'wie der Client bittet', http: 'immer HTTP' },
  },
  modelAliases: {
    title: 'Andere Namen für Modelle',
    help: 'Namen, nach denen Programme statt eines Modells fragen können, etwa claude-sonnet-4=gpt-5.5, quick=gpt-5.5-low. Sie stehen in /v1/models, und Schlüssel, die nur einzelne Modelle erlauben, werden nach dem Modell hinter dem Namen gefragt. Ein Modell, das selbst so heißt, geht vor. Codex selbst ist nicht betroffen.',
    allowed: 'Name=Modell, durch Kommas getrennt, bis zu 50, jeder Name einmal',
  },
  upstreamConnectTimeout: {
    title: 'Frist für den Verbindungsaufbau',
    help: 'Wie lange auf eine Verbindung zur Gegenstelle gewartet wird, bevor das nächste Konto an der Reihe ist.',
  },
  streamIdleTimeout: {
    title: 'Längste Stille eines Streams',
    help: 'Ein Stream, auf dem die Gegenstelle so lange nichts Neues bringt, wird beendet, auch wenn sie die Verbindung derweil am Leben hält. Ein Modell kann viele Minuten wortlos nachdenken.',
  },
  firstEventTimeout: {
    title: 'Längstes Warten auf das erste Wort',
    help: 'Wie lange die Gegenstelle nichts beginnen darf, über alle Versuche einer Anfrage zusammen. Danach wird sie auf einem anderen Konto noch einmal gesendet, für ein Zehntel dieser Zeit (mindestens zwei Sekunden), oder mit einem Grund beendet. Keinem Konto wird das angelastet.',
  },
  usageRefreshInterval: {
    title: 'Abfrage des Verbrauchs',
    help: 'Wie oft jedes Konto gefragt wird, was ihm bleibt; bis zu viermal so oft, solange es in Gebrauch, fast aufgebraucht oder gesperrt ist. 0 fragt nur beim Hinzufügen.',
  },
  tokenRefreshIntervalDays: {
    title: 'Alter der Tokens',
    help: 'Ein Zugriffstoken, das älter ist, wird erneuert, bevor es benutzt wird.',
  },
  routingStrategy: {
    title: 'Strategie der Verteilung',
    help: 'Auf welchem Konto eine neue Unterhaltung beginnt; eine laufende bleibt, wo sie ist. usage_weighted nimmt das Konto, dem am meisten bleibt, round_robin jedes der Reihe nach, priority geht nach der eigenen Reihenfolge, fill_first nimmt das vollste, sequential_drain den kleinsten Tarif, reset_drain das, das am frühesten neu beginnt, single_account das eine genannte. capacity_weighted und relative_availability losen nach dem, was übrig ist.',
    choices: {
      usage_weighted: 'das meiste Übrige zuerst',
      round_robin: 'reihum',
      priority: 'eigene Reihenfolge',
      fill_first: 'das vollste zuerst',
      sequential_drain: 'kleinster Tarif zuerst',
      reset_drain: 'früheste Zurücksetzung zuerst',
      capacity_weighted: 'per Los, nach Übrigem',
      relative_availability: 'per Los, nach drohendem Verlust',
      single_account: 'nur ein Konto',
    },
  },
  preferEarlierReset: {
    title: 'Frühere Zurücksetzung bevorzugen',
    help: 'Nimmt nur die Konten, deren Zeitfenster zuerst neu beginnt, damit weniger davon verfällt: weekly geht nach dem Tag, primary nach der Sekunde des 5-Stunden-Fensters. Gilt für usage_weighted, capacity_weighted und fill_first. Ein Konto mit unbekannter Zurücksetzung kommt dann zuletzt.',
    choices: { off: 'nein', weekly: 'nach der Woche', primary: 'nach dem 5-Stunden-Fenster' },
  },
  singleAccountId: {
    title: 'Das eine Konto',
    help: 'Die Kennung des Kontos, das single_account benutzt. Solange sie leer ist, benutzt single_account keines.',
    allowed: 'die Kennung eines Kontos, oder nichts',
  },
  accountResponseCreateLimit: {
    title: 'Anfragen, die auf einem Konto zugleich beginnen',
    help: 'So viele Anfragen dürfen auf einem Konto auf ihr erstes Wort warten; die nächste übernimmt ein anderes. 0 heißt beliebig viele.',
  },
  accountStreamLimit: {
    title: 'Streams, die auf einem Konto zugleich laufen',
    help: 'So viele Antworten dürfen auf einem Konto laufen. Der letzte Platz bleibt einer Unterhaltung vorbehalten, die dort schon zu Hause ist. 0 heißt beliebig viele.',
  },
  capacityWaitTimeout: {
    title: 'Längstes Warten auf ein freies Konto',
    help: 'Kann gerade kein Konto eine Anfrage übernehmen, aber gleich wieder eines, so wartet sie darauf, höchstens so lange. Dann wird sie mit einer Zeit zum Wiederkommen abgelehnt. 0 lehnt sofort ab.',
  },
  accountCircuitBreaker: {
    title: 'Ein Konto mit Fehlern abtrennen',
    help: 'Nach 5 Fehlern in Folge bekommt ein Konto eine Minute lang nichts und danach eine Anfrage, um zu sehen, ob es wieder geht. Ohne dies ruht ein fehlerhaftes Konto auch, wird aber versucht, wenn alle anderen ruhen.',
  },
  promptCacheAffinityMaxAge: {
    title: 'Einen Prompt-Cache-Schlüssel auf seinem Konto halten',
    help: 'Eine Unterhaltung, die nur ihr prompt_cache_key von anderen unterscheidet, bleibt nach dem letzten Gebrauch so lange auf ihrem Konto. Eine mit Sitzungs- oder Thread-Kopfzeile bleibt 30 Tage.',
  },
  replayUnseenFailures: {
    title: 'Anderswo wiederholen, was abbricht, bevor es beginnt',
    help: 'Hat die Gegenstelle eine Anfrage angenommen und abgebrochen, bevor etwas zu sehen war, wird sie auf einem anderen Konto noch einmal gesendet. Der erste Versuch kann bei der Gegenstelle gezählt haben.',
  },
  requestLogRetentionDays: {
    title: 'Das Anfrageprotokoll aufbewahren für',
    help: 'Ältere Einträge werden gelöscht. 0 behält alles.',
  },
  debugEndpointsEnabled: {
    title: 'Endpunkte, die die Verteilung erklären',
    help: 'Stellt /debug/lb/state und /debug/lb/events auf diesem Rechner bereit: wie es um jedes Konto steht und warum jede Anfrage dorthin ging, wohin sie ging. Ohne dies gibt es sie nicht.',
  },
  metricsEnabled: {
    title: 'Messwerte für Prometheus',
    help: 'Stellt /metrics unter derselben Adresse bereit: Anfragen, Tokens, Kosten, Dauern und was jedem Konto bleibt, für Programme auf diesem Rechner und für jeden mit API-Schlüssel. Nie E-Mail-Adressen. Ohne dies gibt es die Seite nicht.',
  },
  logProxyRequestShape: {
    title: 'Die Gestalt von Anfragen protokollieren',
    help: 'Schreibt je Anfrage eine Zeile: Größen, wie viele Elemente welcher Art, Prüfsummen der Werkzeugnamen und des prompt_cache_key. Nie, was gesagt wurde.',
  },
  logProxyRequestShapeRawCacheKey: {
    title: 'Prompt-Cache-Schlüssel protokollieren, wie sie sind',
    help: 'Schreibt zur Gestalt von Anfragen den prompt_cache_key selbst statt seiner Prüfsumme, um ihn mit dem zu vergleichen, was ein Client gesendet hat.',
  },
  notifyLogin: {
    title: 'Melden, wenn ein Konto eine Anmeldung braucht',
    help: `Ein solches Konto bedient nichts, bis sein Besitzer sich neu angemeldet hat. ${desktop}`,
  },
  notifyAllCooling: {
    title: 'Melden, wenn kein Konto bedienen kann',
    help: `Wenn jedes Konto sein Limit erreicht hat, mit der Zeit, zu der das erste zurück ist. ${desktop}`,
  },
  notifyProxyDown: {
    title: 'Melden, wenn Evenkeel nicht starten kann',
    help: 'Verborgen gestartet sagt die Desktop-App es dann in einer Mitteilung; ist dies aus, in einem Dialog.',
  },
  notifyShortWindowLeftPercent: leftPercent('kurzen Fenster', 'im kurzen Fenster'),
  notifyWeekLeftPercent: leftPercent('Wochenfenster', 'im Wochenfenster'),
  notifyMonthLeftPercent: leftPercent('Monatsfenster', 'im Monatsfenster'),
  notifyRunOut: {
    title: 'Melden, wenn der Vorrat zur Neige geht',
    help: `Wenn beim jetzigen Tempo nichts mehr übrig ist, bevor das erste Zeitfenster neu beginnt. ${desktop}`,
  },
  notifyReset: {
    title: 'Melden, wenn ein aufgebrauchtes Zeitfenster neu beginnt',
    help: `Wenn ein Konto, dem wenig blieb, sein Kontingent zurückhat. ${desktop}`,
  },
  notifyFailover: {
    title: 'Melden, wenn eine Anfrage auf ein anderes Konto umzog',
    help: `Wenn ein Konto versagte und ein anderes die Anfrage übernahm; höchstens einmal in der Stunde. ${desktop}`,
  },
  notifyUpdate: {
    title: 'Melden, wenn ein Update bereit ist',
    help: `Wenn eine neue Version gefunden wurde und wenn sie auf einen Neustart wartet. ${desktop}`,
  },
  trayPercent: {
    title: 'Was übrig ist, im Symbol der Leiste',
    help: `Zeichnet den Prozentsatz in das Symbol, auf macOS daneben, solange alles in Ordnung ist. ${desktop}`,
  },
  trayPercentOf: {
    title: 'Der Prozentsatz im Symbol der Leiste gilt',
    help: 'Dem Vorrat im Ganzen, dem Konto, dem am wenigsten bleibt, oder dem Geringsten, was in den kurzen, wöchentlichen oder monatlichen Zeitfenstern übrig ist, über die Konten, die jetzt bedienen dürfen.',
    choices: {
      pool: 'dem Ganzen',
      lowest: 'dem knappsten Konto',
      short: 'dem kurzen Fenster',
      week: 'dem Wochenfenster',
      month: 'dem Monatsfenster',
    },
  },
  hideEmails: {
    title: 'E-Mails in Leiste und Mitteilungen verbergen',
    help: 'Zeigt von einer E-Mail-Adresse nur so viel, dass Konten zu unterscheiden sind, wenn der Bildschirm geteilt wird. Für die Desktop-App; das Dashboard hat einen eigenen Schalter.',
  },
  desktopLanguage: {
    title: 'Sprache von Leiste und Mitteilungen',
    help: 'Was die Desktop-App außerhalb ihres Fensters spricht: Leiste, Mitteilungen und Dialoge. Das Dashboard hat oben seine eigene Auswahl.',
    choices: { system: 'wie das System', en: 'Englisch', de: 'Deutsch', 'zh-CN': 'Chinesisch' },
  },
  autoUpdateCheck: {
    title: 'Nach Updates suchen',
    help: `Fragt alle sechs Stunden bei GitHub, ob es eine neue Version gibt; GitHub erfährt dabei die Adresse dieses Rechners und sonst nichts. Ungefragt wird nichts heruntergeladen. ${desktop}`,
  },
};
