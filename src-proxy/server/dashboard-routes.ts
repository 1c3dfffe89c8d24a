import type { Request, Response } from 'express';
import { z } from 'zod';

import type { Account } from '../accounts/account.ts';
import type { AccountBook } from '../accounts/account-book.ts';
import type { ClientSnippet } from '../contract/client-snippet.ts';
import type { LiveSnapshot } from '../contract/events.ts';
import { requestLogQuerySchema } from '../contract/request-log.ts';
import { settingsUpdateSchema } from '../contract/settings.ts';
import type { DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import type { LiveEvents } from '../observe/live-events.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Store } from '../storage/store.ts';
import { streamEvents } from './event-stream.ts';
import { accountForGuests, requestForGuests } from './guest-view.ts';
import { parsed, readJson } from './read-json.ts';
import type { Route } from './route.ts';
import { isGuest } from './visitor-of.ts';

export interface DashboardRoutePorts {
  readonly book: AccountBook;
  readonly store: Store;
  readonly settings: SettingsBook;
  readonly events: LiveEvents;
  readonly snapshot: () => LiveSnapshot;
  /** Somebody opened a view of the accounts. */
  readonly onLook: () => void;
  readonly snippets: () => ClientSnippet[];
  readonly signIn: Pick<DashboardSignIn, 'watch' | 'isStillIn'>;
  readonly removeAccount: (accountId: string, options: { history: boolean }) => Promise<void>;
}

const pathParameter = z.object({ id: z.string() });

/** What the dashboard, the tray and the command line ask for. */
export function dashboardRoutes(ports: DashboardRoutePorts): Route[] {
  const { book, store, settings, events } = ports;
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    plane: 'dashboard',
    handle,
  });
  const idOf = (request: Request): string => parsed(pathParameter, request.params).id;
  const send = (response: Response, account: Account): void => {
    response.json(book.summary(account));
  };

  return [
    route('get', '/api/events', streamEvents(events, ports.snapshot, ports.onLook, ports.signIn)),
    route('get', '/api/accounts', (request, response) => {
      const accounts = book.summaries();
      response.json({ accounts: isGuest(request) ? accounts.map(accountForGuests) : accounts });
    }),
    route('post', '/api/accounts/:id/pause', async (request, response) =>
      send(response, await book.pause(idOf(request))),
    ),
    route('post', '/api/accounts/:id/reactivate', async (request, response) =>
      send(response, await book.reactivate(idOf(request))),
    ),
    route('delete', '/api/accounts/:id', async (request, response) => {
      await ports.removeAccount(idOf(request), { history: request.query.delete_history === 'true' });
      response.json({ status: 'deleted' });
    }),
    route('get', '/api/request-logs', async (request, response) => {
      const hidesMessages = isGuest(request);
      const query = parsed(requestLogQuerySchema, { ...request.query });
      const page = await store.listRequests({ ...query, hidesMessages });
      response.json(hidesMessages ? { ...page, requests: page.requests.map(requestForGuests) } : page);
    }),
    route('get', '/api/settings', (_request, response) => {
      response.json(settings.view());
    }),
    route('put', '/api/settings', async (request, response) => {
      const { expectedVersion, ...values } = await readJson(request, response, settingsUpdateSchema);
      response.json(await settings.update(values, parsed(z.int().optional(), expectedVersion)));
    }),
    route('get', '/api/clients/snippets', (_request, response) => {
      response.json({ snippets: ports.snippets() });
    }),
  ];
}
