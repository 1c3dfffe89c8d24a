import { findMembers, stringAt } from '../../../wire/json-scan.ts';

/** What a frame of a client is, found without parsing it: it may hold megabytes of history. */
export type ClientFrame =
  | {
      readonly kind: 'create';
      readonly model: string | null;
      readonly promptCacheKey: string | null;
      /** It goes on from an answer on the same connection, and holds only what is new. */
      readonly continues: boolean;
      /** It warms the connection up; no answer is made. */
      readonly isPrewarm: boolean;
    }
  /** Not a request; the upstream may know what it is. */
  | { readonly kind: 'other' }
  | { readonly kind: 'malformed' };

export function readClientFrame(frame: Buffer): ClientFrame {
  const type = stringAt(frame, findMembers(frame, ['type']).type);
  if (type === null) return { kind: 'malformed' };
  if (type !== 'response.create') return { kind: 'other' };
  const members = findMembers(frame, ['model', 'prompt_cache_key', 'previous_response_id', 'generate']);
  const { generate } = members;
  return {
    kind: 'create',
    model: stringAt(frame, members.model),
    promptCacheKey: stringAt(frame, members.prompt_cache_key),
    continues: (stringAt(frame, members.previous_response_id) ?? '') !== '',
    isPrewarm: generate !== undefined && frame.toString('latin1', generate.start, generate.end) === 'false',
  };
}
