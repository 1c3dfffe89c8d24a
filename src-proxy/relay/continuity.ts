import type { Clock } from '../ports.ts';
import type { AttemptResult, Provider } from '../providers/provider.ts';
import { withoutHeaders } from '../wire/raw-headers.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import type { Conversations } from './conversations.ts';
import { tieOf, type Owned, type Owners, type Tie } from './owners.ts';
import type { Trip } from './trip.ts';

export interface ContinuityPorts {
  readonly provider: Provider;
  readonly conversations: Conversations;
  readonly owners: Owners;
  readonly clock: Clock;
}

/** Where a request wants to go. */
export interface Binding {
  readonly boundTo: string | null;
  readonly boundHard: boolean;
  readonly servedBy: string | null;
}

/**
 * What goes on from one request to the next: where the conversation lives, what one account alone holds, and what must not
 * reach another: its turn state, its sealed reasoning, its answers' ids.
 */
export class Continuity {
  readonly #ports: ContinuityPorts;

  constructor(ports: ContinuityPorts) {
    this.#ports = ports;
  }

  /** Why one account alone can serve the request as it is now; `null` when any can. */
  tieOf({ request, sentToFirst }: Trip): Tie | null {
    const { conversations, owners } = this.#ports;
    const { previousResponseId, conversation, fileIds } = request.ownerHints;
    if (previousResponseId === null && conversation === null && fileIds.length === 0) return null;
    return tieOf(
      request.ownerHints,
      owners,
      homeFor(request, conversations.homeOf(request.conversationId)) ?? sentToFirst,
    );
  }

  bindingOf({ request }: Trip, tie: Tie | null): Binding {
    const { conversations } = this.#ports;
    const home = conversations.homeOf(request.conversationId);
    return {
      boundTo: tie?.accountId ?? homeFor(request, home),
      boundHard: tie !== null,
      // One that has given up its place begins anew, also if that leads it elsewhere.
      servedBy: home === null ? null : conversations.servedBy(request.conversationId),
    };
  }

  /** Leaves out the answer that the request continues. False where it names none, or would lose its history with it. */
  untie(trip: Trip): boolean {
    const { plainBody, ownerHints } = trip.request;
    if (plainBody === null || ownerHints.previousResponseId === null) return false;
    const body = this.#ports.provider.withoutPreviousResponse(plainBody);
    if (body === null) return false;
    trip.untie(body);
    return true;
  }

  /** The client's headers, without those that only the account knows which the conversation comes from. */
  headersFor({ request, tried, isUntied }: Trip, accountId: string): readonly string[] {
    const { conversations, provider } = this.#ports;
    // Without a conversation to go by, what the client carries came from whoever it was meant for first.
    const moved = conversations.wasServedByAnother(request.conversationId, accountId) ?? (isUntied || tried.size > 0);
    return moved ? withoutHeaders(request.rawHeaders, provider.accountBoundHeaders) : request.rawHeaders;
  }

  /** The client's bytes; or, where the conversation has been with another account, without what this one cannot read. */
  bodyFor({ conversationId, plainBody, body }: CanonicalRequest, accountId: string): Buffer | null {
    const { conversations, provider } = this.#ports;
    if (
      plainBody === null ||
      conversationId === null ||
      !conversations.mayHoldForeignContent(conversationId, accountId)
    )
      return body;
    const isForeignTo = conversations.claimBlobs(conversationId, provider.accountBoundBlobs(plainBody));
    return provider.withoutForeignContent(plainBody, isForeignTo(accountId))?.body ?? body;
  }

  /**
   * The upstream says that something in the request is not this account's: the answer that it continues, or else all that
   * is sealed, which is then remembered as nobody's. Returns the body without it; `null` where nothing can go.
   */
  strip(trip: Trip, accountId: string): Buffer | null {
    const { conversations, provider } = this.#ports;
    if (trip.request.ownerHints.previousResponseId !== null)
      return this.untie(trip) ? this.bodyFor(trip.request, accountId) : null;
    const { plainBody, conversationId } = trip.request;
    const stripped = plainBody === null ? null : provider.withoutForeignContent(plainBody, () => true);
    if (stripped === null) return null;
    conversations.disownBlobs(conversationId, stripped.removed);
    return stripped.body;
  }

  noteResponse(responseId: string, accountId: string): void {
    this.#ports.owners.note('previous_response_id', responseId, accountId);
  }

  /** What an answer made that no other account has. */
  noteMade({ kind, id }: Owned, accountId: string): void {
    this.#ports.owners.note(kind, id, accountId);
  }

  /** The account showed the client something. */
  noteServed(
    trip: Trip,
    accountId: string,
    { settle, usage }: { settle: boolean; usage: Extract<AttemptResult, { usage: unknown }>['usage'] },
  ): void {
    const { conversations, owners } = this.#ports;
    const { conversationId, affinityKind, ownerHints, kind, receivedAtMs } = trip.request;
    if (ownerHints.conversation !== null) owners.note('conversation', ownerHints.conversation, accountId);
    if (conversationId === null || affinityKind === null) return;
    // Side calls have no history and no cache: they move nothing, but the first of all says where its turns go.
    const isTurn = kind !== 'control' && kind !== 'files';
    if (!isTurn && conversations.homeOf(conversationId) !== null) return;
    const { inputTokens = null, cachedInputTokens = null } = usage ?? {};
    const uncachedTokens = inputTokens === null || cachedInputTokens === null ? null : inputTokens - cachedInputTokens;
    trip.notePassage(
      conversations.noteServed(conversationId, {
        kind: affinityKind,
        accountId,
        settle,
        beganAtMs: receivedAtMs,
        uncachedTokens,
      }),
    );
  }
}

/** Where a request belongs. What goes on from an answer on an open connection can only go on there. */
function homeFor({ onSeat }: CanonicalRequest, home: string | null): string | null {
  const seated = onSeat?.seat.accountId ?? null;
  return onSeat?.continues ? (seated ?? home) : (home ?? seated);
}
