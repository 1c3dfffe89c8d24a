import type { Settings } from '../contract/settings.ts';
import type { Caps } from './standing.ts';

/** What the owner wants of a choice. */
export interface RoutingRules {
  readonly strategy: Settings['routingStrategy'];
  readonly caps: Caps;
  readonly options: {
    readonly preferEarlierReset: Settings['preferEarlierReset'];
    /** Empty for none; `single_account` alone goes by it. */
    readonly singleAccountId: string;
    readonly circuitBreaker: boolean;
  };
}

export function routingRules(
  settings: Pick<
    Settings,
    | 'routingStrategy'
    | 'preferEarlierReset'
    | 'singleAccountId'
    | 'accountResponseCreateLimit'
    | 'accountStreamLimit'
    | 'accountCircuitBreaker'
  >,
): RoutingRules {
  return {
    strategy: settings.routingStrategy,
    caps: { creates: settings.accountResponseCreateLimit, streams: settings.accountStreamLimit },
    options: {
      preferEarlierReset: settings.preferEarlierReset,
      singleAccountId: settings.singleAccountId,
      circuitBreaker: settings.accountCircuitBreaker,
    },
  };
}
