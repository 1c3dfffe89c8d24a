import type { OauthStarted, OauthStatus } from '#contract/oauth.ts';

import type { ApiClient } from '../connection/api-client.ts';
import { ApiError } from '../connection/api-error.ts';

export type SignInMethod = OauthStarted['method'];

type SignInApi = Pick<ApiClient, 'startSignIn' | 'signInStatus' | 'cancelSignIn' | 'pasteCallback'>;
type Ended = Exclude<OauthStatus['status'], 'pending' | 'success'>;

/** Where a sign-in stands, from the choice of the way to its end. */
export type SignInStage =
  | { readonly step: 'choose' }
  | { readonly step: 'starting'; readonly method: SignInMethod }
  | { readonly step: 'waiting'; readonly method: SignInMethod; readonly flow: OauthStarted }
  | { readonly step: 'done'; readonly accountId: string | null; readonly result: OauthStatus['result'] }
  | {
      readonly step: 'failed';
      readonly method: SignInMethod;
      readonly ended: Ended;
      /** What the engine said about it; `null` when it said nothing. */
      readonly message: string | null;
      readonly code: string | null;
    }
  | { readonly step: 'refused'; readonly method: SignInMethod; readonly error: unknown };

/**
 * Signing in to an account from this page. The engine holds the flow and is asked where it stands; what is left behind
 * here, by closing or by starting another way, is cancelled there.
 */
export class SignIn {
  isOpen = $state.raw(false);
  /** The account that is signed in to again, or `null` to add one. */
  accountId = $state.raw<string | null>(null);
  stage = $state.raw<SignInStage>({ step: 'choose' });
  pasted = $state.raw('');
  isPasting = $state.raw(false);
  pasteError = $state.raw<unknown>(null);
  /** The engine did not answer the last time; it is asked again. */
  isEngineAway = $state.raw(false);
  readonly #api: SignInApi;
  readonly #openPage: (url: string) => void;
  /** Counts what was begun, so that an answer that comes too late is known as such. */
  #attempt = 0;
  #askedFlowId: string | null = null;

  constructor(api: SignInApi, openPage: (url: string) => void) {
    this.#api = api;
    this.#openPage = openPage;
  }

  open(accountId: string | null = null): void {
    this.#reset();
    this.accountId = accountId;
    this.isOpen = true;
  }

  /** Ends the flow on the engine too. */
  async close(): Promise<void> {
    const left = this.#waitingFlow();
    this.#reset();
    this.isOpen = false;
    await this.#abandon(left);
  }

  /** Begins, or begins again, possibly another way. With the dialog closed there is nobody to begin for. */
  async start(method: SignInMethod): Promise<void> {
    if (!this.isOpen) return;
    const left = this.#waitingFlow();
    this.#reset();
    const attempt = this.#attempt;
    this.stage = { step: 'starting', method };
    // The callback port is free for the next flow only when the last one has let go of it.
    await this.#abandon(left);
    if (attempt !== this.#attempt) return;
    try {
      const flow = await this.#api.startSignIn(method, this.accountId);
      if (attempt !== this.#attempt) {
        await this.#abandon(flow);
        return;
      }
      this.stage = { step: 'waiting', method: flow.method, flow };
      if (flow.method === 'browser') this.#openPage(flow.authorizationUrl);
    } catch (error) {
      if (attempt === this.#attempt) this.stage = { step: 'refused', method, error };
    }
  }

  /** Asks the engine once how the flow stands. */
  async poll(): Promise<void> {
    const flow = this.#waitingFlow();
    if (!flow || this.#askedFlowId === flow.flowId) return;
    this.#askedFlowId = flow.flowId;
    try {
      this.#settle(flow, await this.#api.signInStatus(flow.flowId));
    } catch (error) {
      this.#pollFailed(flow, error);
    } finally {
      if (this.#askedFlowId === flow.flowId) this.#askedFlowId = null;
    }
  }

  /** Hands over the address that the browser ended on. */
  async paste(): Promise<void> {
    const flow = this.#waitingFlow();
    const callbackUrl = this.pasted.trim();
    if (!flow || callbackUrl === '' || this.isPasting) return;
    this.isPasting = true;
    this.pasteError = null;
    try {
      this.#settle(flow, await this.#api.pasteCallback(flow.flowId, callbackUrl));
    } catch (error) {
      if (this.#waitingFlow() === flow) this.pasteError = error;
    } finally {
      this.isPasting = false;
    }
  }

  #settle(flow: OauthStarted, status: OauthStatus): void {
    if (this.#waitingFlow() !== flow) return;
    this.isEngineAway = false;
    if (status.status === 'pending') return;
    this.pasted = '';
    if (status.status === 'success') {
      this.stage = { step: 'done', accountId: status.accountId, result: status.result };
      return;
    }
    this.stage = {
      step: 'failed',
      method: flow.method,
      ended: status.status,
      message: status.errorMessage,
      code: status.errorCode,
    };
  }

  /** An engine that is away may come back; a refusal means that it knows this flow no more. */
  #pollFailed(flow: OauthStarted, error: unknown): void {
    if (this.#waitingFlow() !== flow) return;
    if (error instanceof ApiError && (error.status === null || error.status >= 500)) this.isEngineAway = true;
    else this.stage = { step: 'refused', method: flow.method, error };
  }

  #waitingFlow(): OauthStarted | null {
    return this.stage.step === 'waiting' ? this.stage.flow : null;
  }

  #reset(): void {
    this.#attempt += 1;
    this.stage = { step: 'choose' };
    this.pasted = '';
    this.isPasting = false;
    this.pasteError = null;
    this.isEngineAway = false;
  }

  async #abandon(flow: OauthStarted | null): Promise<void> {
    if (!flow) return;
    try {
      await this.#api.cancelSignIn(flow.flowId);
    } catch (error) {
      console.info('The sign-in could not be cancelled; it ends by itself when its time is over.', error);
    }
  }
}
