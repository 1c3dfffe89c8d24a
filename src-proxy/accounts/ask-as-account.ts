import type { Clock } from '../ports.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import type { Account } from './account.ts';
import type { TokenKeeper } from './token-keeper.ts';

export interface FailedAnswer {
  readonly kind: 'failed';
  readonly failure: UpstreamFailure;
}

export interface AskPorts {
  readonly tokens: Pick<TokenKeeper, 'accessToken' | 'renewRefused'>;
  readonly clock: Clock;
  /** Ends the waiting between two tries. */
  readonly signal: AbortSignal;
}

const retries = 2;
const retriedStatuses = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Asks something that may be asked twice, in the account's name: a refused token is renewed once, and an answer that may
 * pass is waited out, as the reference does. The last failure is the answer when nothing helped.
 */
export async function askAsAccount<Answer extends { readonly kind: string }>(
  account: Account,
  ask: (accessToken: string) => Promise<Answer | FailedAnswer>,
  { tokens, clock, signal }: AskPorts,
): Promise<Answer | FailedAnswer> {
  const token = await tokens.accessToken(account);
  if (token.kind === 'failed') return token;
  let { accessToken } = token;
  let answer = await ask(accessToken);
  if (isFailed(answer) && answer.failure.class === 'unauthorized') {
    const renewed = await tokens.renewRefused(account, accessToken);
    if (renewed.kind === 'failed') return renewed;
    ({ accessToken } = renewed);
    answer = await ask(accessToken);
  }
  for (let retry = 0; retry < retries && isFailed(answer) && mayPass(answer.failure); retry += 1) {
    await clock.sleep(retryDelayMs(retry), signal).catch(() => undefined);
    if (signal.aborted) return answer;
    answer = await ask(accessToken);
  }
  return answer;
}

function isFailed(answer: { readonly kind: string }): answer is FailedAnswer {
  return answer.kind === 'failed';
}

function mayPass({ statusCode }: UpstreamFailure): boolean {
  return statusCode !== null && retriedStatuses.has(statusCode);
}

/** @param retry counts from 0 */
export function retryDelayMs(retry: number): number {
  return Math.min(2000, 500 * 2 ** retry);
}
