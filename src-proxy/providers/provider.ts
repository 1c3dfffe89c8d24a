import type { UsageSample } from '../storage/store.ts';
import type { TokenSet } from '../vault/vault.ts';

/** Tokens of one answer as the upstream counted them. `null` where it did not say. */
export interface TokenUsage {
  readonly inputTokens: number | null;
  readonly cachedInputTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly totalTokens: number | null;
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
 * - `foreign_content`: the request carries blobs of another account.
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
}

/** How one attempt ended. */
export type AttemptResult =
  /** The answer went through to its end. `failure` is set when that end was itself an error the account must hear of. */
  | {
      readonly kind: 'answered';
      readonly statusCode: number;
      readonly usage: TokenUsage | null;
      readonly failure: UpstreamFailure | null;
    }
  /** Nothing was shown; another account may take over. */
  | { readonly kind: 'refused'; readonly failure: UpstreamFailure }
  /** Something was shown, then it broke. */
  | {
      readonly kind: 'broken';
      readonly statusCode: number;
      readonly usage: TokenUsage | null;
      readonly failure: UpstreamFailure;
    }
  /** The client left. */
  | { readonly kind: 'abandoned'; readonly statusCode: number | null; readonly usage: TokenUsage | null };

/** Where an attempt's answer goes once it commits. One per request; owned by the ingress. */
export interface AnswerSink {
  /** The first thing the client sees. After it no other account can take over. */
  commit(statusCode: number, rawHeaders: readonly string[]): void;
  /** False asks the writer to wait for `onDrain`. */
  write(chunk: Buffer): boolean;
  onDrain(listener: () => void): void;
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
  readonly idleTimeoutMs: number;
}

/** What the provider learns on the side, as soon as it learns it. */
export interface AttemptObserver {
  onUsageSample(sample: UsageSample): void;
  onFirstEvent(): void;
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
  /** The same body without what only the account that made it can read. `null` when nothing of the kind is inside. */
  withoutForeignContent(body: Buffer, isForeign: (blob: string) => boolean): { body: Buffer; removed: string[] } | null;
  /** The blobs in a body that only the account which made them can read. */
  accountBoundBlobs(body: Buffer): string[];
  /** Request headers that must not reach another account than the one they came from. */
  readonly accountBoundHeaders: readonly string[];
}

export type TokenRefreshResult =
  | { readonly kind: 'refreshed'; readonly tokens: TokenSet }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where an account's tokens are renewed. Never rejects. */
export interface TokenEndpoint {
  refresh(tokens: TokenSet): Promise<TokenRefreshResult>;
}

export type UsageReport =
  | { readonly kind: 'reported'; readonly planType: string | null; readonly sample: UsageSample | null }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure };

/** Where an account's allowance is asked for. Never rejects. */
export interface UsageEndpoint {
  fetchUsage(accessToken: string, chatgptAccountId: string | null): Promise<UsageReport>;
}

/** The requests of a probe, in the upstream's own form. */
export interface ProbeRequests {
  readonly modelsPath: string;
  readonly turnPath: string;
  /** Takes the body of an answer to `modelsPath`, or nothing where there was none. */
  cheapestModel(body: Buffer): string;
  turnBody(model: string): Buffer;
}
