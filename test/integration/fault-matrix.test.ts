import { describe, expect, it } from 'vitest';

import type { AccountStatus } from '../../src-proxy/contract/account.ts';
import {
  burst429,
  dropAfterFirstEvent,
  dropBeforeFirstEvent,
  dropBeforeHead,
  endWithoutCompleted,
  firstEventFailed,
  status,
  usageLimit,
  type Step,
} from '../fakes/upstream/steps.ts';
import { startStage } from './harness.ts';
import { errorOf, lastEvent, type Answer } from './http-client.ts';

/** What goes wrong on `acc-a`, and what must come of it: with a healthy `acc-b` beside it, and alone. */
interface Row {
  readonly name: string;
  readonly steps: readonly Step[];
  /** With another account: who was asked, what the client saw (`completed`, or a code), and how `acc-a` stands after. */
  readonly served: string;
  readonly seen: string;
  readonly state?: AccountStatus;
  /** It rests for seconds or minutes. */
  readonly rests?: boolean;
  /** Nothing at all is noted against it. */
  readonly clean?: boolean;
  /** In a pool of one, for as long as it goes on: status, and code where the body has one. */
  readonly alone: string;
}

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3600;
const refusal = (code: string, message = 'no'): unknown => ({ error: { code, message } });
const transient = (code: string, message?: string): Row => ({
  name: `4.2 retryable_transient ${code}${message === undefined ? '' : ` (${message})`} as the first event: once more elsewhere`,
  steps: [firstEventFailed(code, message)],
  served: 'a b',
  seen: 'completed',
  alone: '502 upstream_error',
});
const unsupported = "The 'gpt-5.5' model is not supported when using Codex with a ChatGPT account.";

const rows: readonly Row[] = [
  {
    name: '4.2 rate_limit usage_limit_reached: marked until its reset, failed over',
    steps: [usageLimit({ resetsAt: inAnHour() })],
    served: 'a b',
    seen: 'completed',
    state: 'rate_limited',
    alone: '429 usage_limit_reached',
  },
  {
    name: '4.2 rate_limit rate_limit_exceeded with "try again in 40s"',
    steps: [status(429, refusal('rate_limit_exceeded', 'Please try again in 40s.'))],
    served: 'a b',
    seen: 'completed',
    state: 'rate_limited',
    alone: '429 usage_limit_reached',
  },
  ...['insufficient_quota', 'usage_not_included', 'quota_exceeded'].map((code): Row => ({
    name: `4.2 quota ${code}: marked for an hour, failed over`,
    steps: [status(429, refusal(code))],
    served: 'a b',
    seen: 'completed',
    state: 'quota_exceeded',
    alone: '429 usage_limit_reached',
  })),
  ...['account_deactivated', 'account_suspended', 'account_deleted'].map((code): Row => ({
    name: `4.2 permanent ${code}: out for good, failed over`,
    steps: [status(403, refusal(code))],
    served: 'a b',
    seen: 'completed',
    state: 'deactivated',
    alone: '503 no_accounts',
  })),
  {
    name: '4.2 account-neutral: 429 without a code is a burst of this moment (pain 5)',
    steps: [burst429(60)],
    served: 'a b',
    seen: 'completed',
    rests: true,
    alone: '429 rate_limit_exceeded',
  },
  transient('server_error'),
  transient('upstream_error'),
  transient('overloaded_error'),
  transient('server_is_overloaded'),
  transient('whatever', 'Selected model is at capacity. Please try a different model.'),
  {
    name: '4.2 retryable_transient stream_incomplete as the first event',
    steps: [firstEventFailed('stream_incomplete')],
    served: 'a b',
    seen: 'completed',
    alone: '502 stream_incomplete',
  },
  {
    name: '4.2 non_retryable as the first event: to the client as it came, nobody else is asked',
    steps: [firstEventFailed('context_length_exceeded')],
    served: 'a',
    seen: 'context_length_exceeded',
    clean: true,
    alone: '200 context_length_exceeded',
  },
  {
    name: '4.2 non_retryable 400 invalid_request_error: surfaces as it came',
    steps: [status(400, { error: { type: 'invalid_request_error', message: 'Missing tool output' } })],
    served: 'a',
    seen: '400',
    clean: true,
    alone: '400',
  },
  {
    name: '4.2 model-entitlement: the next one, no penalty',
    steps: [status(400, { detail: unsupported })],
    served: 'a b',
    seen: 'completed',
    alone: '400',
  },
  {
    name: '4.3 status 500: the same account three times, then the next; it rests',
    steps: Array.from({ length: 3 }, () => status(500, refusal('x'))),
    served: 'a a a b',
    seen: 'completed',
    rests: true,
    alone: '500 x',
  },
  ...[502, 503, 529].map((code): Row => ({
    name: `4.3 status ${code}: the next account at once`,
    steps: [status(code, '<html>bad</html>')],
    served: 'a b',
    seen: 'completed',
    alone: `${code} upstream_error`,
  })),
  {
    name: '4.3 first event usage_limit_reached after the 200',
    steps: [firstEventFailed('usage_limit_reached')],
    served: 'a b',
    seen: 'completed',
    state: 'rate_limited',
    alone: '429 usage_limit_reached',
  },
  {
    name: '4.3 401: one renewal and a second try on the same account',
    steps: [status(401, refusal('token_expired'))],
    served: 'a a',
    seen: 'completed',
    clean: true,
    alone: '503 no_accounts',
  },
  {
    name: '4.3 401 twice: signed out, the next account',
    steps: [status(401, refusal('token_invalidated')), status(401, refusal('token_invalidated'))],
    served: 'a a b',
    seen: 'completed',
    state: 'reauth_required',
    alone: '503 no_accounts',
  },
  {
    name: '4.3 cut before the head: once more elsewhere, no penalty (pain 27)',
    steps: [dropBeforeHead()],
    served: 'a b',
    seen: 'completed',
    alone: '502 stream_incomplete',
  },
  {
    name: '4.3 cut after the head, before any event: once more elsewhere, no penalty',
    steps: [dropBeforeFirstEvent()],
    served: 'a b',
    seen: 'completed',
    alone: '502 stream_incomplete',
  },
  {
    name: '4.3 cut after the first visible byte: never another account, a terminal event',
    steps: [dropAfterFirstEvent(5)],
    served: 'a',
    seen: 'stream_incomplete',
    alone: '200 stream_incomplete',
  },
  {
    name: '4.3 end without a terminal event: the same',
    steps: [endWithoutCompleted()],
    served: 'a',
    seen: 'stream_incomplete',
    alone: '200 stream_incomplete',
  },
];

function codeOf(answer: Answer): string | null {
  if (answer.status === 200) return lastEvent(answer).code;
  const { code } = errorOf(answer);
  return typeof code === 'string' ? code : null;
}

/** `completed`; or the code at the end of the stream, or of the refusal; or its bare status. */
function seenBy(answer: Answer): string {
  if (answer.status !== 200) return codeOf(answer) ?? String(answer.status);
  const { type, code } = lastEvent(answer);
  return type === 'response.completed' ? 'completed' : String(code);
}

describe('fault matrix of a pool of two, over HTTP', () => {
  it.each(rows)('$name', async ({ steps, served, seen, state = 'active', rests = false, clean = false }) => {
    await using stage = await startStage();
    stage.account('acc-a').script([...steps]);
    const answer = await stage.turn();
    expect(seenBy(answer)).toBe(seen);
    expect(stage.served()).toEqual(served.split(' ').map((letter) => `acc-${letter}`));
    const [a, b] = [stage.summary('acc-a'), stage.summary('acc-b')];
    expect([a.status, a.cooldownUntil !== null]).toEqual([state, rests]);
    expect([b.status, b.cooldownUntil, b.lastError]).toEqual(['active', null, null]);
    if (clean) expect(a.lastError).toBeNull();
    const [entry] = await stage.requestLog();
    expect(entry?.attempts.map(({ accountId }) => accountId)).toEqual(
      served.split(' ').map((letter) => stage.summary(`acc-${letter}`).accountId),
    );
    expect(entry?.status).toBe(seen === 'completed' ? 'success' : 'error');
    expect([a.inFlight, b.inFlight]).toEqual([0, 0]);
  });
});

describe('fault matrix of a pool of one, over HTTP', () => {
  it.each(rows)('$name', async ({ steps, alone }) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const [step] = steps;
    if (step !== undefined) stage.account('acc-a').always(step);
    const answer = await stage.turn();
    const code = codeOf(answer);
    expect(code === null ? String(answer.status) : `${answer.status} ${code}`).toBe(alone);
    expect(stage.summary('acc-a').inFlight).toBe(0);
  });
});

describe('4.7 nobody can be chosen', () => {
  it.each([
    ['all are paused', 'paused', /Paused/],
    ['all need a new sign-in', 'reauth_required', /Sign in/],
  ] as const)('%s: 503 no_accounts says so of each', async (_name, state, words) => {
    await using stage = await startStage();
    for (const id of ['acc-a', 'acc-b']) {
      if (state === 'paused') await stage.engine.pauseAccount(stage.summary(id).accountId);
      else stage.account(id).always(status(401, refusal('token_invalidated')));
    }
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).code, errorOf(answer).type]).toEqual([503, 'no_accounts', 'server_error']);
    expect(errorOf(answer).message).toMatch(words);
    expect([stage.summary('acc-a').status, stage.summary('acc-b').status]).toEqual([state, state]);
    const asked = stage.served().length;
    await stage.turn();
    expect(stage.served()).toHaveLength(asked);
  });

  it('one is paused, the other limited: the pool is used up, with the time of its reset', async () => {
    await using stage = await startStage();
    await stage.engine.pauseAccount(stage.summary('acc-b').accountId);
    const resetsAt = inAnHour();
    stage.account('acc-a').always(usageLimit({ resetsAt }));
    const answer = await stage.turn();
    expect([answer.status, errorOf(answer).type, errorOf(answer).resets_at]).toEqual([
      429,
      'usage_limit_reached',
      resetsAt,
    ]);
  });
});
