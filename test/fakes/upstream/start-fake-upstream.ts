import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { FakeIssuer } from '../issuer/fake-issuer.ts';
import { foreignWorkspace, notFound, tokenExpired } from './error-bodies.ts';
import { FakeAccount } from './fake-account.ts';
import type { FakeAccountOptions } from './fake-account.ts';
import { answerMedia, answerUpload, isMediaCall, uploadPrefix } from './media-routes.ts';
import { catalogueEtag } from './models-catalogue.ts';
import { RecordedRequest } from './recorded-request.ts';
import { RequestLog } from './request-log.ts';
import { listResets, redeemReset } from './reset-credits-route.ts';
import { answerResponses } from './responses-route.ts';
import { sendBody } from './send-body.ts';
import { FakeSockets } from './fake-sockets.ts';
import type { FakeSocket, RecordedFrame } from './fake-sockets.ts';
import { refreshTokens } from './token-route.ts';
import { usagePayload } from './usage-payload.ts';

const resetsPath = '/backend-api/wham/rate-limit-reset-credits';

export interface FakeUpstreamOptions {
  /** Refuses sealed content that another account made, as the real backend does. */
  readonly enforceEncryptedContent?: boolean;
  /** `false` answers every WebSocket handshake 426. */
  readonly webSockets?: boolean;
}

/** A stand-in for chatgpt.com and auth.openai.com on one loopback origin. */
export interface FakeUpstream extends AsyncDisposable {
  readonly origin: string;
  /** For `EVENKEEL_UPSTREAM_BASE_URL`. */
  readonly baseUrl: string;
  /** For `EVENKEEL_AUTH_BASE_URL`. */
  readonly authBaseUrl: string;
  /** Everything that came, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Of `requests`: the turns. */
  turns(): RecordedRequest[];
  /** Of `requests`: the token refreshes. */
  refreshes(): RecordedRequest[];
  /** Of `requests`: codes of a sign-in exchanged for tokens. */
  exchanges(): RecordedRequest[];
  /** Where people sign in, on the same origin. */
  readonly issuer: FakeIssuer;
  /** Every WebSocket that was opened, in order, with what came on it. */
  readonly sockets: readonly FakeSocket[];
  /** Every `response.create` on any of them, in order. */
  readonly creates: readonly RecordedFrame[];
  /** The statuses that WebSocket handshakes were refused with, in order. */
  readonly refusedHandshakes: readonly number[];
  /** The first `response.create`, past or future, that fits. */
  waitForCreate(predicate: (frame: RecordedFrame) => boolean): Promise<RecordedFrame>;
  addAccount(options: FakeAccountOptions): FakeAccount;
  /** The first request, past or future, that fits. */
  waitForRequest(predicate: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  /** Refuses every access token handed out so far; a refresh gives a good one. */
  expireAccessTokens(account: FakeAccount): void;
  close(): Promise<void>;
}

export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const accounts: FakeAccount[] = [];
  const log = new RequestLog();
  const issuer: FakeIssuer = new FakeIssuer(accounts, () => origin);
  let received = 0;

  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    const recorded = new RecordedRequest((received += 1), request, response);
    serve(recorded, request, response).catch((error: unknown) => {
      // A defect of the fake must be seen by the test that meets it.
      if (response.headersSent) response.destroy();
      else sendBody(recorded, response, 599, { detail: `The fake upstream failed: ${String(error)}` });
    });
  });
  const sockets = new FakeSockets({
    accountOf: (bearer) => accounts.find((account) => account.accepts(bearer)),
    enforceEncryptedContent: options.enforceEncryptedContent ?? false,
    isServed: options.webSockets ?? true,
  });
  server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(recorded: RecordedRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await recorded.readBody(request);
    recorded.accountId = accountOf(accounts, recorded)?.id ?? null;
    log.add(recorded);
    if (!recorded.bodyComplete) return;
    if (!(await issuer.answer(recorded, response))) await route(accounts, recorded, response, { ...options, origin });
  }

  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    sockets.terminate();
    server.closeAllConnections();
    await closed;
  }

  return {
    origin,
    baseUrl: `${origin}/backend-api`,
    authBaseUrl: origin,
    requests: log.requests,
    turns: () => log.requests.filter(isTurn),
    refreshes: () => log.requests.filter((request) => isTokenCall(request) && !isExchange(request)),
    exchanges: () => log.requests.filter((request) => isTokenCall(request) && isExchange(request)),
    issuer,
    sockets: sockets.opened,
    creates: sockets.creates,
    refusedHandshakes: sockets.refused,
    waitForCreate: (predicate) => sockets.waitForCreate(predicate),
    addAccount(accountOptions) {
      const account = new FakeAccount(accountOptions);
      accounts.push(account);
      return account;
    },
    waitForRequest: (predicate) => log.waitFor(predicate),
    expireAccessTokens: (account) => account.expireAccessTokens(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Whether a request is a model call. */
export function isTurn(request: RecordedRequest): boolean {
  return request.method === 'POST' && request.pathname === '/backend-api/codex/responses';
}

function isTokenCall(request: RecordedRequest): boolean {
  return request.pathname === '/oauth/token';
}

/** A refresh is JSON; the exchange of a code is a form. */
function isExchange(request: RecordedRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
}

async function route(
  accounts: readonly FakeAccount[],
  recorded: RecordedRequest,
  response: ServerResponse,
  options: FakeUpstreamOptions & { readonly origin: string },
): Promise<void> {
  const { method, pathname } = recorded;
  if (method === 'POST' && pathname === '/oauth/token') return await refreshTokens(accounts, recorded, response);
  if (method === 'PUT' && pathname.startsWith(uploadPrefix)) return answerUpload(accounts, recorded, response);
  const known =
    isMediaCall(recorded) ||
    isTurn(recorded) ||
    (method === 'GET' && (pathname === '/backend-api/codex/models' || pathname === '/backend-api/wham/usage')) ||
    (method === 'GET' && pathname === resetsPath) ||
    (method === 'POST' && pathname === `${resetsPath}/consume`);
  if (!known) return sendBody(recorded, response, 404, notFound);
  const account = accountOf(accounts, recorded);
  if (!account) return sendBody(recorded, response, 401, tokenExpired);
  const namedAccount = recorded.headers['chatgpt-account-id'];
  if (namedAccount !== undefined && namedAccount !== account.id) {
    return sendBody(recorded, response, 403, foreignWorkspace);
  }
  if (pathname === '/backend-api/wham/usage') {
    await account.usageHold?.opened;
    const refusal = account.usageRefusals.shift();
    if (refusal !== undefined) return sendBody(recorded, response, refusal.status, refusal.body);
    const beside = { workspaceId: account.reportedWorkspaceId, availableResets: account.resets.available };
    return sendBody(recorded, response, 200, usagePayload(account.plan, account.usage, beside));
  }
  if (isMediaCall(recorded)) return answerMedia(account, recorded, response, options.origin);
  if (pathname === resetsPath) return listResets(account, recorded, response);
  if (pathname === `${resetsPath}/consume`) return await redeemReset(account, recorded, response);
  if (pathname === '/backend-api/codex/models') return await sendModels(account, recorded, response);
  const enforceEncryptedContent = options.enforceEncryptedContent ?? false;
  return await answerResponses({ account, recorded, response, enforceEncryptedContent });
}

async function sendModels(account: FakeAccount, recorded: RecordedRequest, response: ServerResponse): Promise<void> {
  await account.modelsHold?.opened;
  const { models } = account;
  if (models === null) return sendBody(recorded, response, 500, { detail: 'No models today' });
  if (recorded.headers['if-none-match'] === catalogueEtag) {
    response.writeHead(304, { etag: catalogueEtag }).end();
    return;
  }
  sendBody(recorded, response, 200, models, { etag: catalogueEtag });
}

function accountOf(accounts: readonly FakeAccount[], recorded: RecordedRequest): FakeAccount | undefined {
  const bearer = /^Bearer (.+)$/i.exec(recorded.headers.authorization ?? '')?.[1];
  return bearer === undefined ? undefined : accounts.find((account) => account.accepts(bearer));
}
