import type { Settings } from '../contract/settings.ts';
import type { KeyGrant } from './api-key.ts';
import type { KeyBook } from './key-book.ts';

export interface KeyTransportPorts {
  readonly keys: Pick<KeyBook, 'find'>;
  readonly settings: () => Pick<Settings, 'upstreamTransport'>;
}

/** Whether a caller that asks for a WebSocket gets one: by its key's own word, else by the setting. */
export type TakesSockets = (grant: KeyGrant | null) => boolean;

export function createTakesSockets({ keys, settings }: KeyTransportPorts): TakesSockets {
  return (grant) => {
    const override = grant === null ? null : (keys.find(grant)?.record.transportPolicyOverride ?? null);
    return override === null ? settings().upstreamTransport !== 'http' : override === 'smart';
  };
}
