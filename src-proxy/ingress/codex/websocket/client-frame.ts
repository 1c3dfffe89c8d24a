import { membersNamed, stringAt } from '../../../wire/json-scan.ts';

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

const decisive = ['type', 'model', 'prompt_cache_key', 'previous_response_id', 'generate'] as const;

/**
 * SECURITY: what says a decisive member twice is malformed. A reader that takes the last of two would be asked for an
 * answer where we saw none, which no key's policy or limit, and no row of the log, would know of.
 */
export function readClientFrame(frame: Buffer): ClientFrame {
  const found = membersNamed(frame, decisive);
  const type = stringAt(frame, found.type[0]);
  if (type === null || decisive.some((name) => found[name].length > 1)) return { kind: 'malformed' };
  if (type !== 'response.create') return { kind: 'other' };
  const [generate] = found.generate;
  return {
    kind: 'create',
    model: stringAt(frame, found.model[0]),
    promptCacheKey: stringAt(frame, found.prompt_cache_key[0]),
    continues: (stringAt(frame, found.previous_response_id[0]) ?? '') !== '',
    isPrewarm: generate !== undefined && frame.toString('latin1', generate.start, generate.end) === 'false',
  };
}
