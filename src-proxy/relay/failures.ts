import { Refusal, type RefusalCode } from '../contract/refusal.ts';
import type { UpstreamFailure } from '../providers/provider.ts';

/** True for an account that broke, as against one that said no. */
export function isBreakage(failure: UpstreamFailure): boolean {
  return ['burst', 'account_refused', 'unreachable', 'server', 'dropped'].includes(failure.class);
}

/** The code under which an account that refuses a fresh token is signed out. */
export function permanentCode(code: string): string {
  return code.startsWith('http_') ? 'account_auth_invalidated' : code;
}

const connectionRefusals: readonly RefusalCode[] = [
  'upstream_unreachable',
  'stream_incomplete',
  'stream_idle_timeout',
  'upstream_event_too_large',
  'vault_unavailable',
];

/** What a client is told of a failure that came without an answer which could be handed on. */
export function refusalOf(failure: UpstreamFailure): Refusal {
  const code = connectionRefusals.find((known) => known === failure.code) ?? 'upstream_error';
  return new Refusal(
    code,
    failure.message,
    code === 'upstream_error' ? { fields: { upstream_code: failure.code } } : {},
  );
}

/** Our own stop, in the form of a failure, for a stream that has begun. */
export function stoppedFailure({ code, message }: Refusal): UpstreamFailure {
  return {
    class: 'dropped',
    statusCode: null,
    code,
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}
