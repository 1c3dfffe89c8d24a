import { messages } from '../../i18n/messages.ts';

/** The key that goes with K on this machine, as its own keyboard shows it. */
export function modifierKey(platform = navigator.platform): string {
  return /mac|iphone|ipad/i.test(platform) ? messages.palette.command : messages.palette.ctrl;
}
