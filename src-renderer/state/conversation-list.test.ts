import { expect, it } from 'vitest';

import { ConversationList } from './conversation-list.svelte.ts';
import { sampleConversation } from './sample-balancing.ts';

it('pages back, shows each conversation once, and renews as many as are shown', async () => {
  const all = Array.from({ length: 70 }, (_, index) => sampleConversation({ conversationId: `thread-${index}` }));
  const asked: number[] = [];
  const list = new ConversationList({
    conversations: ({ limit, cursor }) => {
      asked.push(limit);
      // One conversation was used meanwhile, and so is on both pages.
      const from = cursor === null ? 0 : cursor - 1;
      const hasMore = from + limit < all.length;
      return Promise.resolve({
        conversations: all.slice(from, from + limit),
        hasMore,
        nextCursor: hasMore ? from + limit : null,
      });
    },
  });
  await list.reload();
  expect(list.hasMore).toBe(true);
  await list.loadOlder();
  expect(list.rows.map((row) => row.conversationId)).toEqual(all.map((row) => row.conversationId));
  await list.reload();
  expect(asked).toEqual([50, 50, 70]);
  expect(list.phase).toBe('ready');
});
