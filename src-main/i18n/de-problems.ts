import type { Spoken } from '../../src-proxy/contract/language.ts';
import { deStartReasons } from './de-start-reasons.ts';
import type { enProblems } from './en-problems.ts';
import { startReason } from './start-code.ts';

export const deProblems: Spoken<typeof enProblems> = {
  start: {
    failed: 'Evenkeel konnte nicht starten',
    reason: (code, message) => startReason(deStartReasons, code, message),
    portTaken: (port) => `Port ${port} ist belegt`,
    portTakenBy: (port, holder) => `Port ${port} ist belegt durch ${holder}`,
    process: (pid) => `Prozess ${pid}`,
    program: (name, pid) => `${name} (Prozess ${pid})`,
    anotherEvenkeel: (dashboard) => `Dort läuft schon ein anderes Evenkeel; sein Dashboard ist unter ${dashboard}.`,
    anotherEvenkeelOf: (pid, dashboard) =>
      `Dort läuft schon ein anderes Evenkeel (Prozess ${pid}); sein Dashboard ist unter ${dashboard}.`,
    quitHolder: 'Dieses Programm beenden und es erneut versuchen, oder Evenkeel einen anderen Port nutzen lassen.',
    unknownHolder: 'Das System verrät nicht, welches Programm ihn hält.',
    unreachable: 'Programme, die für diesen Port eingerichtet sind, erreichen Evenkeel nicht, solange er belegt ist.',
    tryAgain: 'Erneut versuchen',
    otherPort: 'Anderen Port nutzen…',
    later: 'Später',
    quit: 'Beenden',
    useOther: (port) => `Port ${port} nutzen, bis Evenkeel beendet wird?`,
    useOtherDetail: (free, wanted) =>
      `Port ${free} ist frei. Programme, die für Port ${wanted} eingerichtet sind, finden Evenkeel dort nicht; ihre Konfiguration ist aus dem Dashboard neu zu kopieren. Der nächste Start versucht es wieder mit Port ${wanted}.`,
    usePort: (port) => `Port ${port} nutzen`,
    back: 'Zurück',
  },
  withoutTray: {
    goesOn: 'Evenkeel läuft weiter',
    comeBack:
      'Diese Arbeitsumgebung zeigt kein Symbol dafür. Das Fenster kommt wieder, wenn Evenkeel noch einmal gestartet wird. Unter GNOME zeigt die Erweiterung „AppIndicator and KStatusNotifierItem Support“ das Symbol.',
  },
  failed: {
    ok: 'OK',
    account: {
      'use-only': (name) => `${name} konnte nicht zum einzigen Konto gemacht werden`,
      pause: (name) => `${name} konnte nicht angehalten werden`,
      resume: (name) => `${name} konnte nicht fortgesetzt werden`,
      probe: (name) => `Die winzige Anfrage mit ${name} kam nicht zustande`,
      'refresh-usage': (name) => `Die Werte von ${name} konnten nicht aktualisiert werden`,
      'use-reset': (name) => `Die Zurücksetzungen von ${name} konnten nicht geöffnet werden`,
      'sign-in': (name) => `Die Anmeldung von ${name} konnte nicht geöffnet werden`,
      'copy-email': (name) => `Die E-Mail von ${name} konnte nicht kopiert werden`,
      details: (name) => `Die Einzelheiten zu ${name} konnten nicht geöffnet werden`,
    },
    usageOfMany: (text) => `Die Werte von ${text} Konten konnten nicht aktualisiert werden`,
    useAll: 'Die anderen Konten konnten nicht wieder hinzugenommen werden',
    pauseProxy: 'Evenkeel konnte nicht angehalten werden',
    resumeProxy: 'Evenkeel konnte nicht fortgesetzt werden',
    hideEmails: 'Das Verbergen der E-Mails konnte nicht geändert werden',
    atLogin: 'Der Start bei der Anmeldung am System konnte nicht geändert werden',
    atLoginUnapproved: 'macOS lässt Evenkeel noch nicht bei der Anmeldung am System starten',
    logFolder: 'Der Protokollordner konnte nicht geöffnet werden',
    lineBreak: 'Ein Pfad mit einem Zeilenumbruch kann nicht bei der Anmeldung am System gestartet werden.',
  },
};
