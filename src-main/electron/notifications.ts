import { Notification } from 'electron';

import type { Notice } from '../notifications/notice.ts';
import type { NotificationPort } from '../notifications/notifier.ts';

// Held here: one that nothing refers to is collected, and its click with it.
const shown = new Map<string, Notification>();

export const notifications: NotificationPort = {
  isSupported: () => Notification.isSupported(),
  show({ id, title, body }: Notice, onClick) {
    shown.get(id)?.close();
    const notification = new Notification({ title, body });
    notification.on('click', onClick);
    notification.on('close', () => {
      if (shown.get(id) === notification) shown.delete(id);
    });
    shown.set(id, notification);
    notification.show();
  },
};
