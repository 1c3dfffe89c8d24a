import type { Attachment } from 'svelte/attachments';

/** `showModal` brings the focus trap, Escape and the return of focus; markup alone cannot ask for it. */
export const modal: Attachment<HTMLDialogElement> = (dialog) => {
  const before = document.activeElement;
  dialog.showModal();
  // The browser gives the focus back when a dialog closes, but not when it is taken out of the page.
  return () => {
    if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus();
  };
};
