import { z } from 'zod';

import { languages } from '../language.ts';
import { declare, flagText } from './declare.ts';

/** What the percentage in the tray icon is of. */
export const trayPercentKinds = ['pool', 'lowest', 'short', 'week', 'month'] as const;
export type TrayPercentKind = (typeof trayPercentKinds)[number];

/** How the desktop app behaves beside its window. */
export const desktopSettings = {
  desktopLanguage: declare({
    schema: z.enum(['system', ...languages]),
    fallback: 'system',
    title: 'Language of tray and notifications',
    help: 'What the desktop app speaks outside of its window: tray, notifications and dialogs. The dashboard has its own choice at the top.',
    environment: ['EVENKEEL_DESKTOP_LANGUAGE'],
    allowed: 'system, en, de or zh-CN',
    effect: 'live',
  }),
  trayPercent: declare({
    schema: flagText,
    fallback: false,
    title: 'What is left, in the tray icon',
    help: 'Draws the percentage into the icon, on macOS beside it, while all is well. For the desktop app.',
    environment: ['EVENKEEL_TRAY_PERCENT'],
    allowed: 'true or false',
    effect: 'live',
  }),
  trayPercentOf: declare({
    schema: z.enum(trayPercentKinds),
    fallback: 'pool',
    title: 'The percentage in the tray icon is of',
    help: 'The pool as a whole, the account with the least left, or the least that is left of the short, weekly or monthly windows, over the accounts that may serve now.',
    environment: ['EVENKEEL_TRAY_PERCENT_OF'],
    allowed: 'pool, lowest, short, week or month',
    effect: 'live',
  }),
  hideEmails: declare({
    schema: flagText,
    fallback: false,
    title: 'Hide e-mails in tray and notifications',
    help: 'Shows of an e-mail address only enough to tell your accounts apart, for sharing the screen. For the desktop app; the dashboard has its own switch.',
    environment: ['EVENKEEL_HIDE_EMAILS'],
    allowed: 'true or false',
    effect: 'live',
  }),
  autoUpdateCheck: declare({
    schema: flagText,
    fallback: false,
    title: 'Look for updates',
    help: "Asks GitHub every six hours whether there is a new version, which tells GitHub this machine's address and nothing else. Nothing is downloaded unasked. For the desktop app.",
    environment: ['EVENKEEL_AUTO_UPDATE_CHECK'],
    allowed: 'true or false',
    effect: 'live',
  }),
} as const;
