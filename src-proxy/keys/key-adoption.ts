import type { ApiKeyCreate } from '../contract/api-keys.ts';
import { Refusal } from '../contract/refusal.ts';
import type { KeyActionPorts } from './key-actions.ts';

/** A key of another program that keeps its keys as we do. */
export interface AdoptableKey {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly hint: string;
  readonly wanted: ApiKeyCreate;
}

/** Takes over keys by their hashes, each with its line in the audit log. */
export function keyAdoption({ keys, store, clock, onChange }: KeyActionPorts) {
  return {
    hasKey: (hash: string): boolean => keys.hasHash(hash),
    /** Resolves with `null`, or with a sentence why it was not taken over. */
    async adoptKey(
      { hash, hint, wanted }: AdoptableKey,
      assignedAccountIds: readonly string[],
    ): Promise<string | null> {
      try {
        const made = await keys.adopt({ ...wanted, assignedAccountIds: [...assignedAccountIds] }, { hash, hint });
        const detail = { name: made.name, hint, from: 'codex-lb' };
        const atMs = clock.nowMs();
        await store.appendAudit({ atMs, actor: 'engine', action: 'api_key.import', target: made.id, detail });
        onChange();
        return null;
      } catch (error) {
        if (error instanceof Refusal) return error.message;
        throw error;
      }
    },
  };
}
