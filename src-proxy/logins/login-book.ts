/**
 * All sign-ins that are under way, and the last ones that ended. The threat is an answer that somebody else made: another
 * page, another sign-in, the same one again. So every answer must carry the state of a sign-in that still waits, each
 * state is good once, and what has ended stays as it ended.
 */
import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { OauthStarted, OauthStatus } from '../contract/oauth.ts';
import { Refusal } from '../contract/refusal.ts';
import type { PortHolder } from '../engine-api.ts';
import type { Clock, Logger } from '../ports.ts';
import type { CodeExchange, DeviceGrant, LoginCall, LoginEndpoint } from '../providers/login-endpoint.ts';
import type { TokenSet } from '../vault/vault.ts';
import { BrowserLogin, browserLoginLifetimeMs } from './browser-login.ts';
import { readCallback, readPastedAddress, type Callback, type CallbackProblem } from './callback-address.ts';
import { CallbackListener } from './callback-listener.ts';
import type { CallbackPage } from './callback-page.ts';
import { usualPort } from './callback-ports.ts';
import { completeLogin } from './complete-login.ts';
import { awaitDevice } from './device-login.ts';
import { LoginFlow } from './login-flow.ts';
import { callbackSentence, failureSentence, loginSentences, refusalSentence } from './login-sentences.ts';

export interface LoginBookPorts {
  readonly endpoint: LoginEndpoint;
  readonly book: AccountBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomBytes: (size: number) => Buffer;
  readonly callbackPorts: readonly number[];
  readonly findHolder: (host: string, port: number) => Promise<PortHolder>;
  readonly onSignedIn: (account: Account) => void;
  readonly onOver: (status: OauthStatus) => void;
}

const mostKeptOver = 16;
const mostPending = 16;

export class LoginBook {
  readonly #ports: LoginBookPorts;
  readonly #listener: CallbackListener;
  readonly #flows = new Map<string, LoginFlow>();
  readonly #browserLogins = new Map<string, BrowserLogin>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(ports: LoginBookPorts) {
    this.#ports = ports;
    this.#listener = new CallbackListener({
      ports: ports.callbackPorts,
      findHolder: ports.findHolder,
      onCallback: (query) => this.#answerCallback(query),
      onCancel: () => this.#cancelBrowserLogins(),
      logger: ports.logger,
    });
  }

  /** @throws Refusal when no sign-in can be begun. */
  async start(method: 'browser' | 'device', targetAccountId: string | null): Promise<OauthStarted> {
    this.#refuseWhenClosed();
    if (targetAccountId !== null && this.#ports.book.find(targetAccountId) === null)
      throw new Refusal('account_not_found', 'There is no such account. It may have been removed in another window.');
    return method === 'device' ? await this.#startDevice(targetAccountId) : await this.#startBrowser(targetAccountId);
  }

  /** @throws Refusal oauth_flow_not_found */
  status(flowId: string): OauthStatus {
    return this.#require(flowId).status();
  }

  /** Ends it, unless it has ended already. @throws Refusal oauth_flow_not_found */
  cancel(flowId: string): OauthStatus {
    const flow = this.#require(flowId);
    flow.take({ kind: 'cancelled', code: 'cancelled', message: loginSentences.cancelled });
    return flow.status();
  }

  /**
   * Takes the address on which the browser ended. Resolves when the sign-in has ended, well or not.
   * @throws Refusal when the address cannot be taken; the sign-in goes on waiting.
   */
  async manualCallback(pasted: string, flowId: string | null): Promise<OauthStatus> {
    const address = readPastedAddress(pasted);
    if (address.kind === 'problem') throw refusalOf(address.problem);
    const read = readCallback(address.query);
    if (read.kind === 'problem') throw refusalOf(read.problem);
    if (flowId !== null) this.#require(flowId);
    const login = this.#findByState(read.callback.state);
    if (login === null || (flowId !== null && login.flow.id !== flowId)) throw refusalOf('oauth_state_unknown');
    if (login.port !== address.port) throw refusalOf('oauth_callback_wrong_address');
    const problem = login.problem(this.#ports.clock.nowMs());
    if (problem !== null) throw refusalOf(problem);
    await this.#take(login, read.callback);
    return login.flow.status();
  }

  /** Ends every sign-in and closes the port (row O7). What is on its way into the vault arrives. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const flow of this.#flows.values())
      flow.take({ kind: 'cancelled', code: 'stopping', message: loginSentences.stopping });
    await Promise.all(this.#running);
    this.#listener.destroy();
  }

  async #startBrowser(targetAccountId: string | null): Promise<OauthStarted> {
    const { endpoint, randomBytes, callbackPorts } = this.#ports;
    const lease = await this.#listener.acquire();
    if (this.#closed) lease.release();
    this.#refuseWhenClosed();
    const flow = this.#openFlow(targetAccountId, browserLoginLifetimeMs, () => login.stopListening());
    const port = lease.port ?? usualPort(callbackPorts);
    const login: BrowserLogin = new BrowserLogin({ flow, lease, port, endpoint, randomBytes });
    this.#browserLogins.set(flow.id, login);
    this.#run(this.#expireInTime(flow));
    return {
      flowId: flow.id,
      method: 'browser',
      authorizationUrl: login.authorizationUrl,
      callbackUrl: login.redirectUri,
      listening: lease.port !== null,
      problem: lease.problem,
      expiresAt: new Date(flow.expiresAtMs).toISOString(),
    };
  }

  async #startDevice(targetAccountId: string | null): Promise<OauthStarted> {
    const { endpoint } = this.#ports;
    const begun = await endpoint.startDevice({ signal: AbortSignal.timeout(30_000), way: targetAccountId });
    this.#refuseWhenClosed();
    if (begun.kind === 'failed') {
      const code = begun.failure.code === 'device_auth_unavailable' ? 'device_auth_unavailable' : 'device_auth_failed';
      throw new Refusal(code, failureSentence(begun.failure));
    }
    const { grant } = begun;
    const flow = this.#openFlow(targetAccountId, grant.expiresInSeconds * 1000, () => undefined);
    this.#run(this.#awaitDevice(flow, grant));
    return {
      flowId: flow.id,
      method: 'device',
      verificationUrl: endpoint.deviceVerificationUrl,
      userCode: grant.userCode,
      intervalSeconds: grant.intervalSeconds,
      expiresInSeconds: grant.expiresInSeconds,
      expiresAt: new Date(flow.expiresAtMs).toISOString(),
    };
  }

  #openFlow(targetAccountId: string | null, lifetimeMs: number, onOver: () => void): LoginFlow {
    const pending = [...this.#flows.values()].filter((flow) => !flow.isOver);
    if (pending.length >= mostPending)
      pending[0]?.take({ kind: 'cancelled', code: 'superseded', message: loginSentences.crowdedOut });
    const id = this.#ports.randomBytes(16).toString('base64url');
    const expiresAtMs = this.#ports.clock.nowMs() + lifetimeMs;
    const flow = new LoginFlow({
      id,
      targetAccountId,
      expiresAtMs,
      onOver: () => {
        onOver();
        this.#ports.onOver(flow.status());
        this.#forgetOldest();
      },
    });
    this.#flows.set(id, flow);
    return flow;
  }

  #forgetOldest(): void {
    const over = [...this.#flows.values()].filter((flow) => flow.isOver);
    for (const flow of over.slice(0, Math.max(0, over.length - mostKeptOver))) {
      this.#flows.delete(flow.id);
      this.#browserLogins.delete(flow.id);
    }
  }

  async #expireInTime(flow: LoginFlow): Promise<void> {
    const { clock, logger } = this.#ports;
    try {
      await clock.sleep(flow.expiresAtMs - clock.nowMs(), flow.signal);
      flow.take({ kind: 'expired', code: 'login_expired', message: loginSentences.expired });
    } catch (error) {
      if (!flow.signal.aborted) logger.error('The end of a sign-in could not be waited for', { error });
    }
  }

  async #awaitDevice(flow: LoginFlow, grant: DeviceGrant): Promise<void> {
    const { endpoint, clock, logger } = this.#ports;
    const { expiresAtMs, signal } = flow;
    try {
      const outcome = await awaitDevice({ endpoint, grant, clock, expiresAtMs, call: callOf(flow) });
      if (outcome.kind === 'expired')
        flow.take({ kind: 'expired', code: 'device_code_expired', message: loginSentences.deviceExpired });
      else if (outcome.kind === 'failed')
        flow.take({ kind: 'failed', code: outcome.failure.code, message: failureSentence(outcome.failure) });
      else if (flow.take({ kind: 'code-received' })) {
        if (outcome.kind === 'authorized') await this.#exchange(flow, outcome.exchange);
        else await this.#store(flow, outcome.tokens);
      }
    } catch (error) {
      if (signal.aborted) return;
      logger.error('Waiting for a sign-in by code failed', { error });
      flow.take({ kind: 'failed', code: 'server_error', message: loginSentences.notStored });
    }
  }

  /** What the browser brought back. SECURITY: an answer that cannot be taken changes nothing (row O1). */
  async #answerCallback(query: URLSearchParams): Promise<CallbackPage> {
    const read = readCallback(query);
    if (read.kind === 'problem') return failurePage(callbackSentence(read.problem));
    const login = this.#findByState(read.callback.state);
    const problem = login === null ? 'oauth_state_unknown' : login.problem(this.#ports.clock.nowMs());
    if (login === null || problem !== null) return failurePage(callbackSentence(problem ?? 'oauth_state_unknown'));
    await this.#take(login, read.callback);
    const status = login.flow.status();
    if (status.status !== 'success') return failurePage(status.errorMessage ?? loginSentences.cancelled);
    const name = this.#ports.book.find(status.accountId ?? '')?.label ?? 'your account';
    return { status: 200, title: 'Signed in', sentence: `${name} is ready. You can close this page.` };
  }

  async #take(login: BrowserLogin, callback: Callback): Promise<void> {
    const { flow } = login;
    if (callback.kind === 'refused') {
      const message = refusalSentence(callback.error, callback.description);
      flow.take({ kind: 'failed', code: callback.error, message });
      return;
    }
    if (!flow.take({ kind: 'code-received' })) return;
    login.stopListening();
    const exchange = this.#exchange(flow, login.exchangeOf(callback.code));
    this.#run(exchange);
    await exchange;
  }

  async #exchange(flow: LoginFlow, exchange: CodeExchange): Promise<void> {
    const exchanged = await this.#ports.endpoint.exchange(exchange, callOf(flow));
    if (exchanged.kind === 'tokens') await this.#store(flow, exchanged.tokens);
    else flow.take({ kind: 'failed', code: exchanged.failure.code, message: failureSentence(exchanged.failure) });
  }

  async #store(flow: LoginFlow, tokens: TokenSet): Promise<void> {
    const { logger, onSignedIn } = this.#ports;
    // Cancelled meanwhile: then these tokens were not asked for any more.
    if (!flow.take({ kind: 'tokens-received' })) return;
    const completed = await completeLogin(tokens, flow.targetAccountId, this.#ports);
    if (completed.kind === 'failed') {
      flow.take(completed);
      return;
    }
    const { account, result } = completed;
    logger.info('Somebody signed in', { accountId: account.id, result });
    flow.take({ kind: 'signed-in', accountId: account.id, result });
    onSignedIn(account);
  }

  #cancelBrowserLogins(): void {
    for (const { flow } of this.#browserLogins.values())
      if (flow.phase === 'waiting')
        flow.take({ kind: 'cancelled', code: 'cancelled_by_program', message: loginSentences.cancelledByProgram });
  }

  /** SECURITY: looks at every sign-in, so that the time says nothing about which one came close. */
  #findByState(state: string): BrowserLogin | null {
    return [...this.#browserLogins.values()].filter((login) => login.hasState(state))[0] ?? null;
  }

  #require(flowId: string): LoginFlow {
    const flow = this.#flows.get(flowId);
    if (!flow) throw new Refusal('oauth_flow_not_found', 'This sign-in is not known any more. Start again.');
    return flow;
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new Refusal('draining', 'Evenkeel is stopping. Try again once it runs again.');
  }

  /** Keeps what is under way until it has ended, for `close`. What is run here does not reject. */
  #run(work: Promise<void>): void {
    const kept: Promise<void> = work
      .catch((error: unknown) => this.#ports.logger.error('A sign-in failed', { error }))
      .finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }
}

/** An account that signs in again goes its own way out. */
function callOf({ signal, targetAccountId }: LoginFlow): LoginCall {
  return { signal, way: targetAccountId };
}

function refusalOf(problem: CallbackProblem): Refusal {
  return new Refusal(problem, callbackSentence(problem));
}

function failurePage(sentence: string): CallbackPage {
  return { status: 400, title: 'Sign-in failed', sentence };
}
