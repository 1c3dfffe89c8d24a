import type { Request, Response } from 'express';

import type { Settings } from '../contract/settings.ts';
import { accountsCheckPayload } from '../ingress/codex/accounts-check.ts';
import { readCodexRequest } from '../ingress/codex/codex-request.ts';
import { createCompactAnswer, toCompactionTurn } from '../ingress/codex/compact.ts';
import { createNativeAnswer } from '../ingress/codex/native-answer.ts';
import type { Clock } from '../ports.ts';
import type { CanonicalRequest } from '../relay/canonical-request.ts';
import type { Foresight } from '../relay/foresight.ts';
import type { Relay } from '../relay/relay.ts';
import type { QuotaView } from './quota-view.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';
import type { V1Models } from './v1-models.ts';

export interface CodexRoutePorts {
  readonly relay: Pick<Relay, 'run'>;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly quota: QuotaView;
  readonly foresee: Foresight;
  readonly models: Pick<V1Models, 'listForCodex'>;
}

/** Codex's own side calls that go on to the upstream, on the account of the conversation. */
const passedPaths: readonly { method: Route['method']; path: string }[] = [
  { method: 'get', path: '/thread/goal/get' },
  { method: 'post', path: '/thread/goal/get' },
  { method: 'post', path: '/thread/goal/set' },
  { method: 'post', path: '/thread/goal/clear' },
  { method: 'post', path: '/memories/trace_summarize' },
  { method: 'post', path: '/safety/arc' },
  { method: 'post', path: '/alpha/search' },
  { method: 'get', path: '/agent-identities/jwks' },
];

/** What a Codex client asks for, path by path. Whatever is not here is 404. */
export function codexRoutes(ports: CodexRoutePorts): Route[] {
  const { relay, clock, settings, models, quota, foresee } = ports;

  async function read(
    request: Request,
    kind: CanonicalRequest['kind'],
    upstreamPath: string,
  ): Promise<CanonicalRequest> {
    return await readCodexRequest(request, {
      kind,
      requestId: requestIdOf(request),
      upstreamPath,
      nowMs: clock.nowMs(),
      maxBodyMib: settings().maxRequestBody,
    });
  }

  const native =
    (kind: CanonicalRequest['kind'], upstreamPath: string) =>
    async (request: Request, response: Response): Promise<void> => {
      const query = request.url.indexOf('?');
      const path = query === -1 ? upstreamPath : upstreamPath + request.url.slice(query);
      const canonical = await read(request, kind, path);
      await relay.run(canonical, createNativeAnswer(response, canonical.id, { clock }));
    };

  async function compact(request: Request, response: Response): Promise<void> {
    const turn = toCompactionTurn(await read(request, 'compact', '/codex/responses'));
    await relay.run(turn, createCompactAnswer(response, turn.id));
  }

  const local =
    (payload: (request: Request) => unknown) =>
    (request: Request, response: Response): void => {
      response.json(payload(request));
    };
  const usage = local((request) => quota.usageFor(request));
  const accountsCheck = local(accountsCheckPayload);
  const nothing = local(() => ({}));

  /** Asked by programs with a key that yields, before they begin a piece of work. */
  async function admission(request: Request, response: Response): Promise<void> {
    const canonical = await read(request, 'connect', '');
    const refusal = foresee({ ...canonical, kind: 'connect' });
    response.set('cache-control', 'no-store');
    if (refusal === null) {
      response.json({ admitted: true });
      return;
    }
    // Not thrown: whoever only asks has been refused nothing, and the log has no row of it.
    const answer = createNativeAnswer(response, canonical.id);
    answer.refuse(refusal);
    answer.end();
  }

  /** Telemetry of the client about its user: taken, so that the client is content, and dropped. */
  function drop(request: Request, response: Response): void {
    request.resume();
    response.set('x-request-id', requestIdOf(request)).status(200).json({});
  }

  /** Unknown here and not ours to forward on somebody's credentials; the shape is the upstream's own. */
  function notFound(_request: Request, response: Response): void {
    response.status(404).json({ detail: 'Not Found' });
  }

  const data = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    plane: 'data',
    handle,
  });
  return [
    data('post', '/backend-api/codex/responses', native('responses', '/codex/responses')),
    data('post', '/backend-api/codex/responses/compact', compact),
    data('get', '/backend-api/codex/models', models.listForCodex),
    data('post', '/backend-api/codex/analytics-events/events', drop),
    data('get', '/backend-api/codex/opportunistic/admission', admission),
    ...passedPaths.map(({ method, path }) =>
      data(method, `/backend-api/codex${path}`, native('control', `/codex${path}`)),
    ),
    data('get', '/backend-api/wham/agent-identities/jwks', native('control', '/wham/agent-identities/jwks')),
    ...['/backend-api/wham', '/api/codex'].flatMap((base) => [
      data('get', `${base}/usage`, usage),
      data('get', `${base}/accounts/check`, accountsCheck),
      data('get', `${base}/settings/user`, nothing),
    ]),
    data('all', '/backend-api/{*rest}', notFound),
    data('all', '/api/codex/{*rest}', notFound),
  ];
}

/** Clients that always append `/v1` to a base URL. */
export function withoutVersionSegment(url: string): string {
  const prefix = '/backend-api/codex/v1/';
  return url.startsWith(prefix) ? `/backend-api/codex/${url.slice(prefix.length)}` : url;
}
