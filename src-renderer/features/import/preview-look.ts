import type { ImportPreviewRow } from '#contract/account-import.ts';

import type { IconName } from '../../ui/Icon.svelte';

export type PreviewKind = ImportPreviewRow['result'] | 'older';

/** What a row means for its reader: an update that will be left alone is not one. */
export function kindOf(row: Pick<ImportPreviewRow, 'result' | 'tokensOlderThanOurs'>): PreviewKind {
  return row.result === 'updates' && row.tokensOlderThanOurs ? 'older' : row.result;
}

/** No two share a shape. */
export const previewLook: Record<PreviewKind, { tone: 'good' | 'wait' | 'bad' | 'idle'; icon: IconName }> = {
  new: { tone: 'good', icon: 'plus' },
  updates: { tone: 'good', icon: 'check' },
  older: { tone: 'idle', icon: 'clock' },
  duplicate: { tone: 'idle', icon: 'copy' },
  unreadable: { tone: 'bad', icon: 'cross' },
};

/** What will be written first, what cannot be read last; within each as the files have it. */
export function inOrder(rows: readonly ImportPreviewRow[]): ImportPreviewRow[] {
  const order: readonly PreviewKind[] = ['new', 'updates', 'older', 'duplicate', 'unreadable'];
  return rows.toSorted((one, other) => order.indexOf(kindOf(one)) - order.indexOf(kindOf(other)));
}
