import type { EngineWords } from '../engine-words.ts';

/** The self-tests in German. */
export const deSelfTests: EngineWords['tests'] = {
  'engine.http': 'Evenkeel antwortet an seiner eigenen Adresse',
  'engine.websocket': 'Die Tür für WebSockets antwortet',
  'engine.stream': 'Streams kommen Stück für Stück durch',
  'engine.loopback': 'localhost und 127.0.0.1 führen beide hierher',
  'ports.listening': 'Evenkeel hat den Port, den es haben soll',
  'ports.sign-in': 'Der Browser kann nach einer Anmeldung zurückkommen',
  'data.folder': 'In den Datenordner kann geschrieben werden, vom eigenen Benutzer allein',
  'data.space': 'Auf dem Datenträger ist Platz',
  'database.integrity': 'Die Datenbank ist heil',
  'database.writes': 'Die Datenbank nimmt Einträge an',
  'database.log': 'Jede Anfrage hat ihre Zeile im Protokoll',
  'vault.round-trip': 'Der Tresor behält, was er bekommt',
  'vault.kind': 'Tokens liegen im Schlüsselbund des Systems',
  'network.upstream': 'Die Gegenstelle ist erreichbar',
  'network.sign-in': 'Der Anmeldedienst ist erreichbar',
  'network.clock': 'Die Uhr dieses Rechners geht richtig',
  'environment.proxies': 'Kein Proxy fängt Anfragen an diesen Rechner ab',
  'accounts.any': 'Es gibt ein Konto',
  account: 'Konto {name}',
  'accounts.probe': 'Eine Anfrage kommt ganz durch',
  'models.catalogue': 'Die Liste der Modelle ist da',
  'models.prices': 'Jedes Modell der letzten sieben Tage hat einen Preis',
  'keys.rules': 'Die Regeln der API-Schlüssel passen zusammen',
  'clients.set-up': 'Programme, die Evenkeel eingerichtet hat, kommen noch hierher',
  'settings.overridden': 'Keine Einstellung ist zweimal angegeben',
  'machine.versions': 'Versionen',
  'machine.event-loop': 'Evenkeel reagiert schnell',
  'machine.memory': 'Speicher',
  'engine.requests': 'Laufende Anfragen',
};

const seeSecurityTools =
  'Auf diesem Rechner tritt etwas zwischen Programme und 127.0.0.1: Sicherheitssoftware, VPN und Firewall ansehen.';
const signIn = 'Auf der Übersicht neu anmelden.';
const report = 'mit dem Diagnosepaket melden';
const names = ['127.0.0.1: {ipv4}', 'localhost ({addresses|list}): {localhost}', '[::1]: {ipv6}'];
const database = ['Schema {schema}, {size}, davon {free} frei zur Wiederverwendung', '{rows}'];
const log = ['Ablehnungen ohne Zeile: {unlogged}', 'Fertige Anfragen ohne Zeile: {lost}'];
const reach = (whatToDo: string) => ({
  sentence: '{host} hat nicht geantwortet.',
  whatToDo,
  details: ['{text}'],
});
const account = [
  'Tarif {plan}, {status|standing}',
  'Tokens zuletzt erneuert vor: {renewedMs}',
  'Verbrauch zuletzt abgefragt vor: {usageMs}',
  'Letzter Fehler: {failure}',
];
const keys = ['{active} aktiv, {expired} abgelaufen, {revoked} widerrufen'];
const askForModels =
  'Gefragt wird danach, wenn ein Client die Modelle auflistet. Einen dazu bringen und noch einmal nachsehen.';
const otherPort =
  'Clients, die für Port {wanted} eingerichtet wurden, kommen nicht hierher: jenes Programm beenden und Evenkeel neu starten, oder sie neu einrichten.';
const setNoProxy = 'Wo Clients gestartet werden, NO_PROXY=127.0.0.1,localhost setzen.';

/** What the self-tests find, in German. */
export const deFindings: EngineWords['findings'] = {
  not_listening: { sentence: 'Evenkeel lauscht im Augenblick nicht.' },
  'health.silent': { sentence: '{origin} antwortet nicht ({error}).', whatToDo: seeSecurityTools },
  'health.stranger': {
    sentence: 'An {origin} antwortet etwas anderes (HTTP {status}).',
    whatToDo: seeSecurityTools,
  },
  'health.other_version': {
    sentence: 'An {origin} antwortet eine andere Version von Evenkeel.',
    whatToDo: 'Die andere beenden.',
  },
  'health.ok': { sentence: '{origin} antwortet.' },
  'upgrade.cut_off': {
    sentence: 'Der Wechsel zu einem WebSocket wird abgeschnitten ({error}).',
    whatToDo: seeSecurityTools,
  },
  'upgrade.ok': { sentence: 'Der Wechsel zu einem WebSocket kommt bei Evenkeel an.' },
  'upgrade.answered': {
    sentence: 'Der Wechsel zu einem WebSocket wurde mit HTTP {status} beantwortet.',
    whatToDo: seeSecurityTools,
  },
  'stream.missing': { sentence: 'Ein Stream kam nicht an ({error}).', whatToDo: seeSecurityTools },
  'stream.ok': { sentence: 'Das erste Stück eines Streams kam an, bevor das zweite geschrieben war.' },
  'stream.incomplete': {
    sentence: 'Ein Stream kam unvollständig an (HTTP {status}).',
    whatToDo: seeSecurityTools,
  },
  'names.not_here': { sentence: '{listensOn} führt nicht hierher.', whatToDo: seeSecurityTools, details: names },
  'names.no_localhost': {
    sentence: 'localhost führt nicht hierher.',
    whatToDo: 'In Clients {address} eintragen, nicht localhost.',
    details: names,
  },
  'names.ipv6_first': {
    sentence:
      'Beide führen hierher. Programme, die nur die erste Adresse von localhost versuchen, ::1, kommen nicht an; für sie gilt {address}.',
    details: names,
  },
  'names.ok': { sentence: 'Beide führen hierher.', details: names },
  'port.any': { sentence: 'Jeder Port ist recht.' },
  'port.ok': { sentence: 'Es lauscht an {listening}.' },
  'port.free': { sentence: 'Port {wanted} ist frei, soweit das System es sagt.' },
  'port.held': {
    sentence: 'Port {wanted} ist belegt von {holder} (Prozess {process}).',
    whatToDo: 'Jenes Programm beenden oder einen anderen Port für Evenkeel wählen.',
  },
  'port.other': {
    sentence: 'Es lauscht an Port {has} und nicht an {wanted}, der inzwischen frei ist.',
    whatToDo: otherPort,
  },
  'port.other_held': {
    sentence: 'Es lauscht an Port {has} und nicht an {wanted}, der belegt ist von {holder} (Prozess {process}).',
    whatToDo: otherPort,
  },
  'sign_in_port.any': { sentence: 'Der Anmeldedienst nimmt hier jeden Port.' },
  'sign_in_port.ok': { sentence: 'Ein Port, den der Anmeldedienst kennt, ist frei.', details: ['{ports|port}'] },
  'sign_in_port.none': {
    sentence: 'Kein Port, den der Anmeldedienst kennt, ist zu haben.',
    whatToDo:
      'Oft ist das die Codex CLI mitten in ihrer eigenen Anmeldung: diese zu Ende bringen. Anmelden geht trotzdem: Die letzte Seite lädt nicht; ihre Adresse kopieren und hier einfügen.',
    details: ['{ports|port}'],
  },
  'folder.not_yet': { sentence: '{dataDir} gibt es noch nicht; ein Start legt ihn an.' },
  'folder.gone': {
    sentence: '{dataDir} ist weg.',
    whatToDo: 'Ihn zurücklegen oder Evenkeel neu starten, das einen neuen anlegt.',
  },
  'folder.unwritable': {
    sentence: 'In {dataDir} kann nicht geschrieben werden: {problem}.',
    whatToDo: 'Den Ordner für den eigenen Benutzer schreibbar machen.',
  },
  'folder.open': {
    sentence: '{dataDir} steht anderen Benutzern dieses Rechners offen ({mode}).',
    whatToDo: 'Ausführen: chmod 700 "{dataDir}"',
  },
  'folder.ok': { sentence: 'In {dataDir} kann geschrieben werden.' },
  'space.none': {
    sentence: '{free} frei.',
    whatToDo: 'Platz schaffen: Ohne ihn werden Anfragen bedient und nicht aufgeschrieben.',
    details: ['Der Ordner von Evenkeel umfasst {used}'],
  },
  'space.low': {
    sentence: '{free} frei.',
    whatToDo: 'Bald etwas Platz auf diesem Datenträger schaffen.',
    details: ['Der Ordner von Evenkeel umfasst {used}'],
  },
  'space.ok': { sentence: '{free} frei.', details: ['Der Ordner von Evenkeel umfasst {used}'] },
  'database.ok': { sentence: 'SQLite findet an der Datei nichts auszusetzen.', details: database },
  'database.damaged': {
    sentence: 'Die Datenbank ist beschädigt: {first}.',
    whatToDo:
      'Evenkeel beenden, eine Kopie des Datenordners aufheben und die neueste Datei aus seinem Ordner „backups“ zurückholen.',
    details: ['{damage}', ...database],
  },
  'writes.failing': {
    sentence: 'In die Datenbank kann gerade nichts geschrieben werden: {problem}',
    whatToDo:
      'Platz auf dem Datenträger schaffen und beenden, was die Datenbank sonst noch offen hat. Nichts ist verloren: Was wartet, liegt sicher in einer Datei.',
    details: ['{waiting} fertiger Anfragen warten in ihrem Journal'],
  },
  'writes.waiting': {
    sentence: '{waiting} fertiger Anfragen warten in ihrem Journal.',
    whatToDo: 'Eine Minute abwarten. Wird es mehr, nachsehen, ob ein anderes Programm die Datenbank offen hat.',
  },
  'writes.ok': { sentence: 'Schreiben und Lesen gingen durch, und nichts wartet.' },
  'log.lost': {
    sentence: '{lost} fertige Anfragen konnten seit dem Start nicht aufgeschrieben werden.',
    whatToDo: 'Im Protokoll die Zeilen der Stufe „error“ ansehen; meist ist der Datenträger voll.',
    details: log,
  },
  'log.unlogged': {
    sentence: '{unlogged} Ablehnungen seit dem Start kamen zu schnell, um aufgeschrieben zu werden.',
    whatToDo:
      'Ein Programm fragt immer wieder und wird abgelehnt: Im Anfrageprotokoll ist es an seinen letzten Ablehnungen zu finden.',
    details: log,
  },
  'log.ok': { sentence: 'Seit dem Start wurde nichts ausgelassen.', details: log },
  'vault.ok': { sentence: 'Ein erfundenes Geheimnis ging hinein, kam gleich heraus und ist wieder weg.' },
  'vault.changed': {
    sentence: 'Der Tresor gab etwas anderes zurück, als er bekam.',
    whatToDo: `Jetzt nirgends anmelden. Evenkeel neu starten und es ${report}.`,
  },
  'vault.problem': {
    sentence: 'Der Tresor antwortet mit einem Fehler: {problem}',
    whatToDo:
      'Solange das so ist, können Tokens nicht erneuert werden, und Konten werden eine neue Anmeldung brauchen. Den Schlüsselbund entsperren, oder den Datenordner schreibbar machen und Platz auf dem Datenträger schaffen.',
  },
  'kind.keychain': { sentence: 'So ist es.', details: [] },
  'kind.memory': {
    sentence: 'Sie liegen nur im Speicher und werden am Ende vergessen.',
    whatToDo: 'EVENKEEL_VAULT=auto wählen, um sie zu behalten.',
    details: [],
  },
  'kind.file': {
    sentence: 'Sie liegen in versiegelten Dateien, neben deren Schlüssel.',
    whatToDo:
      'Wo dieser Rechner einen Schlüsselbund hat, ihn entsperren, bevor Evenkeel startet; auf einem Server ist es so gedacht.',
    details: [],
  },
  'reach.ok': { sentence: '{host} hat geantwortet.', details: ['HTTP {status} nach {afterMs|latency}'] },
  'reach.dns': reach('Der Name lässt sich nicht auflösen: Netzverbindung, VPN und DNS-Einstellungen ansehen.'),
  'reach.connection': reach('Es kommt keine Verbindung zustande: Netzverbindung, Firewall und VPN ansehen.'),
  'reach.tls': reach(
    'Die verschlüsselte Verbindung wird verweigert: Meist liest ein Proxy oder ein Sicherheitsprogramm mit einem Zertifikat mit, dem dieser Rechner nicht traut.',
  ),
  'reach.http': reach('Es gibt eine Verbindung, aber keine Antwort: noch einmal versuchen, Proxy und VPN ansehen.'),
  'reach.proxy': reach(
    'Der Proxy lässt uns nicht durch: seine Adresse und sein Passwort in den Einstellungen ansehen.',
  ),
  'clock.no_answer': {
    sentence: 'Die Gegenstelle antwortet nicht, also gibt es keine andere Uhr zum Vergleichen.',
  },
  'clock.untold': { sentence: 'Die Gegenstelle hat nicht gesagt, wie spät es ist.' },
  'clock.ok': { sentence: 'Sie stimmt mit der Gegenstelle auf zwei Minuten überein.' },
  'clock.ahead': {
    sentence:
      'Sie geht gegenüber der Gegenstelle {minutes} Minuten vor: Zeiten von Zurücksetzungen werden falsch gezeigt, und alte Tokens gelten als frisch.',
    whatToDo: 'Die Uhr dieses Rechners nach dem Netz stellen.',
  },
  'clock.behind': {
    sentence:
      'Sie geht gegenüber der Gegenstelle {minutes} Minuten nach: Zeiten von Zurücksetzungen werden falsch gezeigt, und alte Tokens gelten als frisch.',
    whatToDo: 'Die Uhr dieses Rechners nach dem Netz stellen.',
  },
  'proxies.none': { sentence: 'Keine Variable nennt einen Proxy für einfaches HTTP.' },
  'proxies.spared': { sentence: 'NO_PROXY nimmt diesen Rechner aus.', details: ['Gesetzt: {set|list}'] },
  'proxies.half': {
    sentence:
      'Gesetzt: {set|list}; NO_PROXY nennt nicht sowohl localhost als auch 127.0.0.1. Von hier gestartete Clients könnten den Proxy nach Evenkeel fragen.',
    whatToDo: setNoProxy,
  },
  'proxies.caught': {
    sentence:
      'Gesetzt: {set|list}; NO_PROXY nennt diesen Rechner nicht. Von hier gestartete Clients könnten den Proxy nach Evenkeel fragen.',
    whatToDo: setNoProxy,
  },
  'accounts.none': {
    sentence: 'Es gibt kein Konto, also kann niemand bedient werden.',
    whatToDo: 'Eines im Dashboard hinzufügen, oder mit: evenkeel accounts add',
  },
  'account.removed': { sentence: 'Es wurde inzwischen entfernt.' },
  'account.unreadable': {
    sentence: 'Seine Tokens lassen sich nicht lesen: {problem}',
    whatToDo: signIn,
    details: account,
  },
  'account.no_tokens': { sentence: 'Der Tresor hat keine Tokens von ihm.', whatToDo: signIn, details: account },
  'account.sign_in': { sentence: '{reason|status}', whatToDo: signIn, details: account },
  'account.deactivated': {
    sentence: '{reason|status}',
    whatToDo: 'Das Konto bei OpenAI ansehen oder es hier entfernen.',
    details: account,
  },
  'account.paused': { sentence: 'Es wurde von Hand angehalten.', details: account },
  'account.usage_never': {
    sentence: 'Noch hat niemand gesagt, was von ihm verbraucht ist.',
    whatToDo: 'In seinem Menü den Verbrauch abfragen; was daran hindert, steht in seinem letzten Fehler.',
    details: account,
  },
  'account.usage_old': {
    sentence: 'Seit {usageMs} hat niemand gesagt, was von ihm verbraucht ist.',
    whatToDo: 'In seinem Menü den Verbrauch abfragen; was daran hindert, steht in seinem letzten Fehler.',
    details: account,
  },
  'account.ok': { sentence: 'Seine Tokens sind da, und es ist aktiv.', details: account },
  'account.limited': { sentence: '{reason|status}', details: account },
  'probe.none': { sentence: 'Kein Konto ist aktiv.' },
  'probe.silent': {
    sentence: '{name}: Die Gegenstelle hat nicht geantwortet.',
    whatToDo: 'Den Test des Netzes weiter oben ansehen.',
  },
  'probe.ok': { sentence: '{name}: Die Gegenstelle hat geantwortet (HTTP {status}).' },
  'probe.limit': {
    sentence: '{name}: Sein Limit ist erreicht (HTTP 429).',
    whatToDo: 'Nichts ist kaputt. Andere Konten bedienen weiter.',
  },
  'probe.refused': {
    sentence: '{name}: Die Gegenstelle hat abgelehnt (HTTP {status}).',
    whatToDo: 'Der Grund steht im Anfrageprotokoll.',
  },
  'models.no_account': { sentence: 'Es gibt kein Konto, dessen Modelle sich auflisten ließen.' },
  'models.never': { sentence: 'Noch hat kein Konto seine Modelle aufgelistet.', whatToDo: askForModels },
  'models.old': { sentence: 'Die Liste ist {ageMs} alt.', whatToDo: askForModels },
  'models.ok': { sentence: '{count} Modelle, Stand vor {ageMs}.' },
  'prices.none_asked': { sentence: 'In den letzten sieben Tagen hat niemand nach einem Modell gefragt.' },
  'prices.ok': { sentence: 'Alle {asked} haben einen.' },
  'prices.missing': {
    sentence: '{missing} von {asked} haben keinen, daher stecken ihre Kosten in keiner Summe.',
    whatToDo: 'Ihre Preise unter Schlüssel, Preise, eintragen.',
  },
  'keys.none_active': {
    sentence: 'Jeder Client muss einen Schlüssel haben, und keiner ist aktiv: Jeder Client wird abgelehnt.',
    whatToDo: 'Unter Schlüssel einen anlegen, oder die Pflicht in den Einstellungen zurücknehmen.',
    details: keys,
  },
  'keys.expired': {
    sentence: 'Abgelaufen: {names|list}.',
    whatToDo:
      'Programme, die noch einen davon haben, werden abgelehnt. Ihm unter Schlüssel mehr Zeit geben oder ihn löschen.',
    details: keys,
  },
  'keys.required': { sentence: 'Jeder Client muss einen Schlüssel haben.', details: keys },
  'keys.optional': {
    sentence: 'Programme auf diesem Rechner brauchen keinen Schlüssel; die einen haben, halten sich an dessen Regeln.',
    details: keys,
  },
  'clients.drifted': {
    sentence: '{names|clients}: von Evenkeel eingerichtet und seither geändert.',
    whatToDo: 'Unter Verbinden neu einrichten; was jetzt in der Datei steht, bleibt erhalten.',
    details: ['{states|setup}'],
  },
  'clients.unreadable': {
    sentence: '{names|clients}: Seine Einstellungen lassen sich nicht lesen.',
    whatToDo: 'Seine Datei ansehen; ein Programm, das seine Einstellungen nicht lesen kann, startet womöglich nicht.',
    details: ['{states|setup}'],
  },
  'clients.ok': { sentence: '{names|clients}.', details: ['{states|setup}'] },
  'clients.none': { sentence: 'Evenkeel hat keines eingerichtet.', details: ['{states|setup}'] },
  'settings.ok': { sentence: 'Was gesetzt ist, ist an einer Stelle gesetzt.' },
  'settings.twice': {
    sentence: 'Einstellungen sind an mehr als einer Stelle angegeben, und nur die erste zählt.',
    whatToDo: 'Herausnehmen, was nicht gemeint ist.',
    details: ['{lines|setting}'],
  },
  'versions.ok': { sentence: '{running}.' },
  'versions.old': { sentence: '{running}.', whatToDo: 'Evenkeel braucht Node {least} oder neuer.' },
  'loop.ok': {
    sentence: 'Die Ereignisschleife kommt mit.',
    details: ['99 von 100 Runden in {late} ms, die längste {longest} ms'],
  },
  'loop.late': {
    sentence: 'Die Ereignisschleife hinkt {late} ms hinterher: So sehr stockt jeder Stream.',
    whatToDo: `Nachsehen, ob dieser Rechner überlastet ist. Ist er es nicht, es ${report}.`,
    details: ['99 von 100 Runden in {late} ms, die längste {longest} ms'],
  },
  'memory.ok': { sentence: '{used} in Gebrauch.', details: ['Davon Objekte: {objects}'] },
  'memory.much': {
    sentence: '{used} in Gebrauch, weit mehr als üblich.',
    whatToDo: `Evenkeel neu starten, wenn nichts läuft, und es ${report}.`,
    details: ['Davon Objekte: {objects}'],
  },
  'requests.paused': {
    sentence: 'Evenkeel wurde angehalten: Jede Anfrage wird abgelehnt.',
    whatToDo: 'In der Leiste oder auf der Übersicht fortsetzen.',
  },
  'requests.ok': { sentence: '{running} laufen; Evenkeel ist seit {minutes} Minuten in Betrieb.', details: [] },
  'test.failed': {
    sentence: 'Der Test selbst ist fehlgeschlagen: {problem}',
    whatToDo: 'Noch einmal ausführen; bleibt es so, melden.',
  },
  'test.overdue': {
    sentence: 'Innerhalb von {seconds} Sekunden kam keine Antwort.',
    whatToDo: `Etwas steckt fest. Evenkeel neu starten; bleibt es so, es ${report}.`,
  },
};
