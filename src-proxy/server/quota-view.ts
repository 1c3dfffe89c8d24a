import type { IncomingMessage } from 'node:http';

import type { AccountBook } from '../accounts/account-book.ts';
import type { Settings } from '../contract/settings.ts';
import { withoutQuota } from '../ingress/hidden-quota.ts';
import { grantOf } from '../ingress/key-grant.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { Clock } from '../ports.ts';
import type { Relay } from '../relay/relay.ts';
import { poolUsagePayload } from '../usage/pool-usage.ts';

export interface QuotaViewPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly keys: Pick<KeyBook, 'find'>;
  readonly clock: Clock;
  readonly settings: () => Pick<Settings, 'hideUpstreamQuotaFromApiKeys'>;
}

/** What whoever asks may see of what the accounts have left: of a key's own accounts alone (S42), or nothing at all. */
export class QuotaView {
  readonly #ports: QuotaViewPorts;

  constructor(ports: QuotaViewPorts) {
    this.#ports = ports;
  }

  isHiddenFrom(request: IncomingMessage): boolean {
    return grantOf(request) !== null && this.#ports.settings().hideUpstreamQuotaFromApiKeys;
  }

  /** The pool in the form of `GET /wham/usage`. */
  payloadFor(request: IncomingMessage): ReturnType<typeof poolUsagePayload> {
    const { book, keys, clock } = this.#ports;
    const grant = grantOf(request);
    const assigned = (grant === null ? null : keys.find(grant)?.record.assignedAccountIds) ?? [];
    const shown = this.isHiddenFrom(request)
      ? []
      : [...book.all()].filter(({ id }) => assigned.length === 0 || assigned.includes(id));
    return poolUsagePayload(
      shown.map(({ record }) => record),
      clock.nowMs(),
    );
  }

  /** The relay, whose answers tell each caller what it may see. */
  over(relay: Pick<Relay, 'run'>): Pick<Relay, 'run'> {
    return {
      run: async (request, answer) => {
        const isHidden = request.key !== null && this.#ports.settings().hideUpstreamQuotaFromApiKeys;
        await relay.run(request, isHidden ? withoutQuota(answer) : answer);
      },
    };
  }
}
