import type { Said } from '../contract/said.ts';
import type { UsageSample } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';
import type { Way } from './ways/ways-out.ts';

/** Tokens of one answer as the upstream counted them. `null` where it did not say. */
export interface TokenUsage {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
  /** The tier that answered; absent where the upstream did not say. */
  readonly serviceTier?: string;
  /** Set where the upstream told nothing and we estimate it (`usage/token-estimate.ts`). */
  readonly isEstimated?: boolean;
}

/** True where the upstream says what an answer took. Some say nothing but zeros. */
export function hasTold(usage: TokenUsage | null): boolean {
  return usage !== null && (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0) + (usage.totalTokens ?? 0) > 0;
}

/** What of an answer's output went by; for answers that end without saying what they took. */
export interface SeenOutput {
  /** Pieces of text, of reasoning and of a tool's input. */
  readonly deltas: number;
  /** Of what they say, about: without what is said around it. */
  readonly bytes: number;
}

/**
 * What a failure means for the account and for the request. Decided once, by the provider, where the failure is
 * understood; everybody else branches on this alone.
 *
 * - `rate_limit`, `quota`: the account is used up until a time.
 * - `permanent`: the account is dead until its owner acts.
 * - `unauthorized`: the token was refused; refresh it once, then treat as `permanent` or move on.
 * - `account_refused`: this account was refused for a reason we do not know (402, 403).
 * - `burst`: too many at this moment; a pause of seconds.
 * - `entitlement`: this account's plan lacks the model; no fault of the account.
 * - `model_limit`: the account's allowance of this one model is used up until a time; it serves every other.
 * - `model_absent`: the upstream has not what was asked for, and where a model was asked for, that may be what it means.
 * - `foreign_content`: the request carries blobs of another account, or continues an answer that this one does not know.
 * - `server`: the upstream broke (5xx, or an error as the first event).
 * - `dropped`: the connection ended before an answer; the upstream may have begun work.
 * - `unreachable`: no connection was made; nothing was sent.
 * - `request`: the request itself is at fault. Everybody would refuse it.
 */
export type FailureClass =
  | 'rate_limit'
  | 'quota'
  | 'permanent'
  | 'unauthorized'
  | 'account_refused'
  | 'burst'
  | 'entitlement'
  | 'model_limit'
  | 'model_absent'
  | 'foreign_content'
  | 'server'
  | 'dropped'
  | 'unreachable'
  | 'request';

/** The upstream's refusal, kept so that it can be handed to the client as it came. */
export interface UpstreamResponse {
  readonly statusCode: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A limit beside the account's own, such as that of one model, which the refusing answer's head says is the one reached. */
export interface LimitBeside {
  readonly limitName: string;
  readonly meteredFeature: string | null;
  readonly resetsAtMs: number | null;
  /** By name, and not only because it is used up while the account's own windows are not. */
  readonly isNamed: boolean;
}

export interface UpstreamFailure {
  readonly class: FailureClass;
  readonly statusCode: number | null;
  /** The upstream's code, lower case, or ours where it gave none. */
  readonly code: string;
  readonly message: string;
  /** The upstream's words, at most 4 KiB. */
  readonly raw: string;
  readonly resetsAtMs: number | null;
  readonly retryAfterMs: number | null;
  /** The answer to hand on when nobody else can serve; `null` when there was none. */
  readonly response: UpstreamResponse | null;
  /** Of a `rate_limit` or a `quota`: what may be used up in place of the account. */
  readonly limitsBeside?: readonly LimitBeside[];
  /** Where the words are ours. */
  readonly said?: Said;
}

/** How one attempt ended. */
export type AttemptResult =
  /** The answer went through to its end. `failure` is set when that end was itself an error the account must hear of. */
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly usage: TokenUsage | null;
      readonly seen?: SeenOutput;
      readonly failure: UpstreamFailure | null;
    }
  /** Nothing was shown; another account may take over. */
  | { readonly kind: 'refused'; readonly failure: UpstreamFailure }
  /** Something was shown, then it broke. */
  | {
      readonly kind: 'broken';
      readonly statusCode: number;
      readonly usage: TokenUsage | null;
      readonly seen?: SeenOutput;
      readonly failure: UpstreamFailure;
    }
  /** The client left. */
  | {
      readonly kind: 'abandoned';
      readonly statusCode: number | null;
      readonly usage: TokenUsage | null;
      readonly seen?: SeenOutput;
    };

/** Where an attempt's answer goes once it commits. One per request; owned by the ingress. */
export interface AnswerSink {
  /** The first thing the client sees. After it no other account can take over. */
  commit(statusCode: number, rawHeaders: readonly string[]): void;
  /** False asks the writer to wait for `onDrain`. */
  write(chunk: Buffer): boolean;
  onDrain(listener: () => void): void;
}

/**
 * The place of one client at an upstream that keeps a connection for it. What an answer leaves behind for the next request
 * (`previous_response_id`) lives on that connection and nowhere else. Made by a provider, and opaque to all others.
 */
export interface Seat {
  /** Whose connection is open; `null` while none is. */
  readonly accountId: string | null;
  /** Hands on a frame of the client that is no request. False when no connection takes it. */
  pass(frame: Buffer): boolean;
  /** The client is gone, or is sent away; its close code, 1006 where it said no good-bye. */
  close(code: number, reason: string): void;
}

/** The code of a connection that the upstream gave back in good order before it had begun on the request. */
export const handedBack = 'websocket_handed_back';

/** The code of a connection that never came about because this machine has no name service or no route: of all accounts alike. */
export const networkLost = 'proxy_network_unavailable';

/** What a seat's client hears of outside its requests. */
export interface SeatOccupant {
  /** The upstream ended the connection while no request ran. */
  onClose(code: number, reason: string): void;
  /** The upstream said something while no request ran. */
  onFrame(frame: Buffer): void;
}

export interface SeatUse {
  readonly seat: Seat;
  /** `connect` opens the connection and sends nothing. */
  readonly purpose: 'connect' | 'send';
  /** It goes on from an answer that only the seat's open connection knows. */
  readonly continues: boolean;
}

export interface AttemptRequest {
  readonly method: string;
  readonly upstreamPath: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer | null;
  readonly requestId: string;
  readonly accessToken: string;
  /** The account's own id at the upstream; `null` for one that we only know locally, then no header is sent. */
  readonly chatgptAccountId: string | null;
  /** How long the upstream may go without progress; what only keeps a connection open is none. */
  readonly idleTimeoutMs: number;
  /** The same for the first event. */
  readonly firstEventTimeoutMs: number;
  /** The account's. */
  readonly way: Way;
  /** Set for a request of a client with a connection of its own. */
  readonly onSeat?: SeatUse | undefined;
}

/** What the provider learns on the side, as soon as it learns it. */
export interface AttemptObserver {
  onUsageSample(sample: UsageSample): void;
  onFirstEvent(): void;
  /** The upstream's name for the answer, by which a later request may continue it on the same account. */
  onResponseId?(responseId: string): void;
}

/** An upstream. Knows its wire, its errors and its sign-in; knows nothing of pools or clients. */
export interface Provider {
  /** Never rejects: whatever happens is an `AttemptResult`. Aborting the signal ends the upstream call at once. */
  attempt(
    request: AttemptRequest,
    sink: AnswerSink,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult>;
  openSeat(occupant: SeatOccupant): Seat;
  /** The same body without what only the account that made it can read. `null` when nothing of the kind is inside. */
  withoutForeignContent(body: Buffer, isForeign: (blob: string) => boolean): { body: Buffer; removed: string[] } | null;
  /** The blobs in a body that only the account which made them can read. */
  accountBoundBlobs(body: Buffer): string[];
  /**
   * The same body without the reference to an earlier answer, which only the account that gave it can follow. `null` where
   * the body does not carry the whole history itself.
   */
  withoutPreviousResponse(body: Buffer): Buffer | null;
  /** Request headers that must not reach another account than the one they came from. */
  readonly accountBoundHeaders: readonly string[];
}

export type TokenRefreshResult =
  | { readonly kind: 'refreshed'; readonly tokens: TokenSet }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where an account's tokens are renewed. Never rejects. */
export interface TokenEndpoint {
  refresh(tokens: TokenSet, way: Way): Promise<TokenRefreshResult>;
}

export type UsageReport =
  | {
      readonly kind: 'reported';
      readonly planType: string | null;
      /** The workspace that the report is about, where it says. */
      readonly workspaceId: string | null;
      readonly sample: UsageSample | null;
    }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where an account's allowance is asked for. Never rejects. */
export interface UsageEndpoint {
  fetchUsage(
    accessToken: string,
    chatgptAccountId: string | null,
    way: Way,
    /** Gives the call up, which then has failed. */
    signal: AbortSignal,
  ): Promise<UsageReport>;
}

/** One reset that the owner may spend, as the upstream lists it. */
export interface OfferedReset {
  readonly id: string;
  readonly status: string;
  readonly title: string | null;
  readonly grantedAtMs: number | null;
  readonly expiresAtMs: number | null;
}

export type ResetCreditReport =
  | { readonly kind: 'listed'; readonly available: number; readonly credits: readonly OfferedReset[] }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

export type RedeemAnswer =
  | { readonly kind: 'answered'; readonly code: string; readonly windowsReset: number | null }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where resets are listed and spent. Never rejects. */
export interface ResetCreditEndpoint {
  list(accessToken: string, chatgptAccountId: string | null, way: Way): Promise<ResetCreditReport>;
  /** Sends exactly one request: a second one could spend a second reset. */
  redeem(
    accessToken: string,
    chatgptAccountId: string | null,
    redemption: { readonly redeemRequestId: string; readonly creditId: string | null },
    way: Way,
  ): Promise<RedeemAnswer>;
}

/** One entry of an account's list of models, as the upstream gave it. */
export interface ListedModel {
  readonly slug: string;
  readonly [member: string]: unknown;
}

export type ModelsReport =
  | { readonly kind: 'listed'; readonly models: readonly ListedModel[] }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where an account's models are listed. Never rejects. */
export interface ModelsEndpoint {
  /** @param clientVersion of the newest program that has asked for models, such as `0.170.0`: what is made for it is listed too */
  fetchModels(
    accessToken: string,
    chatgptAccountId: string | null,
    way: Way,
    clientVersion: string,
  ): Promise<ModelsReport>;
}

/** The requests of a probe, in the upstream's own form. */
export interface ProbeRequests {
  readonly modelsPath: string;
  readonly turnPath: string;
  /** Takes the body of an answer to `modelsPath`, or nothing where there was none. */
  cheapestModel(body: Buffer): string;
  turnBody(model: string): Buffer;
}
