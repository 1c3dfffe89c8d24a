import type { SpokenWords } from '../spoken-words.ts';

/** How a sign-in ended and what a test of a way out found, in German. What they name stands in the engine's sentence below. */
export const deWays: SpokenWords['said'] = {
  'login.identity_missing': 'Die Tokens sagen nicht, zu welchem Konto sie gehören; es wurde nicht hinzugefügt.',
  'login.account_not_found': 'Das Konto wurde während der Anmeldung entfernt. Nichts wurde geändert.',
  'login.account_mismatch': 'Angemeldet wurde ein anderes Konto als das gemeinte. Nichts wurde geändert.',
  'login.server_error': 'Das Konto konnte nicht gespeichert werden. Näheres steht im Protokoll.',
  'login.cancelled': 'Die Anmeldung wurde abgebrochen.',
  'login.stopping': 'Evenkeel wurde beendet, bevor die Anmeldung fertig war.',
  'login.superseded': 'Zu viele Anmeldungen waren zugleich offen; die älteste wurde beendet.',
  'login.login_expired': 'Niemand hat die Anmeldung rechtzeitig beendet. Bitte von vorn beginnen.',
  'login.device_code_expired': 'Der Code ist abgelaufen. Bitte von vorn beginnen, um einen neuen zu bekommen.',
  'login.cancelled_by_program':
    'Ein anderes Programm wollte den Port der Anmeldung, wie `codex login` es tut. Diese Anmeldung wurde darum abgebrochen; danach von vorn beginnen.',
  'login.access_denied': 'Die Anmeldung wurde im Browser abgelehnt. War das ein Versehen, von vorn beginnen.',
  'login.expired_token': 'Der Code ist abgelaufen. Bitte von vorn beginnen, um einen neuen zu bekommen.',
  'login.invalid_grant':
    'Der Anmeldedienst nimmt den Code nicht an: Er ist zu alt oder schon benutzt. Bitte von vorn beginnen.',
  'login.upstream_unreachable': 'Der Anmeldedienst ist nicht zu erreichen. Die Netzverbindung ansehen.',
  'login.proxy_network_unavailable': 'Der Anmeldedienst ist nicht zu erreichen. Die Netzverbindung ansehen.',
  'login.vault_locked': 'Der Schlüsselbund des Systems ist gesperrt. Ihn entsperren und es erneut versuchen.',
  'login.vault_replaced':
    'Der Dienst hinter dem Schlüsselbund wurde ersetzt, während Evenkeel lief. Ein neuer Versuch hilft nicht: Evenkeel beenden und neu starten.',
  'login.vault_damaged': 'Was über die Tokens aufbewahrt ist, lässt sich nicht verstehen.',
  'login.vault_write_failed': 'Tokens lassen sich nicht aufbewahren.',
  'login.refused': 'Der Anmeldedienst hat die Anmeldung abgelehnt.',
  'way.ok': 'Auf diesem Weg ist die Gegenstelle zu erreichen.',
  'way.address': 'Diese Adresse eines Proxys geht nicht.',
  'way.proxy': 'Der Proxy ist nicht zu benutzen.',
  'way.proxy_sign_in': 'Der Proxy nimmt Benutzernamen und Passwort nicht an.',
  'way.upstream': 'Auf diesem Weg ist die Gegenstelle nicht zu erreichen.',
};
