import type {
  ApiKeySummary,
  LimitType,
  LimitWindow,
  TrafficClass,
  TransportPolicy,
  UsageSection,
} from '#contract/api-keys.ts';

import type { Effort, Expiry, Tier } from '../state/key-draft.svelte.ts';

const limitTypes: Record<LimitType, string> = {
  requests: 'Requests',
  total_tokens: 'Tokens',
  input_tokens: 'Input tokens',
  output_tokens: 'Output tokens',
  cost_usd: 'Cost in US dollars',
  credits: 'Credits, only shown',
};

const limitUnits: Record<LimitType, string> = {
  requests: 'requests',
  total_tokens: 'tokens',
  input_tokens: 'input tokens',
  output_tokens: 'output tokens',
  cost_usd: 'spent',
  credits: 'credits',
};

const limitWindows: Record<LimitWindow, string> = {
  '5h': '5 hours',
  daily: '1 day',
  weekly: '7 days',
  monthly: '30 days',
};

const statuses: Record<ApiKeySummary['status'], string> = { active: 'Active', revoked: 'Revoked', expired: 'Expired' };

const expiries: Record<Expiry, string> = {
  never: 'Never',
  '7': 'In 7 days',
  '30': 'In 30 days',
  '90': 'In 90 days',
  '365': 'In a year',
  date: 'At a date…',
};

const efforts: Record<Effort, string> = {
  none: 'none',
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'max',
  ultra: 'ultra',
};

const tiers: Record<Tier, string> = {
  auto: 'auto',
  default: 'default',
  priority: 'priority',
  flex: 'flex',
  fast: 'fast',
  ultrafast: 'ultrafast',
};

const classes: Record<TrafficClass, string> = {
  foreground: 'Like any other',
  opportunistic: 'Only what others can spare',
};

const trafficHints: Record<TrafficClass, string> = {
  foreground: 'For people and programs that wait for the answer.',
  opportunistic:
    'For work that can wait: refused with 429 and a time to come back while the accounts keep what they have left for other keys. An account set to preserve gives most shortly before its reset.',
};

const transports: Record<TransportPolicy, string> = {
  smart: 'For programs that ask for it',
  always_http: 'Never: HTTP only',
};

const transportRules: Record<TransportPolicy, string> = { smart: 'WebSocket if asked for', always_http: 'HTTP only' };

const sections: Record<UsageSection, string> = {
  upstream_limits: 'The accounts’ limits',
  account_pool_usage: 'The pool as one figure',
};

/** API keys: who may spend, and how much. */
export const enKeys = {
  keys: {
    intro:
      'A key lets a program use the accounts here, within the limits that you give it. One key for each person or tool: then you see what each spends, and can stop one without the others.',
    heading: 'API keys',
    create: 'Create a key',
    loading: 'Loading…',
    empty: {
      heading: 'No key yet',
      body: 'Programs on this machine need none. Create one to give somebody a limit of their own, to see what a tool costs, or before other machines may use this one.',
    },
    statuses,
    facts: {
      lastUsed: 'Last used',
      neverUsed: 'never',
      spend: 'Spent',
      requests: 'Requests',
      tokens: 'Tokens',
      expires: 'Expires',
      expired: 'Expired',
      never: 'never',
    },
    unpriced: (count: string) => `without ${count} of unknown price`,
    rules: {
      models: (models: string) => `Models: ${models}`,
      enforcedModel: (model: string) => `Always ${model}`,
      effort: (effort: string) => `Effort always ${effort}`,
      efforts: (list: string) => `Effort: ${list}`,
      tier: (tier: string) => `Tier always ${tier}`,
      yields: classes.opportunistic,
      transports: transportRules,
      seesNothing: 'Sees nothing of the accounts’ quota',
      accounts: (count: number) => (count === 1 ? 'Only 1 account' : `Only ${count} accounts`),
      sources: (count: number) => (count === 1 ? 'Only 1 source' : `Only ${count} sources`),
    },
    limits: {
      heading: 'Limits',
      hint: 'A request is refused with 429 once a limit is reached, until its window starts anew. Windows run from the moment the limit is set.',
      kept: 'A limit keeps what was counted while its type, window and model stay; a change of one of these starts a new count.',
      types: limitTypes,
      windows: limitWindows,
      type: 'What',
      window: 'Within',
      maximum: 'At most',
      maximumUsd: 'At most, in dollars',
      model: 'Only model',
      modelHint: 'all',
      creditsHint:
        'Nothing is counted against it, and it refuses nothing. A Codex client with this key shows it as its usage, in place of the pool’s.',
      one: (number: number) => `Limit ${number}`,
      add: 'Add a limit',
      remove: 'Remove',
      removeOne: (number: number) => `Remove limit ${number}`,
      none: 'No limit: the key may use all that its accounts give.',
      needsWhole: (number: number) => `Limit ${number} needs a whole number of at least 1.`,
      needsDollars: (number: number) => `Limit ${number} needs an amount in dollars, such as 5 or 0.50.`,
      needsOneModel: (number: number) =>
        `Limit ${number} counts one model: write one name without blanks, or leave it empty for all.`,
      twice: (number: number) => `Limit ${number} is there already. Change the other one, or another window or model.`,
      name: (type: LimitType, window: LimitWindow, model: string | null) =>
        model === null
          ? `${limitTypes[type]} in ${limitWindows[window]}`
          : `${limitTypes[type]} in ${limitWindows[window]}, ${model}`,
      used: (type: LimitType, current: string, most: string) => `${current} of ${most} ${limitUnits[type]}`,
      held: (value: string) => `${value} held for running requests`,
      resets: (at: string, span: string) => `anew ${at}, in ${span}`,
      resetDue: 'starts anew with the next request',
      reached: 'Reached',
      label: (key: string, limit: string) => `${key}: ${limit}`,
    },
    actions: {
      edit: 'Edit…',
      editOne: (name: string) => `Edit ${name}`,
      week: 'Last 7 days…',
      weekOne: (name: string) => `Last 7 days of ${name}`,
      regenerate: 'New secret…',
      regenerateOne: (name: string) => `New secret for ${name}`,
      revoke: 'Revoke',
      revokeOne: (name: string) => `Revoke ${name}`,
      restore: 'Restore',
      restoreOne: (name: string) => `Restore ${name}`,
      reset: 'Reset use…',
      resetOne: (name: string) => `Reset the use of ${name}`,
      remove: 'Delete…',
      removeOne: (name: string) => `Delete ${name}`,
      region: (name: string) => `Actions on ${name}`,
    },
    said: {
      saved: (name: string) => `${name} is saved.`,
      unchanged: 'Nothing was changed.',
      revoked: (name: string) => `${name} is revoked: requests with it are refused from now on.`,
      restored: (name: string) => `${name} may be used again.`,
      reset: (name: string) => `The limits of ${name} count from zero.`,
      removed: (name: string) => `${name} is deleted.`,
    },
    editor: {
      createHeading: 'Create an API key',
      editHeading: (name: string) => `Edit ${name}`,
      name: 'Name',
      nameHint: 'For you to know it by: a person, a tool, a machine.',
      expiry: 'Expires',
      expiries,
      expiryDate: 'Date and time',
      which: 'What it may ask for',
      models: 'Allowed models',
      modelsHint: 'One or more, with blanks or commas between them. Empty: all.',
      enforcedModel: 'Always use this model',
      enforcedModelHint: 'Whatever a request asks for is replaced. Empty: as asked.',
      alwaysHint:
        'What is always used holds on every route: for the Codex CLI on its own one, over HTTP and WebSocket, as for programs that use /v1.',
      effort: 'Reasoning effort',
      effortAny: 'As asked',
      effortSome: 'Only some…',
      effortAlways: (effort: string) => `Always ${effort}`,
      effortsAllowed: 'Allowed efforts',
      efforts,
      tier: 'Service tier',
      tierAny: 'As asked',
      tiers,
      tierAlways: (tier: string) => `Always ${tier}`,
      accounts: 'Accounts',
      accountsHint: 'None chosen: all of them.',
      accountGone: (hint: string) => `An account that was removed (${hint})`,
      sources: 'Sources',
      sourcesHint: 'None chosen: all of them. A source serves what no account can.',
      sourceGone: (hint: string) => `A source that was removed (${hint})`,
      noAccounts: 'There is no account yet. The key will use whichever you add.',
      save: 'Save',
      saving: 'Saving…',
      create: 'Create the key',
      creating: 'Creating…',
      needsName: 'Give the key a name.',
      needsDate: 'Choose the date and time at which the key expires.',
      needsFuture: 'This moment is past: the key would not work. Choose a later one, or revoke the key instead.',
      needsOneModel: 'A request can be sent to one model only: write one name without blanks.',
      needsEffort: 'Choose at least one effort, or leave it as asked.',
    },
    treatment: {
      heading: 'How it is served',
      traffic: 'Priority',
      classes,
      trafficHints,
      transport: 'WebSocket connections',
      asSet: 'As set for all',
      transports,
      transportHint: 'Goes before the setting “Transport”. A program that is given none goes on over HTTP.',
      sees: 'What it may see of what accounts have left',
      seesHint:
        'Told by /v1/usage; the limits also by headers and events of answers, and by /api/codex/usage. Nothing is told while the settings hide it from all keys.',
      sections,
    },
    shown: {
      heading: (name: string) => `The key of ${name}`,
      warning:
        'Copy it now: this is the only time that it is shown. Evenkeel keeps a fingerprint of it, from which it cannot be brought back.',
      label: 'Key',
      thing: 'the key',
      how: 'A program sends it as its API key, or as “Authorization: Bearer”.',
      held: 'The key has not been copied, and cannot be shown again. Close it all the same?',
      done: 'Close',
      closeAnyway: 'Close without copying',
    },
    regenerate: {
      heading: (name: string) => `A new secret for ${name}?`,
      body: 'The secret of now stops to work at once: every program that uses it is refused until it has the new one. Limits and what was counted stay.',
      confirm: 'Make a new secret',
      busy: 'Making it…',
    },
    reset: {
      heading: (name: string) => `Reset the use of ${name}?`,
      body: 'Each of its limits counts from zero, and its window begins now. What it has spent in all stays in its history.',
      confirm: 'Reset',
    },
    remove: {
      heading: (name: string) => `Delete ${name}?`,
      body: 'Programs that use this key are refused at once, and it cannot be brought back. What it did stays in the request log. To stop it for a while, revoke it instead.',
      confirm: 'Delete the key',
    },
    trend: {
      heading: 'Last 7 days',
      requests: (count: number, text: string) => (count === 1 ? '1 request' : `${text} requests`),
      summary: (name: string, requests: string, day: string, most: string) =>
        `${name}, requests of the last 7 days: ${requests} in all, most on ${day} with ${most}.`,
      failed: 'The last 7 days could not be loaded.',
    },
    week: {
      heading: (name: string) => `${name}: the last 7 days`,
      loading: 'Loading…',
      nothing: 'Nothing was asked with this key in the last 7 days.',
      summary: (requests: string, tokens: string, cost: string) => `${requests} requests, ${tokens} tokens, ${cost}.`,
      unpriced: (count: number, text: string) =>
        count === 1
          ? '1 of them has no known price and is not in the cost.'
          : `${text} of them have no known price and are not in the cost.`,
      measure: 'Show',
      measures: { costUsd: 'Cost', requests: 'Requests', totalTokens: 'Tokens' },
      caption: 'By day',
      columns: { day: 'Day', requests: 'Requests', tokens: 'Tokens', cached: 'From the cache', cost: 'Cost' },
      byAccount: 'By account',
      account: 'Account',
      share: 'Share of the cost',
    },
    keyless: {
      heading: 'Without a key',
      off: 'Programs on this machine may ask without a key. Limits hold only for those that send one; other machines always need one.',
      on: 'Every program needs a key, also on this machine. One that sends none is refused with 401.',
      noneYet: 'No key can be used yet. Create one before you require it, or every request would be refused.',
      warnNone:
        'No key can be used, and one is required: every request is refused. Create or restore a key, or require none.',
      some: (count: number) => (count === 1 ? '1 key can be used.' : `${count} keys can be used.`),
      before: 'Before you require one, give every program its key: those without one are refused from that moment on.',
    },
  },
} as const;
