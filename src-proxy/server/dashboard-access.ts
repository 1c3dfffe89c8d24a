import type { Route } from './route.ts';

/**
 * What a guest may look at. SECURITY: everything else of the dashboard's API is its owner's alone, so that a route which
 * is added and forgotten here is closed and not open. Left out on purpose: the audit log, conversations and what they are
 * bound to, files and folders of this machine, sign-ins under way, ways out, the debug endpoints.
 */
const guestsRead: ReadonlySet<string> = new Set([
  '/api/events',
  '/api/accounts',
  '/api/accounts/:id/trends',
  '/api/api-keys/',
  '/api/api-keys/:id',
  '/api/api-keys/:id/trends',
  '/api/api-keys/:id/usage-7d',
  '/api/cache-hits',
  '/api/clients/snippets',
  '/api/forecast',
  '/api/overview',
  '/api/prices',
  '/api/reports',
  '/api/reports.csv',
  '/api/request-logs',
  '/api/request-logs/options',
  '/api/settings',
]);
/** Asks what would be; changes nothing and asks nobody. */
const guestsAsk: ReadonlySet<string> = new Set(['/api/routing/simulate']);

export function guestMay({ method, path }: Pick<Route, 'method' | 'path'>): boolean {
  return method === 'get' ? guestsRead.has(path) : method === 'post' && guestsAsk.has(path);
}
