import type { OauthStatus } from '../contract/oauth.ts';

export type LoginState =
  | { readonly phase: 'waiting' }
  /** The code is on its way to the sign-in service. */
  | { readonly phase: 'exchanging' }
  /** Tokens are on their way into the vault: too late to cancel. */
  | { readonly phase: 'storing' }
  | { readonly phase: 'success'; readonly accountId: string; readonly result: 'added' | 'updated' }
  | { readonly phase: 'error' | 'cancelled' | 'expired'; readonly code: string; readonly message: string };

export type LoginEvent =
  | { readonly kind: 'code-received' }
  | { readonly kind: 'tokens-received' }
  | { readonly kind: 'signed-in'; readonly accountId: string; readonly result: 'added' | 'updated' }
  | { readonly kind: 'failed' | 'cancelled' | 'expired'; readonly code: string; readonly message: string };

export function isOver(state: LoginState): boolean {
  return state.phase !== 'waiting' && state.phase !== 'exchanging' && state.phase !== 'storing';
}

/** The state after the event; `null` when the event comes too late, or too early, to mean anything. */
export function afterLoginEvent({ phase }: LoginState, event: LoginEvent): LoginState | null {
  switch (event.kind) {
    case 'code-received':
      return phase === 'waiting' ? { phase: 'exchanging' } : null;
    case 'tokens-received':
      return phase === 'exchanging' ? { phase: 'storing' } : null;
    case 'signed-in':
      return phase === 'storing' ? { phase: 'success', accountId: event.accountId, result: event.result } : null;
    case 'failed':
      return phase === 'waiting' || phase === 'exchanging' || phase === 'storing' ? ended('error', event) : null;
    case 'cancelled':
      return phase === 'waiting' || phase === 'exchanging' ? ended('cancelled', event) : null;
    case 'expired':
      return phase === 'waiting' ? ended('expired', event) : null;
  }
}

function ended(
  phase: 'error' | 'cancelled' | 'expired',
  { code, message }: { readonly code: string; readonly message: string },
): LoginState {
  return { phase, code, message };
}

export interface LoginFlowOptions {
  readonly id: string;
  /** The account to sign in to again; `null` takes whoever signs in. */
  readonly targetAccountId: string | null;
  readonly expiresAtMs: number;
  /** Called once, when nothing can happen to it any more. */
  readonly onOver: () => void;
}

/** One sign-in, from its start to the end that it keeps. */
export class LoginFlow {
  readonly id: string;
  readonly targetAccountId: string | null;
  readonly expiresAtMs: number;
  readonly #onOver: () => void;
  readonly #over = new AbortController();
  #state: LoginState = { phase: 'waiting' };

  constructor(options: LoginFlowOptions) {
    this.id = options.id;
    this.targetAccountId = options.targetAccountId;
    this.expiresAtMs = options.expiresAtMs;
    this.#onOver = options.onOver;
  }

  get phase(): LoginState['phase'] {
    return this.#state.phase;
  }

  get isOver(): boolean {
    return isOver(this.#state);
  }

  /** Aborted when it is over: ends whatever is still done for it. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Whether the event counted. */
  take(event: LoginEvent): boolean {
    const next = afterLoginEvent(this.#state, event);
    if (next === null) return false;
    this.#state = next;
    if (isOver(next)) {
      this.#over.abort();
      this.#onOver();
    }
    return true;
  }

  status(): OauthStatus {
    const state = this.#state;
    const blank = { flowId: this.id, errorCode: null, errorMessage: null, accountId: null, result: null };
    switch (state.phase) {
      case 'success':
        return { ...blank, status: 'success', accountId: state.accountId, result: state.result };
      case 'error':
      case 'cancelled':
      case 'expired':
        return { ...blank, status: state.phase, errorCode: state.code, errorMessage: state.message };
      default:
        return { ...blank, status: 'pending' };
    }
  }
}
