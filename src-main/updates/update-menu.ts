import { line, type TrayItem } from '../tray/tray-item.ts';
import type { UpdateState } from './update-state.ts';

/** The tray's line about updates; none where this copy has no way to one. */
export function updateItems(update: UpdateState, clockText: (ms: number) => string): TrayItem[] {
  switch (update.kind) {
    case 'unsupported':
      return [];
    case 'idle': {
      const when = update.checkedAtMs === null ? '' : ` · none at ${clockText(update.checkedAtMs)}`;
      return [line('update', `Check for updates${when}`, 'check-updates')];
    }
    case 'checking':
      return [line('update', 'Checking for updates…')];
    case 'available':
      return [line('update', `Download version ${update.version}`, 'download-update')];
    case 'downloading':
      return [line('update', `Downloading version ${update.version} · ${update.percent} %`)];
    case 'ready':
      return [line('update', `Restart to update to ${update.version}`, 'install-update')];
    case 'failed':
      return [line('update', `Check for updates · failed at ${clockText(update.atMs)}`, 'check-updates')];
  }
}
