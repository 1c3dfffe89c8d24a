import type { RoutingSimulation } from '#contract/routing-simulation.ts';

import type { ApiClient } from '../connection/api-client.ts';
import type { RoutingChoice } from './routing-plan.svelte.ts';

export const previewedRequests = 20;

/** Where the next requests would go by a choice that need not be saved. The answer to the last question stands. */
export class RoutingPreview {
  current = $state.raw<RoutingSimulation | null>(null);
  error = $state.raw<unknown>(null);
  readonly #api: Pick<ApiClient, 'simulateRouting'>;
  #run = 0;

  constructor(api: Pick<ApiClient, 'simulateRouting'>) {
    this.#api = api;
  }

  async ask({ routingStrategy, preferEarlierReset, singleAccountId, order }: RoutingChoice): Promise<void> {
    const run = ++this.#run;
    try {
      const simulation = await this.#api.simulateRouting({
        strategy: routingStrategy,
        preferEarlierReset,
        singleAccountId,
        accountIds: [...order],
        requests: previewedRequests,
      });
      if (run !== this.#run) return;
      this.current = simulation;
      this.error = null;
    } catch (error) {
      if (run === this.#run) this.error = error;
    }
  }
}
