import { randomUUID } from 'node:crypto';

import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { TokenKeeper } from '../accounts/token-keeper.ts';
import type { UsagePoller } from '../accounts/usage-poller.ts';
import type { AccountProbe as ProbeReport } from '../contract/account-actions.ts';
import { decisionReasons } from '../contract/decision-reasons.ts';
import { Refusal } from '../contract/refusal.ts';
import type { RoutingDecision } from '../contract/kept-decision.ts';
import type { Clock } from '../ports.ts';
import type { AttemptResult, ProbeRequests, Provider } from '../providers/provider.ts';
import type { UsageWindow } from '../storage/store.ts';
import { noOwnerHints, type CanonicalRequest } from './canonical-request.ts';
import { permanentCode, refusalOf } from './failures.ts';
import { readModelFailure } from './model-failure.ts';
import type { RequestJournal } from './request-journal.ts';
import { Trip } from './trip.ts';
import type { TripEnd } from './trip-end.ts';

export interface AccountProbePorts {
  readonly book: AccountBook;
  readonly tokens: TokenKeeper;
  readonly poller: UsagePoller;
  readonly provider: Provider;
  readonly requests: ProbeRequests;
  readonly journal: RequestJournal;
  readonly clock: Clock;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
}

const idleTimeoutMs = 30_000;
/** A catalogue larger than this is not read to its end; the probe then names a model that it knows. */
const maxAnswerBytes = 2 * 1024 * 1024;

/** One tiny real request on exactly one account: the only way to know whether it serves, whatever is believed of it. */
export class AccountProbe {
  readonly #ports: AccountProbePorts;
  readonly #running = new Map<string, Promise<ProbeReport>>();
  readonly #stopped = new AbortController();

  constructor(ports: AccountProbePorts) {
    this.#ports = ports;
  }

  /**
   * Two who ask at once get one probe: each costs the account something.
   * @throws Refusal `account_not_found`, `account_not_probable`, `draining`
   */
  async probe(accountId: string): Promise<ProbeReport> {
    const account = this.#ports.book.require(accountId);
    if (account.status === 'reauth_required' || account.status === 'deactivated') {
      throw new Refusal(
        'account_not_probable',
        `${account.label} cannot be probed while it is ${account.status.replaceAll('_', ' ')}. Sign in to it again first.`,
      );
    }
    if (this.#stopped.signal.aborted) throw new Refusal('draining', 'Evenkeel is stopping.');
    const running = this.#running.get(accountId) ?? this.#probe(account).finally(() => this.#running.delete(accountId));
    this.#running.set(accountId, running);
    return await running;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.allSettled(this.#running.values());
  }

  async #probe(account: Account): Promise<ProbeReport> {
    const { book, poller, journal, clock } = this.#ports;
    const before = { status: account.status, ...this.#used(account) };
    book.noteSelected(account);
    let statusCode: number | null;
    try {
      const model = await this.#model(account);
      const trip = new Trip(this.#request(account, model));
      const end = await this.#turn(trip, account);
      journal.append(trip.entry(end, clock.nowMs()));
      statusCode = end.statusCode;
    } finally {
      book.noteReleased(account);
    }
    if (account.status !== 'reauth_required' && account.status !== 'deactivated') await poller.refresh(account);
    const after = this.#used(account);
    return {
      status: 'probed',
      accountId: account.id,
      probeStatusCode: statusCode,
      primaryUsedPercentBefore: before.primary,
      primaryUsedPercentAfter: after.primary,
      secondaryUsedPercentBefore: before.secondary,
      secondaryUsedPercentAfter: after.secondary,
      accountStatusBefore: before.status,
      accountStatusAfter: account.status,
    };
  }

  async #model(account: Account): Promise<string> {
    const { requests } = this.#ports;
    const { body } = await this.#send(account, { method: 'GET', path: requests.modelsPath, body: null });
    return requests.cheapestModel(body);
  }

  async #turn(trip: Trip, account: Account): Promise<TripEnd> {
    const { book, clock } = this.#ports;
    const startedAtMs = clock.nowMs();
    trip.beginAttempt(startedAtMs);
    const { result } = await this.#send(account, {
      method: 'POST',
      path: trip.request.upstreamPath,
      body: trip.request.body,
      onFirstEvent: () => trip.noteFirstEvent(clock.nowMs()),
    });
    trip.endAttempt(account, decisionFor(account), result, startedAtMs, clock.nowMs());
    if (result.kind === 'abandoned') throw new Refusal('draining', 'Evenkeel was stopped before the probe ended.');
    const { failure } = result;
    const usage = 'usage' in result ? result.usage : null;
    if (failure === null) {
      book.lessons.servedInSpiteOfLimit(account);
      const statusCode = 'statusCode' in result ? result.statusCode : null;
      return { status: 'success', statusCode, errorCode: null, errorMessage: null, usage };
    }
    // That one model is used up says nothing of the account.
    const ofModel = { model: trip.request.model, isListed: false, nowMs: clock.nowMs() };
    book.lessons.failure(account, readModelFailure(failure, ofModel));
    const { code, message } = failure.response === null ? refusalOf(failure) : failure;
    return { status: 'error', statusCode: failure.statusCode, errorCode: code, errorMessage: message, usage };
  }

  /** With one renewal of the token where it is refused, as for everybody else. */
  async #send(account: Account, ask: Ask): Promise<{ result: AttemptResult; body: Buffer }> {
    const { tokens } = this.#ports;
    const token = await tokens.accessToken(account);
    if (token.kind === 'failed') return refused(token);
    const first = await this.#attempt(account, token.accessToken, ask);
    if (first.result.kind !== 'refused' || first.result.failure.class !== 'unauthorized') return first;
    const renewed = await tokens.renewRefused(account, token.accessToken);
    if (renewed.kind === 'failed') return refused(renewed);
    const second = await this.#attempt(account, renewed.accessToken, ask);
    if (second.result.kind !== 'refused' || second.result.failure.class !== 'unauthorized') return second;
    const { failure } = second.result;
    return refused({ failure: { ...failure, class: 'permanent', code: permanentCode(failure.code) } });
  }

  async #attempt(account: Account, accessToken: string, ask: Ask): Promise<{ result: AttemptResult; body: Buffer }> {
    const { provider, book } = this.#ports;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const result = await provider.attempt(
      {
        method: ask.method,
        upstreamPath: ask.path,
        rawHeaders: ask.body === null ? ['accept', 'application/json'] : turnHeaders,
        body: ask.body,
        requestId: randomUUID(),
        accessToken,
        chatgptAccountId: account.record.chatgptAccountId,
        idleTimeoutMs,
        firstEventTimeoutMs: idleTimeoutMs,
        way: account.id,
      },
      {
        commit: () => undefined,
        write: (chunk) => {
          bytes += chunk.length;
          if (bytes <= maxAnswerBytes) chunks.push(chunk);
          return true;
        },
        onDrain: () => undefined,
      },
      {
        onUsageSample: (sample) => book.lessons.usage(account, sample),
        onFirstEvent: () => ask.onFirstEvent?.(),
      },
      this.#stopped.signal,
    );
    return { result, body: Buffer.concat(chunks) };
  }

  #request(account: Account, model: string): CanonicalRequest {
    const { requests, clock, ownName } = this.#ports;
    const body = requests.turnBody(model);
    return {
      id: randomUUID(),
      kind: 'probe',
      method: 'POST',
      path: `/api/accounts/${account.id}/probe`,
      upstreamPath: requests.turnPath,
      rawHeaders: turnHeaders,
      body,
      plainBody: body,
      model,
      conversationId: null,
      affinityKind: null,
      ownerHints: noOwnerHints,
      key: null,
      userAgent: ownName,
      clientIp: null,
      receivedAtMs: clock.nowMs(),
    };
  }

  #used({ usage }: Account): { primary: number | null; secondary: number | null } {
    const nowMs = this.#ports.clock.nowMs();
    return { primary: used(usage?.primary, nowMs), secondary: used(usage?.secondary, nowMs) };
  }
}

interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer | null;
  readonly onFirstEvent?: () => void;
}

const turnHeaders = ['content-type', 'application/json', 'accept', 'text/event-stream'];

function refused({ failure }: { failure: Extract<AttemptResult, { kind: 'refused' }>['failure'] }): {
  result: AttemptResult;
  body: Buffer;
} {
  return { result: { kind: 'refused', failure }, body: Buffer.alloc(0) };
}

function decisionFor({ id }: Account): RoutingDecision {
  return { strategy: 'probe', accountId: id, reason: decisionReasons.probe, candidates: [] };
}

/** A window whose reset has passed is empty, whatever was stored. */
function used(window: UsageWindow | null | undefined, nowMs: number): number | null {
  if (!window) return null;
  return window.resetAtMs !== null && window.resetAtMs <= nowMs ? 0 : window.usedPercent;
}
