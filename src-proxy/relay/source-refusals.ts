import { Refusal } from '../contract/refusal.ts';
import type { UpstreamFailure } from '../providers/provider.ts';
import { refusalOf } from './failures.ts';
import type { PassedOver } from './source-choice.ts';

/** What a client is told when no source answered either. */

const retrySeconds = 5;

/** Of a failure that came without an answer which could be handed on. */
export function refusalOfSource(failure: UpstreamFailure): Refusal {
  const { message, retryAfterMs } = failure;
  switch (failure.class) {
    case 'unauthorized':
      return new Refusal('model_source_key_refused', message, { headers: { 'x-should-retry': 'false' } });
    case 'burst': {
      const seconds = retryAfterMs === null ? retrySeconds : Math.ceil(retryAfterMs / 1000);
      return new Refusal('rate_limit_exceeded', message, { headers: { 'retry-after': String(seconds) } });
    }
    case 'unreachable':
    case 'dropped':
      return refusalOf(failure);
    default:
      return new Refusal('model_source_failed', message, { fields: { upstream_code: failure.code } });
  }
}

/** Of sources that could not even be asked. */
export function refusalOfPassed(passed: readonly PassedOver[], model: string): Refusal {
  const busy = passed.find(({ code }) => code === 'busy');
  if (busy !== undefined)
    return new Refusal('model_source_busy', `${busy.detail} Please try again in ${retrySeconds}s.`, {
      headers: { 'retry-after': String(retrySeconds) },
    });
  const [first] = passed;
  if (first === undefined)
    return new Refusal(
      'model_not_found',
      `No model source that may be used here has the model "${model.slice(0, 100)}".`,
      {
        fields: { param: 'model' },
      },
    );
  if (first.code === 'key_unreadable') return new Refusal('vault_unavailable', first.detail);
  return new Refusal('model_source_barred', first.detail, { headers: { 'x-should-retry': 'false' } });
}
