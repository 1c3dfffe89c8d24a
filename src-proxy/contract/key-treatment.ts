/** `opportunistic` takes only what the others can spare. */
export const trafficClasses = ['foreground', 'opportunistic'] as const;
export type TrafficClass = (typeof trafficClasses)[number];
/** In place of the setting `upstreamTransport`: `smart` gives a WebSocket to whoever asks for one, `always_http` to nobody. */
export const transportPolicies = ['smart', 'always_http'] as const;
export type TransportPolicy = (typeof transportPolicies)[number];
/** What whoever holds a key may see of what the accounts have left. */
export const usageSections = ['upstream_limits', 'account_pool_usage'] as const;
export type UsageSection = (typeof usageSections)[number];
export const everyUsageSection = usageSections.join(',');
