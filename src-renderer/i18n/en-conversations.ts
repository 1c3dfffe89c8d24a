import type { AffinityKind } from '#contract/affinity.ts';

const kinds: Record<AffinityKind, string> = {
  codex_session: 'Session or thread',
  prompt_cache: 'Prompt cache key',
};

/** Conversations: what they cost, and where they live. */
export const enConversations = {
  conversations: {
    intro:
      'A conversation stays on its account because the upstream has read it there already. When it must move, that is read anew.',
    heading: 'What they cost',
    caption: 'Conversations, used last first',
    columns: {
      conversation: 'Conversation',
      accounts: 'Accounts',
      requests: 'Requests',
      cache: 'From the cache',
      moves: 'Moves',
      cold: 'Read anew',
      last: 'Last used',
    },
    cacheOf: (percent: string, cached: string, input: string) =>
      `${percent} of the input: ${cached} of ${input} tokens`,
    unknown: '–',
    tokens: (count: string) => `${count} tokens`,
    empty: 'No conversation yet. A client that names its conversations, such as the Codex CLI, fills this list.',
    loading: 'Loading…',
    older: 'Load older',
    requestsOf: (conversation: string) => `Requests of ${conversation}`,
  },
  sticky: {
    heading: 'Where they live',
    hint: 'The next request of a conversation goes to its account. Let go of it, and it begins anew on whichever account is chosen then.',
    caption: 'Conversations and their accounts, used last first',
    columns: {
      conversation: 'Conversation',
      kind: 'Known by',
      account: 'Account',
      last: 'Last used',
      expires: 'Kept until',
    },
    kinds,
    stale: 'Expired',
    unpin: 'Let go',
    unpinOne: (key: string) => `Let go of ${key}`,
    unpinned: (name: string) => `The conversation is no longer bound to ${name}.`,
    purge: 'Forget the expired',
    purged: (count: number) =>
      count === 0 ? 'None had expired.' : count === 1 ? '1 was forgotten.' : `${count} were forgotten.`,
    filterKey: 'Find',
    filterKind: 'Known by',
    filterAccount: 'Account',
    all: 'All',
    total: (count: number) => (count === 1 ? '1 conversation' : `${count} conversations`),
    older: 'Load more',
    empty:
      'No conversation is bound to an account. The first request of each binds it, so that its prompt cache is used.',
    emptyFiltered: 'No conversation matches this filter.',
    clearFilter: 'Show all',
  },
} as const;
