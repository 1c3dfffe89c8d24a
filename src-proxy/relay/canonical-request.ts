import type { AffinityKind } from '../contract/affinity.ts';
import type { SourceAbility } from '../contract/model-sources.ts';
import type { KeyGrant } from '../keys/api-key.ts';
import type { SeatUse } from '../providers/provider.ts';

/** What a request speaks of that exists on the account where it was made, and nowhere else. */
export interface OwnerHints {
  readonly previousResponseId: string | null;
  readonly conversation: string | null;
  readonly fileIds: readonly string[];
}

export const noOwnerHints: OwnerHints = { previousResponseId: null, conversation: null, fileIds: [] };

/** How a request is put to a source that serves its model, in a protocol that need not be translated. */
export interface ForSource {
  readonly ability: SourceAbility;
  /** No account can do the like, whatever models are known. */
  readonly isAlone?: boolean;
  /** Below the source's base URL, such as `/embeddings`. */
  readonly path: string;
  readonly contentType: string;
  /** The body with the name that the source has for the model. */
  readonly bodyFor: (upstreamModel: string) => Buffer;
}

/** Members that the client said and that the accounts' upstream would refuse. */
export interface LeftOut {
  readonly members: {
    readonly temperature?: number;
    readonly top_p?: number;
    readonly max_output_tokens?: number;
  };
  /** What is left out all the same where a model source answers, by name; for the header `x-evenkeel-dropped`. */
  readonly dropped: readonly string[];
}

/**
 * One proxied request, whatever protocol it came in. The body is the client's bytes; nobody parses it unless a rule
 * needs what is inside.
 */
export interface CanonicalRequest {
  readonly id: string;
  readonly kind:
    | 'responses'
    | 'compact'
    | 'embeddings'
    | 'images'
    | 'transcribe'
    | 'files'
    | 'control'
    | 'probe'
    | 'connect'
    | 'prewarm';
  readonly method: string;
  /** The client's path and query, for the log. */
  readonly path: string;
  /** Path and query below the upstream's base URL. */
  readonly upstreamPath: string;
  /** Name, value, name, value, … as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  /** The body unpacked, where it came compressed; else the same bytes. */
  readonly plainBody: Buffer | null;
  readonly model: string | null;
  /** What keeps a conversation on its account; `null` when the client gives nothing to hold on to. */
  readonly conversationId: string | null;
  /** Where that was found; `null` exactly where it is. */
  readonly affinityKind: AffinityKind | null;
  readonly ownerHints: OwnerHints;
  /** The API key that it came with; `null` for a program on this machine without one. */
  readonly key: KeyGrant | null;
  readonly userAgent: string | null;
  readonly clientIp: string | null;
  readonly receivedAtMs: number;
  /** Set for a request that a model source takes as it is: what no Responses request can say. */
  readonly forSource?: ForSource | undefined;
  /** Set where the body was made to fit the accounts' upstream and lost what a model source could take. */
  readonly leftOut?: LeftOut | undefined;
  /** Set for a request that came over the client's WebSocket. */
  readonly onSeat?: SeatUse | undefined;
}
