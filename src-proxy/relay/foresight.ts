import type { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import type { KeyDesk } from '../keys/key-desk.ts';
import type { Clock } from '../ports.ts';
import { chooseAccount } from '../routing/choose-account.ts';
import { routingRules } from '../routing/routing-rules.ts';
import type { CanonicalRequest } from './canonical-request.ts';
import { poolRefusal } from './pool-refusal.ts';

export interface ForesightPorts {
  readonly keys: Pick<KeyDesk, 'admit' | 'poolFor' | 'yields'>;
  readonly clock: Clock;
  readonly settings: () => Settings;
  readonly standstill: () => Refusal | null;
}

/** Why a request would be refused if it came now; `null` where an account would take it. */
export type Foresight = (request: CanonicalRequest & { readonly kind: 'connect' }) => Refusal | null;

/** The choice that a new conversation would get. Nobody is asked, and nobody's place is taken. */
export function createForesight({ keys, clock, settings, standstill }: ForesightPorts): Foresight {
  return (request) => {
    const admission = keys.admit(request);
    const refusal = admission.refusal ?? standstill();
    if (refusal !== null) return refusal;
    const nowMs = clock.nowMs();
    const accounts = keys.poolFor(admission);
    const tried = new Map<string, string>();
    const yields = keys.yields(admission);
    const chosen = chooseAccount({
      ...routingRules(settings()),
      accounts,
      boundTo: null,
      tried,
      yields,
      seed: 0,
      nowMs,
    });
    return chosen.account === null
      ? poolRefusal({ accounts, tried, chosen, mayNameAccounts: request.key === null, nowMs })
      : null;
  };
}
