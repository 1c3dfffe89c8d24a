import { createHash, timingSafeEqual } from 'node:crypto';

import type { CodeExchange, LoginEndpoint } from '../providers/login-endpoint.ts';
import { authorizationUrl } from './authorize-url.ts';
import { callbackPath, type CallbackProblem } from './callback-address.ts';
import type { CallbackLease } from './callback-listener.ts';
import type { LoginFlow } from './login-flow.ts';
import { challengeOf, secretText } from './pkce.ts';

export const browserLoginLifetimeMs = 15 * 60_000;

export interface BrowserLoginOptions {
  readonly flow: LoginFlow;
  readonly lease: CallbackLease;
  readonly port: number;
  readonly endpoint: LoginEndpoint;
  readonly randomBytes: (size: number) => Buffer;
}

/**
 * A sign-in by the system's browser. SECURITY: state and verifier are 256 bits each and live in memory only; the state
 * is good for one answer; the verifier leaves only with the exchange (row O4).
 */
export class BrowserLogin {
  readonly flow: LoginFlow;
  readonly port: number;
  readonly redirectUri: string;
  readonly authorizationUrl: string;
  readonly #lease: CallbackLease;
  readonly #state: Buffer;
  readonly #verifier: string;

  constructor(options: BrowserLoginOptions) {
    const { flow, endpoint, randomBytes } = options;
    const state = secretText(randomBytes);
    this.flow = flow;
    this.port = options.port;
    this.#lease = options.lease;
    this.#state = digest(state);
    this.#verifier = secretText(randomBytes);
    this.redirectUri = `http://localhost:${options.port}${callbackPath}`;
    this.authorizationUrl = authorizationUrl({
      authorizeUrl: endpoint.authorizeUrl,
      clientId: endpoint.clientId,
      redirectUri: this.redirectUri,
      challenge: challengeOf(this.#verifier),
      state,
    });
  }

  /** SECURITY: takes as long for a near miss as for a far one. */
  hasState(state: string): boolean {
    return timingSafeEqual(this.#state, digest(state));
  }

  /** Why an answer with our state cannot be taken any more; `null` while it can. */
  problem(nowMs: number): CallbackProblem | null {
    const { phase, expiresAtMs } = this.flow;
    if (phase === 'expired' || (phase === 'waiting' && nowMs >= expiresAtMs)) return 'oauth_flow_expired';
    if (phase === 'cancelled') return 'oauth_flow_ended';
    return phase === 'waiting' ? null : 'oauth_state_used';
  }

  exchangeOf(code: string): CodeExchange {
    return { code, codeVerifier: this.#verifier, redirectUri: this.redirectUri };
  }

  /** No answer is expected any more. */
  stopListening(): void {
    this.#lease.release();
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
