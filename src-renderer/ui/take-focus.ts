import type { Attachment } from 'svelte/attachments';

/** Where the keyboard continues when what had the focus was replaced by this. It never takes the focus from elsewhere. */
export const takeFocus: Attachment<HTMLElement> = (element) => {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body || activeElement instanceof HTMLDialogElement) {
    element.focus();
  }
};
