import { Refusal, type RefusalCode } from '../contract/refusal.ts';
import { networkLost, type UpstreamFailure } from '../providers/provider.ts';

/** No connection came about, for a reason on our side of the upstream: the next account may have a way of its own. */
const neverLeft: ReadonlySet<string> = new Set([networkLost, 'proxy_unavailable', 'proxy_auth_failed']);

/** True where it is certain that nothing reached the upstream, so that asking on costs nobody anything. */
export function provesNothingSent(failure: UpstreamFailure): boolean {
  return failure.class === 'unreachable' && neverLeft.has(failure.code);
}

/** True for an account that broke, as against one that said no. */
export function isBreakage(failure: UpstreamFailure): boolean {
  const isBroken = ['account_refused', 'unreachable', 'server', 'dropped'].includes(failure.class);
  return isBroken && !provesNothingSent(failure);
}

/** True where it is the account that cannot serve, and not a connection or a service that broke. */
export function isAccountAtFault(failure: UpstreamFailure): boolean {
  return ['rate_limit', 'quota', 'model_limit', 'permanent', 'unauthorized', 'account_refused'].includes(failure.class);
}

/** The code under which an account that refuses a fresh token is signed out. */
export function permanentCode(code: string): string {
  return code.startsWith('http_') ? 'account_auth_invalidated' : code;
}

const connectionRefusals: readonly RefusalCode[] = [
  'upstream_unreachable',
  networkLost,
  'proxy_unavailable',
  'proxy_auth_failed',
  'stream_incomplete',
  'stream_idle_timeout',
  'first_event_timeout',
  'upstream_event_too_large',
  'payload_too_large',
  'websocket_connection_limit_reached',
  'vault_unavailable',
  'store_unavailable',
  'draining',
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
