import type { SpokenWords } from '../spoken-words.ts';

const codexLogin = '`codex login` ausführen und die auth.json importieren, die es schreibt.';
const isApiKey = `Das ist ein API-Schlüssel und keine Anmeldung bei ChatGPT. ${codexLogin}`;

/** What is said of files of accounts and of a codex-lb, in German. */
export const deImport: SpokenWords['said'] = {
  'import.not_json': 'Das ist kein JSON. Die auth.json aus dem Ordner von Codex wählen.',
  'import.too_large': 'Die Datei ist zu groß für eine mit Konten. Eine andere wählen oder sie aufteilen.',
  'import.too_complex': 'Die Datei ist zu tief verschachtelt oder hat zu viele Teile, um eine mit Konten zu sein.',
  'import.too_many_accounts': 'In der Datei sind mehr Konten, als sich auf einmal importieren lassen. Sie aufteilen.',
  'import.not_recognised':
    'Darin ist keine Anmeldung, die Evenkeel kennt. Die auth.json von Codex oder OpenCode wählen oder was ein anderer Kontenpool exportiert.',
  'import.api_key': isApiKey,
  'import.other_service': 'Das gehört zu einem anderen Dienst. Evenkeel verteilt auf Konten von ChatGPT.',
  'import.bare_token':
    'Das ist Text, vielleicht ein einzelnes Token. Eine Anmeldung besteht aus Zugriffs- und Erneuerungstoken: die ganze auth.json importieren oder das Konto über den Browser hinzufügen.',
  'import.no_tokens': 'Darin sind keine Tokens. {format|remedy}',
  'import.no_access_token': 'Das Zugriffstoken fehlt. {format|remedy}',
  'import.no_refresh_token': 'Das Erneuerungstoken fehlt; die Anmeldung wäre bald zu Ende. {format|remedy}',
  'import.damaged_token': 'Ein Token ist beschädigt. {format|remedy}',
  'import.sealed': 'Die Tokens sind verschlüsselt, und der Schlüssel fehlt. {format|remedy}',
  'import.signed_out': 'Das Konto ist dort abgemeldet. {format|remedy}',
  'import.no_identity': 'Die Tokens sagen nicht, zu welchem Konto von ChatGPT sie gehören. {format|remedy}',
  'import.remedy.codex': codexLogin,
  'import.remedy.opencode':
    'Mit `opencode auth login` neu bei ChatGPT anmelden und die auth.json importieren, die es schreibt.',
  'import.remedy.cli-proxy-api': 'Dort neu anmelden (`-codex-login`) und die neue Datei importieren.',
  'import.remedy.sub2api': 'Das Konto noch einmal mit seinen Zugangsdaten exportieren oder hier anmelden.',
  'import.remedy.codex-lb': 'Das Konto dort noch einmal exportieren oder hier anmelden.',
  'import.remedy.tokens': `${codexLogin} Oder das Konto über den Browser hinzufügen.`,
  'import.older': 'Die Tokens der Datei sind älter als die vorhandenen und bleiben ohne ausdrücklichen Wunsch weg.',
  'import.older_there': 'Evenkeel hat eine neuere Anmeldung dieses Kontos und behält sie.',
  'import.duplicate':
    'Dasselbe Konto wie Nummer {place} in {file}, dessen Tokens nicht älter sind und genommen werden.',
  'import.lost_there': 'codex-lb ist bei diesem Konto abgemeldet. Hier muss es neu angemeldet werden.',
  'import.lost_there_known_here':
    'codex-lb ist bei diesem Konto abgemeldet, und hier gibt es das Konto schon: Es bleibt, wie es ist.',
  'import.paused_there': 'In codex-lb ist es angehalten und bleibt es auch hier.',
  'import.deleted_there': 'Es wurde in codex-lb gelöscht, und seine Tokens sind fort.',
  'import.no_key': 'Ohne den Schlüssel lassen sich die Tokens nicht lesen. Das Konto stattdessen hier anmelden.',
  'import.foreign_key':
    'Der Schlüssel passt nicht zu den Tokens. Gesucht ist die encryption.key, die zu dieser Datenbank gehört.',
  'import.not_stored': 'Das Konto konnte nicht gespeichert werden. Näheres steht im Protokoll.',
  'codex_lb.history': 'Die bisherigen Anfragen bleiben in codex-lb; sie werden nicht importiert.',
  'codex_lb.stop_it':
    'codex-lb beenden, bevor diese Konten hier benutzt werden: Von zwei Programmen mit derselben Anmeldung macht das erste, das sie erneuert, die des anderen ungültig.',
  'codex_lb.keys_wanted':
    'codex-lb verlangt von jedem Programm einen API-Schlüssel. Mit seinen Einstellungen tut Evenkeel das auch: die Schlüssel mit übernehmen oder neue anlegen.',
  'codex_lb.none_here': 'In {path} ist keine Datenbank von codex-lb.',
  'codex_lb.no_accounts': 'In der Datenbank dieses codex-lb ist kein Konto.',
  'codex_lb.writing': 'codex-lb hat die ganze Zeit in {path} geschrieben. Es beenden und noch einmal versuchen.',
  'codex_lb.damaged':
    'Die Datenbank {path} ist beschädigt ({failure}). codex-lb hat Kopien in seinem Ordner „backups“.',
  'codex_lb.unreadable': 'Die Datenbank {path} lässt sich nicht lesen ({failure}).',
  'codex_lb.no_room':
    'Die Datenbank {path} lässt sich nicht zum Lesen kopieren, weil der Platz dafür fehlt. Platz schaffen oder TMPDIR auf einen Ordner setzen, der ihn hat.',
  'codex_lb.not_a_key':
    '{path} enthält keinen Schlüssel von codex-lb (32 Bytes in URL-sicherem Base64); die Tokens lassen sich so nicht lesen.',
  'codex_lb.key_unreadable': 'Der Schlüssel {path} lässt sich nicht lesen ({failure}).',
  'codex_lb.no_key':
    'Neben der Datenbank liegt keine {keyName}, und ohne sie lassen sich die Tokens nicht lesen. Lief codex-lb mit CODEX_LB_ENCRYPTION_KEY_FILE, das auch für Evenkeel setzen.',
  'codex_lb_key.unknown_form': 'Er ist in einer Form aufbewahrt, die hier unbekannt ist.',
  'codex_lb_key.accounts_removed': 'Er gilt nur für bestimmte Konten, und die wurden alle entfernt.',
  'codex_lb_key.accounts_missing': 'Er gilt nur für bestimmte Konten, und keines davon ist hier.',
  'codex_lb_key.for_sources': 'Er gilt nur für bestimmte Modellquellen, und die werden nicht übernommen.',
  'codex_lb_key.rules_unreadable': 'Was er erlaubt, lässt sich nicht lesen.',
  'codex_lb_key.expiry_unreadable': 'Wann er abläuft, lässt sich nicht lesen.',
  'codex_lb_key.unknown_rule': 'Er hat eine Regel, die hier unbekannt ist: {rule}.',
  'codex_lb_key.left_out': 'Ausgelassen: seine Regel für den Transport ({policy}).',
};
