import { z } from 'zod';

import { declare, flagText, wholeNumber } from './declare.ts';

/** Which account a request goes to. */
export const balancingSettings = {
  routingStrategy: declare({
    schema: z.enum([
      'usage_weighted',
      'round_robin',
      'priority',
      'fill_first',
      'sequential_drain',
      'reset_drain',
      'capacity_weighted',
      'relative_availability',
      'single_account',
    ]),
    fallback: 'usage_weighted',
    title: 'Routing strategy',
    help: 'Which account a new conversation starts on; one that runs stays where it is. usage_weighted takes the account with most left, round_robin each in turn, priority your own order, fill_first the fullest, sequential_drain the smallest plan, reset_drain the one that starts anew soonest, single_account the one you name. capacity_weighted and relative_availability draw lots by what is left.',
    environment: ['EVENKEEL_ROUTING_STRATEGY'],
    allowed:
      'usage_weighted, round_robin, priority, fill_first, sequential_drain, reset_drain, capacity_weighted, relative_availability or single_account',
    effect: 'live',
  }),
  preferEarlierReset: declare({
    schema: z.enum(['off', 'weekly', 'primary']),
    // Not on as in codex-lb: it never takes an account whose reset is unknown while another's is known, and an unknown
    // quota must not move anything. Who wants it can say so.
    fallback: 'off',
    title: 'Prefer what resets first',
    help: 'Takes only the accounts whose window starts anew first, so that less of it is lost: weekly goes by the day, primary by the second of the 5-hour window. Applies to usage_weighted, capacity_weighted and fill_first. An account whose reset is unknown then comes last.',
    environment: ['EVENKEEL_PREFER_EARLIER_RESET'],
    allowed: 'off, weekly or primary',
    effect: 'live',
  }),
  singleAccountId: declare({
    schema: z
      .string()
      .trim()
      .regex(/^\S{0,256}$/),
    fallback: '',
    title: 'The single account',
    help: 'The id of the account that single_account uses. While it is empty, single_account uses none.',
    environment: ['EVENKEEL_SINGLE_ACCOUNT_ID'],
    allowed: 'the id of an account, or nothing',
    effect: 'live',
  }),
  accountResponseCreateLimit: declare({
    schema: wholeNumber(0, 1000),
    fallback: 4,
    title: 'Requests that start on an account at a time',
    help: 'So many requests may wait for their first word on one account; another account takes the next. 0 is any number.',
    environment: ['EVENKEEL_ACCOUNT_RESPONSE_CREATE_LIMIT', 'CODEX_LB_PROXY_ACCOUNT_RESPONSE_CREATE_LIMIT'],
    allowed: 'a whole number from 0 to 1000',
    effect: 'live',
  }),
  accountStreamLimit: declare({
    schema: wholeNumber(0, 1000),
    fallback: 8,
    title: 'Streams on an account at a time',
    help: 'So many answers may run on one account. The last place is kept for a conversation that lives there already. 0 is any number.',
    environment: ['EVENKEEL_ACCOUNT_STREAM_LIMIT', 'CODEX_LB_PROXY_ACCOUNT_STREAM_LIMIT'],
    allowed: 'a whole number from 0 to 1000',
    effect: 'live',
  }),
  capacityWaitTimeout: declare({
    // Clients hold out for 300 seconds without a word.
    schema: wholeNumber(0, 280),
    fallback: 30,
    title: 'Longest wait for a free account',
    help: 'When no account can take a request now but one can in a moment, the request waits for it, at most so long. Then it is refused with a time to come back. 0 refuses at once.',
    unit: 'seconds',
    environment: ['EVENKEEL_CAPACITY_WAIT_TIMEOUT'],
    allowed: 'a whole number from 0 to 280',
    effect: 'live',
    harmless: true,
  }),
  accountCircuitBreaker: declare({
    schema: flagText,
    fallback: false,
    title: 'Cut off a failing account',
    help: 'After 5 failures in a row an account gets nothing for a minute, and then one request to see whether it does again. Without it a failing account rests too, but is tried when all others rest.',
    environment: ['EVENKEEL_ACCOUNT_CIRCUIT_BREAKER', 'CODEX_LB_CIRCUIT_BREAKER_ENABLED'],
    allowed: 'true or false',
    effect: 'live',
  }),
  promptCacheAffinityMaxAge: declare({
    schema: wholeNumber(1, 2_592_000),
    fallback: 1800,
    title: 'Keep a prompt cache key on its account for',
    help: 'A conversation that only its prompt_cache_key tells apart stays on its account for so long after its last use. One with a session or thread header stays for 30 days.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_PROMPT_CACHE_AFFINITY_MAX_AGE',
      'CODEX_LB_OPENAI_CACHE_AFFINITY_MAX_AGE',
      'CODEX_LB_OPENAI_CACHE_AFFINITY_MAX_AGE_SECONDS',
    ],
    allowed: 'a whole number from 1 to 2592000',
    effect: 'live',
  }),
  replayUnseenFailures: declare({
    schema: flagText,
    fallback: true,
    title: 'Retry elsewhere when an answer breaks before it begins',
    help: 'When the upstream accepted a request and broke off before anything was shown, send it once more on another account. The first try may have been counted by the upstream.',
    environment: ['EVENKEEL_REPLAY_UNSEEN_FAILURES'],
    allowed: 'true or false',
    effect: 'live',
  }),
} as const;
