import type { UsageTrend } from '#contract/forecast.ts';

import type { AccountSort, AccountState } from '../features/accounts/account-list.ts';
import type { AccountsView } from '../state/accounts-view.svelte.ts';

const views: Record<AccountsView, string> = { cards: 'Cards', table: 'Table' };

const sorts: Record<AccountSort, string> = {
  priority: 'Your own order',
  name: 'Name',
  plan: 'Plan',
  left: 'Least used',
  reset: 'Reset soonest',
  requests: 'Most requests',
};

const states: Record<AccountState, string> = {
  all: 'All',
  ready: 'Ready',
  limited: 'At a limit or resting',
  paused: 'Paused',
  'needs-owner': 'Needs you',
};

const windows: Record<UsageTrend['points'][number]['window'], string> = {
  primary: '5-hour window',
  secondary: 'Weekly window',
  monthly: 'Monthly window',
};

/** The page of accounts: finding one, what it did, and how far it was used. */
export const enAccountsPage = {
  accountsPage: {
    loading: 'The accounts are being fetched…',
    view: 'Show as',
    views,
    search: 'Search',
    searchHint: 'Name, e-mail, workspace or plan',
    sort: 'Sort by',
    sorts,
    state: 'State',
    states,
    found: (shown: number, total: number) =>
      shown === total ? `${total} ${total === 1 ? 'account' : 'accounts'}` : `${shown} of ${total} accounts`,
    noneFound: 'No account is like that.',
    clear: 'Show all',
    order: 'Change the order…',
    orderHeading: 'Your own order',
    orderMatters: 'Requests go to the first account of this order that has room.',
    orderDoesNotMatter:
      'Requests are shared out by another strategy now, so this is only the order in which you see the accounts.',
    orderStrategy: 'Change the strategy',
    orderSave: 'Save the order',
    orderSaved: 'The order was changed.',
    orderUndone: 'The order is as before.',
    caption: 'Accounts, what they have left, and what they did in the last 7 days',
    columns: {
      account: 'Account',
      left: 'Left',
      reset: 'Next reset',
      requests: 'Requests',
      tokens: 'Tokens',
      cost: 'Cost',
      cache: 'From the cache',
      actions: 'Actions',
    },
    inSpan: (span: string) => `in ${span}`,
    leftIn: (window: string, percent: string) => `${window}: ${percent}`,
    weekFailed: 'What the accounts did in the last 7 days is not known.',
    oldFigures: 'Old figures',
    oldFiguresHint: (span: string) => `Nobody has told anything newer for more than ${span}.`,
  },
  accountWeek: {
    heading: 'Last 7 days',
    none: 'No request in the last 7 days',
    requests: (count: number, text: string) => (count === 1 ? '1 request' : `${text} requests`),
    tokens: (text: string) => `${text} tokens`,
    cache: (percent: string) => `${percent} of the input from the cache`,
    cost: (dollars: string, unpriced: number) =>
      unpriced === 0 ? dollars : `${dollars}, without ${unpriced} of unknown price`,
    tokenEnds: (at: string, span: string) => `Access token ends ${at}, in ${span}`,
    tokenEnded: 'Access token has ended; it is renewed at the next use',
    wayOut: (address: string) => `Through ${address}`,
    wayOutDirect: 'Direct, without a proxy',
  },
  pace: {
    reserve: (percent: string) => `${percent} in reserve`,
    deficit: (percent: string) => `${percent} ahead of an even pace`,
    even: 'at an even pace',
  },
  trend: {
    heading: 'Use over the last 7 days',
    loading: 'Its use is being fetched…',
    nothing: 'Nothing was noted of the last 7 days.',
    windows,
    summaryOf: (window: string, highest: string, last: string, resets: number) =>
      `${window}: at most ${highest} used, ${last} last, ${resets === 1 ? '1 reset' : `${resets} resets`}`,
    legend: (window: string, last: string) => `${window}: ${last} used`,
    chart: (account: string, parts: string) => `How far ${account} was used over the last 7 days. ${parts}.`,
    showTable: 'Show as table',
    showTableOf: (account: string) => `Show as table: the use of ${account}`,
    caption: (account: string) => `How far ${account} was used, by day`,
    day: 'Day',
    most: (window: string) => `${window}, at most`,
    resets: 'Resets',
    unknown: '–',
  },
} as const;
