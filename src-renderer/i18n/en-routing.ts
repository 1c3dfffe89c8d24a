import type { RoutingPolicy } from '#contract/account.ts';
import type { Settings } from '#contract/settings.ts';

interface StrategyText {
  readonly name: string;
  readonly meaning: string;
}

const strategies: Record<Settings['routingStrategy'], StrategyText> = {
  usage_weighted: {
    name: 'Most left first',
    meaning: 'The account with most left of its weekly window, then of its 5-hour window.',
  },
  priority: {
    name: 'My own order',
    meaning: 'The first account of your list takes everything; the next one steps in while it cannot.',
  },
  round_robin: { name: 'In turn', meaning: 'Every account gets the next conversation, one after the other.' },
  reset_drain: {
    name: 'Soonest reset first',
    meaning: 'The account whose weekly window starts anew soonest: what is left there would be lost.',
  },
  fill_first: {
    name: 'Fullest first',
    meaning: 'The 5-hour window that is fullest is used up, so that the others stay fresh.',
  },
  sequential_drain: {
    name: 'Smallest plan first',
    meaning: 'The smallest plan is spent to its end before a larger one is touched.',
  },
  capacity_weighted: {
    name: 'By lot, by what is left',
    meaning: 'Lots are drawn; who has more credits left is drawn more often.',
  },
  relative_availability: {
    name: 'By lot, by what would be lost',
    meaning: 'Lots are drawn among the five accounts with most left for each hour until their reset.',
  },
  single_account: { name: 'One account only', meaning: 'Everything goes to the account you name, and to no other.' },
};

const policies: Record<RoutingPolicy, string> = {
  normal: 'As the strategy says',
  burn_first: 'Use up first',
  preserve: 'Keep for last',
};

const policySaid: Record<RoutingPolicy, (name: string) => string> = {
  normal: (name) => `${name} is used as the strategy says.`,
  burn_first: (name) => `${name} is used up before all others.`,
  preserve: (name) => `${name} is kept until no other has room.`,
};

/** Which account a request goes to, and trying that out. */
export const enRouting = {
  routing: {
    intro:
      'Which account a new conversation starts on. One that runs stays where it is, because its prompt cache is there.',
    more: 'Limits per account, retries and how long a conversation stays are in the settings.',
    strategyHeading: 'Strategy',
    strategies,
    isDefault: 'Default',
    optionsHeading: 'Options',
    preferEarlierReset: 'Prefer what resets first',
    preferEarlierResetHint:
      'Takes only the accounts whose window starts anew first. One whose reset is unknown then comes last.',
    preferEarlierResets: {
      off: 'No',
      weekly: 'Yes, by the day of the weekly reset',
      primary: 'Yes, by the 5-hour reset',
    } satisfies Record<Settings['preferEarlierReset'], string>,
    singleAccount: 'Which account',
    singleAccountNone: 'Choose an account…',
    singleAccountMissing: 'While no account is chosen, no request is served.',
    singleAccountUnknown: (accountId: string) => `An account that is not here: ${accountId}`,
    accountsHeading: 'Accounts',
    orderHint: 'Drag an account, or use its arrow buttons. On a button, Alt with an arrow key moves it too.',
    noAccounts: 'There is no account yet.',
    place: (place: number) => `${place}.`,
    drag: (name: string) => `Drag ${name} to another place`,
    moveUp: (name: string) => `Move ${name} up`,
    moveDown: (name: string) => `Move ${name} down`,
    moved: (name: string, place: number, total: number) => `${name} is now number ${place} of ${total}.`,
    policy: 'Use',
    policyOf: (name: string) => `Use of ${name}`,
    policyHint: 'Counts within every strategy, and at once.',
    policies,
    policySaid,
    policyUndone: (name: string) => `${name} is used as before.`,
    unsaved: 'Not saved yet',
    save: 'Save',
    saving: 'Saving…',
    discard: 'Discard',
    saved: 'Requests are shared out the new way from the next one on.',
    undone: 'Requests are shared out as before.',
    conflict:
      'The settings were changed somewhere else meanwhile. What you see now is current; make your change again.',
  },
  preview: {
    heading: (count: number) => `Where the next ${count} requests would go`,
    hint: 'If each were a new conversation and nothing else happened. Nothing is sent.',
    draft: 'With what you have chosen, before it is saved.',
    loading: 'Working it out…',
    caption: 'The next requests',
    request: (number: number, name: string) => `Request ${number}: ${name}`,
    nobody: 'nobody',
    nobodyLetter: '–',
    share: (count: number, total: number) => `${count} of ${total}`,
    empty: 'There is no account to send anything to.',
  },
} as const;
