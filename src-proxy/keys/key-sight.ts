import { sectionsIn, type UsageSection } from '../contract/api-keys.ts';
import type { Settings } from '../contract/settings.ts';
import type { KeyGrant } from './api-key.ts';
import type { KeyBook } from './key-book.ts';

export interface KeySightPorts {
  readonly keys: Pick<KeyBook, 'find'>;
  readonly settings: () => Pick<Settings, 'hideUpstreamQuotaFromApiKeys'>;
}

/** Whether a caller may see one part of what the accounts have left; `null` is a program without a key. */
export type KeySight = (grant: KeyGrant | null, section: UsageSection) => boolean;

/** The owner's switch for all keys goes before what one key is shown. */
export function createKeySight({ keys, settings }: KeySightPorts): KeySight {
  return (grant, section) => {
    if (grant === null) return true;
    if (settings().hideUpstreamQuotaFromApiKeys) return false;
    const key = keys.find(grant);
    return key !== null && sectionsIn(key.record.usageSections).includes(section);
  };
}
