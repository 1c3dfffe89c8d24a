import type { TokenSet } from '../vault/vault.ts';
import type { Way } from './ways/ways-out.ts';

/** Why the sign-in service said no, or was not heard. Holds no code and no token. */
export interface LoginFailure {
  /** The service's own code, lower case, or ours where it gave none. */
  readonly code: string;
  /** In its words where it gave some, redacted and cut. */
  readonly message: string;
  readonly statusCode: number | null;
  /** Asking again later may help: the connection broke, or the service is out of order. */
  readonly passing: boolean;
}

export interface Failed {
  readonly kind: 'failed';
  readonly failure: LoginFailure;
}

export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/** What a person types on another screen, and what we poll with meanwhile. */
export interface DeviceGrant {
  readonly deviceAuthId: string;
  readonly userCode: string;
  readonly intervalSeconds: number;
  readonly expiresInSeconds: number;
}

export type ExchangeResult = { readonly kind: 'tokens'; readonly tokens: TokenSet } | Failed;
export type DeviceStartResult = { readonly kind: 'started'; readonly grant: DeviceGrant } | Failed;
export type DevicePollResult =
  | { readonly kind: 'pending'; readonly slowDown: boolean }
  | { readonly kind: 'authorized'; readonly exchange: CodeExchange }
  | { readonly kind: 'tokens'; readonly tokens: TokenSet }
  | Failed;

/** How a call is made: what ends it, and by which way it leaves; `null` for an account that is not known yet. */
export interface LoginCall {
  readonly signal: AbortSignal;
  readonly way: Way;
}

/** Where people sign in. Nothing here rejects: whatever happens is a result. */
export interface LoginEndpoint {
  readonly clientId: string;
  readonly authorizeUrl: string;
  readonly deviceVerificationUrl: string;
  /** Sends the code once and never again by itself: codes are good for one use. */
  exchange(exchange: CodeExchange, call: LoginCall): Promise<ExchangeResult>;
  startDevice(call: LoginCall): Promise<DeviceStartResult>;
  pollDevice(grant: DeviceGrant, call: LoginCall): Promise<DevicePollResult>;
}
