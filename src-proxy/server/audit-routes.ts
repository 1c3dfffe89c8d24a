import { auditQuerySchema } from '../contract/audit.ts';
import type { Store } from '../storage/store.ts';
import { parsed } from './read-json.ts';
import type { Route } from './route.ts';

/** What was changed, and which secrets were looked at. */
export function auditRoutes(store: Pick<Store, 'listAudit'>): Route[] {
  return [
    {
      method: 'get',
      path: '/api/audit-logs',
      plane: 'dashboard',
      handle: async (request, response) => {
        response.json(await store.listAudit(parsed(auditQuerySchema, { ...request.query })));
      },
    },
  ];
}
