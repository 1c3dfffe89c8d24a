import type { SpokenWords } from '../spoken-words.ts';

const again = 'Bitte bei diesem Konto neu anmelden.';

/** Why an account is out, how it stands, and how programs are set up, in German. */
export const deSaid: SpokenWords['said'] = {
  'status.paused': 'Von Hand angehalten. Fortsetzen, um es wieder zu nutzen.',
  'status.paused_lost': 'Von Hand angehalten. Inzwischen: {loss}',
  'status.rate_limited':
    'Das Nutzungslimit ist erreicht. Es kommt von selbst zurück, wenn das Zeitfenster neu beginnt.',
  'status.quota_exceeded':
    'Das Kontingent ist aufgebraucht. Es kommt von selbst zurück, sobald die Gegenstelle wieder Platz meldet.',
  'status.no_codex': 'Der Tarif dieses Kontos enthält Codex nicht.',
  'status.refused': 'Das Konto wurde abgelehnt ({reason}).',
  'loss.refresh_token_expired': `Die Anmeldung ist abgelaufen. ${again}`,
  'loss.refresh_token_reused':
    'Ein anderes Programm hat diese Anmeldung benutzt und unsere damit ungültig gemacht. Neu anmelden, und nur ein Programm die Anmeldung behalten lassen.',
  'loss.refresh_answer_lost': `Die Antwort auf eine Erneuerung dieser Anmeldung ging auf dem Weg zu uns verloren, und mit ihr die neuen Tokens. ${again}`,
  'loss.refresh_token_invalidated': `Die Anmeldung wurde widerrufen. ${again}`,
  'loss.invalid_refresh_token': `Die Anmeldung wird nicht mehr angenommen. ${again}`,
  'loss.invalid_grant': `Die Anmeldung wird nicht mehr angenommen. ${again}`,
  'loss.token_invalidated': `Die Sitzung wurde beendet. ${again}`,
  'loss.token_revoked': `Die Sitzung wurde widerrufen. ${again}`,
  'loss.token_expired': `Das Zugriffstoken ist abgelaufen und ließ sich nicht erneuern. ${again}`,
  'loss.app_session_terminated': `Die ChatGPT-Sitzung ist zu Ende. ${again}`,
  'loss.account_session_expired': `Die ChatGPT-Sitzung ist zu Ende. ${again}`,
  'loss.repeated_refusals': `Die Gegenstelle hat dieses Konto mehrmals in Folge abgelehnt, ohne zu sagen, warum. ${again}`,
  'loss.account_auth_invalidated': `Die Gegenstelle hat ein frisches Token abgelehnt. ${again}`,
  'loss.invalid_workspace_selected':
    'Der Arbeitsbereich dieser Anmeldung kann nicht benutzt werden. Neu anmelden und einen anderen wählen.',
  'loss.tokens_missing':
    'Die Tokens dieses Kontos sind nicht im Tresor. Seine auth.json importieren oder neu anmelden.',
  'loss.sign_in_unfinished': `Die Anmeldung bei diesem Konto brach ab, bevor sie fertig war. ${again}`,
  'loss.account_deactivated': 'OpenAI hat dieses Konto deaktiviert.',
  'loss.account_suspended': 'OpenAI hat dieses Konto gesperrt.',
  'loss.account_deleted': 'Dieses Konto wurde bei OpenAI gelöscht.',
  'loss.deactivated_workspace': 'Der Arbeitsbereich dieses Kontos wurde deaktiviert.',
  'loss.usage_not_paid':
    'Die Gegenstelle will eine Zahlung, bevor sie den Verbrauch dieses Kontos nennt (HTTP 402). Das mit OpenAI klären, dann das Konto fortsetzen.',
  'loss.usage_not_found':
    'Die Gegenstelle kennt den Verbrauch dieses Kontos nicht mehr (HTTP 404). Es fortsetzen, um es noch einmal zu versuchen, oder es entfernen.',
  'verdict.ready': 'Bereit.',
  'verdict.out': '{reason|status}',
  'verdict.back_in': '{reason|status} Das sollte in {leftMs} so weit sein.',
  'verdict.rest_burst': 'Ruht nach vielen Anfragen auf einmal, noch {leftMs}.',
  'verdict.rest_errors': 'Ruht nach mehreren Fehlern in Folge, noch {leftMs}.',
  'verdict.window': '{windowMinutes|window}: {usedPercent|percent} verbraucht (beginnt in {resetsMs} neu).',
  'verdict.window_open': '{windowMinutes|window}: {usedPercent|percent} verbraucht.',
  'verdict.window_reset': '{windowMinutes|window}: hat seither neu begonnen.',
  'verdict.credits': 'Guthaben: {balance}.',
  'verdict.credits_some': 'Guthaben ist vorhanden.',
  'verdict.credits_unlimited': 'Guthaben ohne Grenze.',
  'verdict.refusal': 'Letzte Ablehnung: {code}, vor {agoMs}.',
  'verdict.silent': 'Die Gegenstelle hat noch nichts gesagt.',
  'verdict.suggestion': 'Eine Probe entscheidet es.',
  'port.free': 'frei',
  'port.ours': 'hier läuft gerade eine Anmeldung',
  'port.system': 'vom System vorbehalten, wie bei Windows für Hyper-V und WSL',
  'port.held': 'belegt von {holder}',
  'client.set_up': '{name|client} geht durch Evenkeel.',
  'client.by_hand': '{name|client} geht durch Evenkeel; es wurde von Hand eingerichtet.',
  'client.drifted': '{name|client} wurde von Evenkeel eingerichtet, aber seither hat sich etwas geändert.',
  'client.elsewhere':
    '{name|client} ist für {endpoint} eingerichtet. Seine Einstellungen bleiben; was die Zeilen von Evenkeel ersetzen, wird beiseitegelegt und kommt beim Rückgängigmachen wieder.',
  'client.not_yet': '{name|client} geht noch nicht durch Evenkeel.',
  'client.not_found': '{name|client} wurde auf diesem Computer nicht gefunden.',
  'client.unreadable': '{path} hat eine Form, die nicht von selbst geändert wird.',
  'drift.deleted': '{path} wurde seither gelöscht.',
  'drift.provider': 'Codex benutzt jetzt den Anbieter „{provider}“ und kommt daher nicht zu Evenkeel.',
  'drift.address': 'Codex wird zu {endpoint} geleitet, und Evenkeel antwortet an {origin}.',
  'drift.side':
    'chatgpt_base_url ist nicht mehr {side}. Mit einer ChatGPT-Anmeldung kann Codex dann an Evenkeel vorbeigehen oder zuerst chatgpt.com fragen.',
  'drift.comments':
    'Ein anderes Programm hat die Kommentare um die Zeilen von Evenkeel entfernt. Rückgängig machen geht trotzdem.',
  'drift.taken_out': 'Jemand hat seither aus der Datei genommen, was Evenkeel geschrieben hat.',
  'drift.profile':
    'Das Profil „{profile}“ ist in Gebrauch und nennt den Anbieter „{provider}“, der über diesen Zeilen steht.',
  'drift.provider_address': 'Der Anbieter „{name}“ führt zu {endpoint}, und Evenkeel antwortet an {origin}.',
  'drift.key_missing': 'Evenkeel verlangt einen API-Schlüssel, und dieses Programm sendet keinen davon.',
  'note.set_aside': 'Bis zum Rückgängigmachen beiseitegelegt, nicht gelöscht: {lines}',
  'note.threads_stay':
    'Frühere Threads bleiben, wo sie sind. Braucht ein aktuelles Codex (0.98 beachtet openai_base_url nicht: für ein so altes die Form als eigener Anbieter wählen).',
  'note.threads_hidden':
    'Codex listet Threads nach Anbieter: Frühere sind verborgen, solange dies gilt, und kommen beim Rückgängigmachen wieder.',
  'note.only_address': 'Nur die Adresse ändert sich.',
  'note.own_providers':
    'Eigene Anbieter und die Wahl eines Modells bleiben. In OpenCode mit /models ein Modell von Evenkeel wählen.',
  'note.provider_address': 'Nur die Adresse des Anbieters „{name}“ ändert sich.',
  'note.key_needed':
    'Evenkeel verlangt einen API-Schlüssel, und so würde das Programm keinen davon senden: Es könnte nicht arbeiten. Auf der Seite „Schlüssel“ oder mit „evenkeel keys create“ einen anlegen und hier angeben.',
  'note.key_needs_provider':
    'Die eingebaute Form kann keinen Schlüssel tragen, daher ist dies die Form als eigener Anbieter. Um die eingebaute zu behalten, den Schlüssel hier weglassen und Codex damit anmelden: codex login --with-api-key.',
  'note.key_written':
    'Der Schlüssel steht dann in dieser Datei, und wer sie liest, kann ausgeben, was der Schlüssel darf. Rückgängig machen nimmt ihn wieder heraus.',
  written: '{path} wurde geschrieben.',
  'restore.not_there': '{path} gibt es nicht; es ist nichts rückgängig zu machen.',
  'restore.as_before': '{path} ist wieder genau wie vor Evenkeel.',
  'restore.gone_again': '{path} ist wieder weg: Vor Evenkeel gab es sie nicht.',
  'restore.nothing_ours': 'In {path} ist nichts von Evenkeel; die Datei blieb, wie sie ist.',
  'restore.lines_out': 'Die Zeilen von Evenkeel sind aus {path} heraus; sonst wurde nichts darin geändert.',
  'restore.edited':
    '{path} wurde bearbeitet, nachdem Evenkeel hineingeschrieben hat. Nur die Zeilen von Evenkeel wurden herausgenommen; alles Bearbeitete bleibt.',
  'check.leads_here': 'Die Datei führt zu {endpoint}.',
  'check.leads_elsewhere': 'Die Datei führt nicht zu diesem Computer.',
  'check.nobody': 'An {origin} antwortet niemand.',
  'check.stranger': 'Was an {origin} antwortet, ist nicht Evenkeel.',
  'check.answers': 'Dort antwortet Evenkeel.',
  'check.models':
    'Es lässt dieses Programm ein und antwortet mit seinen Modellen: Der Weg ist frei. Kein Modell wurde gefragt.',
  'check.no_models': 'Auf die Frage nach seinen Modellen kam keine Antwort.',
  'check.status': 'Auf die Frage nach seinen Modellen kam HTTP {status}.',
  'check.key_elsewhere':
    'Sein Schlüssel liegt außerhalb seiner Datei, in einer Variablen oder einer eigenen Datei, wo Evenkeel ihn nicht sieht: Ob es eingelassen wird, zeigt sich bei der ersten Anfrage.',
};
