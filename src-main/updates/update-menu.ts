import type { Speech } from '../i18n/speech.ts';
import { line, type TrayItem } from '../tray/tray-item.ts';
import type { UpdateState } from './update-state.ts';

/** The tray's line about updates; none where this copy has no way to one. */
export function updateItems(update: UpdateState, { say: { updates: say }, clock, percent }: Speech): TrayItem[] {
  switch (update.kind) {
    case 'unsupported':
      return [];
    case 'idle': {
      const label = update.checkedAtMs === null ? say.check : say.noneAt(clock(update.checkedAtMs));
      return [line('update', label, 'check-updates')];
    }
    case 'checking':
      return [line('update', say.checking)];
    case 'available':
      return [line('update', say.download(update.version), 'download-update')];
    case 'downloading':
      return [line('update', say.downloading(update.version, percent(update.percent)))];
    case 'ready':
      return [line('update', say.restart(update.version), 'install-update')];
    case 'failed':
      return [line('update', say.failedAt(clock(update.atMs)), 'check-updates')];
  }
}
