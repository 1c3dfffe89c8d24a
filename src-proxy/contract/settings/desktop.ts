import { declare, flagText } from './declare.ts';

/** How the desktop app behaves beside its window. */
export const desktopSettings = {
  trayPercent: declare({
    schema: flagText,
    fallback: false,
    title: 'What is left of the pool, in the tray icon',
    help: 'Draws the percentage into the icon while all is well. For the desktop app.',
    environment: ['EVENKEEL_TRAY_PERCENT'],
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
