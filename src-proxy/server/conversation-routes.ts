import { z } from 'zod';

import {
  cacheHitQuerySchema,
  conversationQuerySchema,
  type CacheHits,
  type ConversationDetail,
} from '../contract/conversations.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { parsed } from './read-json.ts';
import type { Route } from './route.ts';

export interface ConversationRoutePorts {
  readonly store: Pick<Store, 'listConversations' | 'findConversation' | 'listCacheHits' | 'listRequests'>;
  readonly clock: Clock;
}

const pathParameter = z.object({ id: z.string() });
const dayMs = 86_400_000;

/** What conversations cost, and how much of their input was in a cache. */
export function conversationRoutes({ store, clock }: ConversationRoutePorts): Route[] {
  const route = (path: string, handle: Route['handle']): Route => ({ method: 'get', path, plane: 'dashboard', handle });
  return [
    route('/api/conversations', async (request, response) => {
      response.json(await store.listConversations(parsed(conversationQuerySchema, { ...request.query })));
    }),
    route('/api/conversations/:id', async (request, response) => {
      const { id: conversationId } = parsed(pathParameter, request.params);
      const query = parsed(conversationQuerySchema, { ...request.query });
      const [conversation, page] = await Promise.all([
        store.findConversation(conversationId),
        store.listRequests({ ...query, conversationId }),
      ]);
      if (conversation === null)
        throw new Refusal('conversation_not_found', 'The request log knows nothing of this conversation.');
      const detail: ConversationDetail = { conversation, ...page };
      response.json(detail);
    }),
    route('/api/cache-hits', async (request, response) => {
      const { days } = parsed(cacheHitQuerySchema, { ...request.query });
      const hits: CacheHits = { days, accounts: await store.listCacheHits(clock.nowMs() - days * dayMs) };
      response.json(hits);
    }),
  ];
}
