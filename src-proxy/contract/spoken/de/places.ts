import type { SpokenWords } from '../spoken-words.ts';

/** Where tokens are kept, and what became of asking a model source, in German. */
export const dePlaces: SpokenWords['said'] = {
  'vault.in_keychain': 'Tokens liegen im Schlüsselbund des Systems, unter dem Namen „{service}“.',
  'vault.in_memory': 'Tokens liegen nur im Speicher und sind fort, wenn Evenkeel endet.',
  'vault.in_files':
    'Tokens liegen in versiegelten Dateien in {folder}, neben ihrem Schlüssel, und NICHT im Schlüsselbund des Systems.',
  'vault.readable': 'Wer die eigenen Dateien lesen kann, kann auch sie lesen.',
  'vault.chosen': 'Die Einstellungen wollen es so.',
  'vault.began_without':
    'Dieser Datenordner begann ohne Schlüsselbund und bleibt bei den Dateien; EVENKEEL_VAULT=keychain und eine neue Anmeldung ändern das.',
  'vault.no_library':
    'Die Bibliothek für den Schlüsselbund lässt sich nicht laden. Unter Linux das Paket libsecret-1-0 installieren (auf Fedora und Arch libsecret) und neu starten. (Der Schlüsselbund sagt: {said})',
  'vault.no_bus':
    'Es gibt keine D-Bus-Sitzung, über die ein Schlüsselbund zu erreichen wäre. Evenkeel aus einer Desktop-Sitzung starten oder unter dbus-run-session mit einem Dienst wie gnome-keyring. (Der Schlüsselbund sagt: {said})',
  'vault.no_service':
    'In dieser Sitzung läuft kein Dienst für Geheimnisse. Einen wie gnome-keyring oder KWallet installieren und starten. (Der Schlüsselbund sagt: {said})',
  'vault.locked':
    'Der Schlüsselbund des Systems ist gesperrt oder wartet auf ein Passwort. Ihn entsperren und neu starten. (Der Schlüsselbund sagt: {said})',
  'vault.replaced':
    'Der Dienst für Geheimnisse, mit dem Evenkeel verbunden war, hat geendet oder wurde durch einen anderen ersetzt; ein neuer Versuch erreicht den neuen nicht. Evenkeel beenden und neu starten. (Der Schlüsselbund sagt: {said})',
  'vault.broken':
    'Der Schlüsselbund des Systems funktioniert nicht. Unter Linux braucht es das Paket libsecret-1-0 und einen laufenden Dienst wie gnome-keyring. (Der Schlüsselbund sagt: {said})',
  'source.lists': '{origin} antwortet und nennt so viele Modelle: {count}.',
  'source.redirects':
    '{origin} verweist an eine andere Adresse ({place}). Der Schlüssel wird nicht dorthin gesendet: Ist das richtig, jene Adresse eintragen.',
  'source.wants_key': '{origin} verlangt einen Schlüssel ({statusCode}), und keiner ist eingetragen.',
  'source.key_refused': '{origin} nimmt den Schlüssel nicht an ({statusCode}).',
  'source.nothing_there':
    '{origin} antwortet, hat aber nichts an {baseUrl}/models (404). Die meisten Adressen enden auf /v1.',
  'source.status': '{origin} hat mit {statusCode} geantwortet.',
  'source.no_list':
    '{origin} antwortet, aber nicht mit einer Liste von Modellen wie die API von OpenAI. Stimmt die Adresse? Die meisten enden auf /v1.',
  'source.silent': '{origin} hat innerhalb von {seconds} Sekunden nicht geantwortet.',
  'source.unfit_address':
    '{origin} lässt sich nicht benutzen: Die Adresse liegt, wo keine Modellquelle sein darf, oder http würde den Schlüssel offen durchs Internet senden.',
  'source.nobody_listens': 'An {origin} antwortet niemand. Läuft der Server, und stimmt der Port?',
  'source.no_such_name': 'Den Namen in {origin} kennt niemand, oder es gibt gerade kein Netz.',
  'source.too_slow': '{origin} war nicht rechtzeitig zu erreichen.',
  'source.unsafe': '{origin} ist nicht sicher zu erreichen: Zertifikat oder TLS sind nicht in Ordnung ({code}).',
  'source.broke_off': '{origin} brach ab, bevor eine Antwort kam{why}.',
  'source.unreachable': 'Die Modellquelle war nicht zu erreichen ({code}).',
  'source.broke_off_early': 'Die Modellquelle brach ab, bevor ihre Antwort vollständig war.',
  'source.fell_silent': 'Die Modellquelle hat {seconds} Sekunden lang nichts gesendet; länger darf sie nicht brauchen.',
  'source.unreadable': 'Die Modellquelle hat etwas geantwortet, das sich nicht verstehen lässt.',
  'source_address.none': 'Das ist keine Adresse. Sie ganz angeben, etwa https://api.example.com/v1.',
  'source_address.scheme': 'Die Adresse muss mit https:// beginnen, im eigenen Netz mit http://.',
  'source_address.credentials':
    'Benutzername und Passwort gehören nicht in die Adresse: Der Schlüssel hat ein eigenes Feld.',
  'source_address.query':
    'Was mit ? oder # beginnt, weglassen: Ein Pfad wie /chat/completions kommt hinter die Adresse.',
  'source_address.path': 'Der Pfad der Adresse muss einfach sein, etwa /v1.',
  'source_address.no_server': 'Die Adresse nennt keinen Server.',
  'source_address.circle': 'Hier lauscht Evenkeel selbst: Anfragen gingen im Kreis.',
  'source_address.forbidden':
    '{address} ist link-lokal, ein Metadatendienst oder kein einzelner Rechner; dort kann keine Modellquelle sein.',
  'source_address.in_the_clear':
    'http würde den Schlüssel und jede Eingabe unverschlüsselt an {address} senden. https benutzen; http ist für diesen Rechner und für private Netze.',
};
