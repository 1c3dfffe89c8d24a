import type { IncomingMessage } from 'node:http';

import type { AccountBook } from '../accounts/account-book.ts';
import type { UsageSection } from '../contract/api-keys.ts';
import { grantOf } from '../ingress/key-grant.ts';
import type { ToldQuota } from '../ingress/quota-words.ts';
import type { KeyGrant } from '../keys/api-key.ts';
import type { KeyBook } from '../keys/key-book.ts';
import type { KeySight } from '../keys/key-sight.ts';
import type { Clock } from '../ports.ts';
import type { AccountRecord } from '../storage/store.ts';
import { countsInPool, poolUsagePayload, type PoolUsagePayload } from '../usage/pool-usage.ts';
import { creditUsage } from './credit-windows.ts';

export interface QuotaViewPorts {
  readonly book: Pick<AccountBook, 'all'>;
  readonly keys: Pick<KeyBook, 'find'>;
  readonly clock: Clock;
  readonly sees: KeySight;
}

/** What whoever asks may see of what the accounts have left: of a key's own accounts alone (S42), or nothing at all. */
export class QuotaView {
  readonly #ports: QuotaViewPorts;

  constructor(ports: QuotaViewPorts) {
    this.#ports = ports;
  }

  /** What a Codex client shows as its usage, in the form of `GET /wham/usage`: a key's own credits, else the pool. */
  usageFor(request: IncomingMessage): PoolUsagePayload {
    const grant = grantOf(request);
    return this.#creditsOf(grant) ?? this.#payload(grant, this.#shown(grant, 'upstream_limits'));
  }

  /** The pool in the form of `GET /wham/usage`, as far as the caller may see it in that section. */
  poolFor(request: IncomingMessage, section: UsageSection): PoolUsagePayload {
    const grant = grantOf(request);
    return this.#payload(grant, this.#shown(grant, section));
  }

  /** The same where an answer tells it by itself. One account's own word is right where there is one account. */
  quotaFor(grant: KeyGrant | null): ToldQuota {
    if (!this.#ports.sees(grant, 'upstream_limits')) return 'nothing';
    const credits = this.#creditsOf(grant);
    if (credits !== null) return credits;
    const shown = this.#shown(grant, 'upstream_limits');
    return shown.filter(countsInPool).length < 2 ? 'as it came' : this.#payload(grant, shown);
  }

  #creditsOf(grant: KeyGrant | null): PoolUsagePayload | null {
    const { keys, clock } = this.#ports;
    const key = grant === null ? null : keys.find(grant);
    const nowMs = clock.nowMs();
    return key === null ? null : creditUsage(key.meter.standings(nowMs), nowMs);
  }

  #payload(grant: KeyGrant | null, records: readonly AccountRecord[]): PoolUsagePayload {
    const payload = poolUsagePayload(records, this.#ports.clock.nowMs());
    // Resets are the owner's to spend.
    return grant === null ? payload : { ...payload, rate_limit_reset_credits: null };
  }

  #shown(grant: KeyGrant | null, section: UsageSection): AccountRecord[] {
    const { book, keys, sees } = this.#ports;
    if (!sees(grant, section)) return [];
    const assigned = (grant === null ? null : keys.find(grant)?.record.assignedAccountIds) ?? [];
    const all = [...book.all()];
    const shown = assigned.length === 0 ? all : all.filter(({ id }) => assigned.includes(id));
    return shown.map(({ record }) => record);
  }
}
