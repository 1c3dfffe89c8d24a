import type { StartReasons } from './start-code.ts';

/** Why the engine does not run, in German. */
export const deStartReasons: StartReasons = {
  port_forbidden: 'Das System gibt diesen Port nicht frei. Bitte einen anderen nutzen.',
  address_unavailable: 'Unter der eingestellten Adresse kann hier nicht gelauscht werden. 127.0.0.1 geht immer.',
  address_not_loopback: 'Unter der eingestellten Adresse wäre Evenkeel für andere im Netz erreichbar.',
  draining: 'Evenkeel wird gerade beendet.',
  data_dir_in_use: 'Ein anderes Programm benutzt denselben Datenordner. Es zuerst beenden.',
  data_dir_unusable: 'Der Datenordner lässt sich nicht benutzen. Schreibrechte und freien Platz prüfen.',
  store_damaged: 'Die Datenbank ist beschädigt. Die neueste Kopie aus dem Ordner „backups“ kann an ihre Stelle treten.',
  store_newer: 'Diese Daten hat ein neueres Evenkeel geschrieben. Bitte jene Version wieder installieren.',
  store_write_failed: 'In die Datenbank kann nicht geschrieben werden.',
  store_read_failed: 'Die Datenbank kann nicht gelesen werden.',
  store_closed: 'Die Datenbank ist schon geschlossen.',
  vault_unavailable: 'Der Ort, an dem die Tokens liegen, ist nicht erreichbar.',
  vault_locked: 'Der Schlüsselbund des Systems ist gesperrt. Ihn entsperren und es erneut versuchen.',
  vault_replaced:
    'Der Dienst hinter dem Schlüsselbund wurde ersetzt, während Evenkeel lief. Ein neuer Versuch hilft nicht: Evenkeel beenden und neu starten.',
  vault_damaged: 'Was über die Tokens aufbewahrt ist, lässt sich nicht verstehen.',
  vault_write_failed: 'Tokens lassen sich nicht aufbewahren.',
  setting_invalid: 'Eine Einstellung hat einen Wert, der nicht geht.',
};
