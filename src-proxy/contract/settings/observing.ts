import { declare, flagText, wholeNumber } from './declare.ts';

/** What is written down, and for how long. */
export const observingSettings = {
  requestLogRetentionDays: declare({
    schema: wholeNumber(0, 3650),
    fallback: 30,
    title: 'Keep the request log for',
    help: 'Older entries are deleted. 0 keeps everything.',
    unit: 'days',
    environment: ['EVENKEEL_REQUEST_LOG_RETENTION_DAYS'],
    allowed: 'a whole number from 0 to 3650',
    effect: 'live',
  }),
  debugEndpointsEnabled: declare({
    schema: flagText,
    fallback: false,
    title: 'Endpoints that explain routing',
    help: 'Serves /debug/lb/state and /debug/lb/events on this machine: how every account stands, and why each request went where it did. Without it they do not exist.',
    environment: ['EVENKEEL_DEBUG_ENDPOINTS_ENABLED', 'CODEX_LB_DEBUG_ENDPOINTS_ENABLED'],
    allowed: 'true or false',
    effect: 'live',
  }),
  metricsEnabled: declare({
    schema: flagText,
    fallback: false,
    title: 'Metrics for Prometheus',
    help: 'Serves /metrics at the same address: requests, tokens, cost, durations and what each account has left, for programs on this machine and for whoever has an API key. Never e-mail addresses. Without it that page does not exist.',
    environment: ['EVENKEEL_METRICS_ENABLED', 'CODEX_LB_METRICS_ENABLED'],
    allowed: 'true or false',
    effect: 'live',
  }),
  logProxyRequestShape: declare({
    schema: flagText,
    fallback: false,
    title: 'Log the shape of requests',
    help: 'Writes one line for each request: sizes, how many items of which type, digests of tool names and of the prompt_cache_key. Never what was said.',
    environment: ['EVENKEEL_LOG_PROXY_REQUEST_SHAPE', 'CODEX_LB_LOG_PROXY_REQUEST_SHAPE'],
    allowed: 'true or false',
    effect: 'live',
  }),
  logProxyRequestShapeRawCacheKey: declare({
    schema: flagText,
    fallback: false,
    title: 'Log prompt cache keys as they are',
    help: 'With the shape of requests, writes the prompt_cache_key itself in place of its digest, to compare it with what a client sent.',
    environment: ['EVENKEEL_LOG_PROXY_REQUEST_SHAPE_RAW_CACHE_KEY', 'CODEX_LB_LOG_PROXY_REQUEST_SHAPE_RAW_CACHE_KEY'],
    allowed: 'true or false',
    effect: 'live',
  }),
} as const;
