/**
 * Every change over the dashboard's API has its line in the audit log: who, what, before and after. A route that nobody
 * thought of here has one too, without a before: what is left out is left out by name.
 */
import type { Request, Response } from 'express';

import type { AuditActor } from '../contract/audit.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { actorOf, sessionOf } from './audit-actor.ts';
import type { Route } from './route.ts';

export interface AuditTrailPorts {
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly logger: Logger;
  /** What there is to see of an account, for before and after; `null` for one that is not there. */
  readonly lookAtAccount: (accountId: string) => unknown;
  readonly lookAtOrder: () => unknown;
  /** Every setting by its name, without credentials. */
  readonly lookAtSettings: () => Readonly<Record<string, unknown>>;
  readonly lookAtWayOut: (accountId: string | null) => Promise<unknown>;
}

interface Plan {
  readonly action: string;
  readonly target?: (request: Request) => string | null;
  readonly look?: (request: Request) => unknown;
  /** What else there is to say, from the answer. */
  readonly told?: (answer: unknown) => Readonly<Record<string, unknown>>;
}

/** These write their own line, with more to say: see `actorOf` in them. */
const writeTheirOwn =
  /^\/api\/(?:api-keys|clients|prices|sticky-sessions|dashboard-auth|model-sources)(?:\/|$)|\/(?:export\/auth|consume)$/;
/** These change nothing. */
const changeNothing =
  /\/(?:preview|simulate|test|verify|refresh-usage)$|^\/api\/(?:oauth\/cancel|diagnostics\/(?:run|cancel))$/;

export function isAudited({ method, plane, path }: Pick<Route, 'method' | 'plane' | 'path'>): boolean {
  return plane === 'dashboard' && method !== 'get' && !writeTheirOwn.test(path) && !changeNothing.test(path);
}

export function auditedRoutes(routes: readonly Route[], ports: AuditTrailPorts): Route[] {
  const plans = plansOf(ports);
  return routes.map((route) => {
    if (!isAudited(route)) return route;
    const name = `${route.method} ${route.path}`;
    return { ...route, handle: audited(route, plans[name] ?? { action: name }, ports) };
  });
}

/** The answer waits until its line is on disk. */
function audited({ handle }: Route, plan: Plan, ports: AuditTrailPorts): Route['handle'] {
  return async (request, response) => {
    const before = await plan.look?.(request);
    const answer = heldBack(response);
    await handle(request, response);
    if (response.statusCode < 400) {
      const changed = plan.look === undefined ? {} : differences(before, await plan.look(request));
      await note(request, plan, { ...changed, ...plan.told?.(answer.body()), ...sessionOf(request) }, ports);
    }
    answer.send();
  };
}

async function note(
  request: Request,
  { action, target }: Plan,
  detail: Readonly<Record<string, unknown>>,
  { store, clock, logger }: AuditTrailPorts,
): Promise<void> {
  const actor: AuditActor = actorOf(request);
  const about = (target ?? idOf)(request);
  await store.appendAudit({ atMs: clock.nowMs(), actor, action, target: about, detail }).catch((error: unknown) => {
    // It has happened: to answer that it failed would be wrong.
    logger.error('A change could not be written to the audit log', { action, target: about, error });
  });
}

function heldBack(response: Response) {
  const send = response.json.bind(response);
  let held: { readonly body: unknown } | null = null;
  response.json = (body?: unknown) => {
    held = { body };
    return response;
  };
  return {
    body: () => held?.body,
    send(): void {
      response.json = send;
      if (held !== null) send(held.body);
    },
  };
}

/** Pure. Of two records what is not the same in both; of anything else the two. */
export function differences(before: unknown, after: unknown): { readonly before: unknown; readonly after: unknown } {
  if (!isRecord(before) || !isRecord(after)) return { before: before ?? null, after: after ?? null };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const only = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
  return { before: only(before), after: only(after) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function idOf({ params }: Request): string | null {
  return typeof params.id === 'string' ? params.id : null;
}

function plansOf(ports: AuditTrailPorts): Readonly<Record<string, Plan>> {
  const account = (action: string): Plan => ({
    action: `account.${action}`,
    look: (request) => ports.lookAtAccount(idOf(request) ?? ''),
  });
  const wayOut: Plan = { action: 'upstream_proxy.change', look: (request) => ports.lookAtWayOut(idOf(request)) };
  return {
    'post /api/accounts/:id/pause': account('pause'),
    'post /api/accounts/:id/reactivate': account('resume'),
    'delete /api/accounts/:id': account('remove'),
    'put /api/accounts/:id/alias': account('rename'),
    'put /api/accounts/:id/routing-policy': account('routing_policy'),
    'post /api/accounts/:id/probe': { action: 'account.probe' },
    'put /api/accounts/order': { action: 'account.order', look: ports.lookAtOrder },
    'post /api/accounts/import': { action: 'account.import', told: outcomesIn },
    'post /api/accounts/import-found': { action: 'account.import', told: outcomesIn },
    'post /api/accounts/codex-lb/import': {
      action: 'account.import_codex_lb',
      told: outcomesIn,
      look: ports.lookAtSettings,
    },
    'post /api/oauth/start': { action: 'account.sign_in', told: methodIn },
    'post /api/oauth/manual-callback': { action: 'account.sign_in_callback', told: statusIn },
    'post /api/proxy/pause': { action: 'proxy.pause' },
    'post /api/proxy/resume': { action: 'proxy.resume' },
    'put /api/settings': { action: 'settings.change', look: ports.lookAtSettings },
    'put /api/upstream-proxy': wayOut,
    'put /api/accounts/:id/upstream-proxy': wayOut,
  };
}

const memberOf = (answer: unknown, name: string): unknown =>
  answer !== null && typeof answer === 'object' && name in answer
    ? (answer as Readonly<Record<string, unknown>>)[name]
    : undefined;

function outcomesIn(answer: unknown): Readonly<Record<string, unknown>> {
  const outcomes = memberOf(answer, 'outcomes');
  if (!Array.isArray(outcomes)) return {};
  return {
    accounts: outcomes.map((one: unknown) => ({
      accountId: memberOf(memberOf(one, 'account'), 'accountId') ?? null,
      result: memberOf(one, 'result') ?? null,
    })),
  };
}

function methodIn(answer: unknown): Readonly<Record<string, unknown>> {
  return { method: memberOf(answer, 'method') ?? null };
}

function statusIn(answer: unknown): Readonly<Record<string, unknown>> {
  return { status: memberOf(answer, 'status') ?? null };
}
