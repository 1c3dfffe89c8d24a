/**
 * The code from an authenticator app. Its secret is in the vault; whether it is asked for, and which codes are spent, is in
 * the database. Where the secret is gone it is still asked for: a lost secret must not open the door.
 */
import { z } from 'zod';

import { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import type { SecretVault } from '../vault/secret-vault.ts';
import { fromBase32, matchingStep, otpauthUri, toBase32 } from './totp.ts';

export interface SecondFactorPorts {
  readonly store: Pick<Store, 'initial' | 'saveDashboardAuth'>;
  readonly secrets: Pick<SecretVault, 'get' | 'put' | 'delete'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly randomBytes: (size: number) => Buffer;
}

const name = 'totp';
const vaultName = 'dashboard:totp';
const keptSchema = z.object({ sinceMs: z.number(), lastStep: z.number().int() });
/** RFC 4226 recommends 160 bits. */
const secretBytes = 20;
const setupLifetimeMs = 10 * 60_000;

export class SecondFactor {
  readonly #ports: SecondFactorPorts;
  #kept: z.infer<typeof keptSchema> | null;
  #started: { readonly secret: Buffer; readonly atMs: number } | null = null;
  /** Checking and marking as spent must not overlap with another check. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: SecondFactorPorts) {
    this.#ports = ports;
    const kept = ports.store.initial.dashboardAuth[name];
    // What cannot be understood is still a second factor: no code will fit.
    this.#kept =
      kept === undefined
        ? null
        : (keptSchema.safeParse(kept).data ?? { sinceMs: 0, lastStep: Number.MAX_SAFE_INTEGER });
  }

  get isOn(): boolean {
    return this.#kept !== null;
  }

  /** A new secret, which counts for nothing until a code of it has come back. */
  start(): { secret: string; otpauthUri: string } {
    const secret = this.#ports.randomBytes(secretBytes);
    this.#started = { secret, atMs: this.#ports.clock.nowMs() };
    const text = toBase32(secret);
    return { secret: text, otpauthUri: otpauthUri(text) };
  }

  /** @throws Refusal `totp_not_started`, `totp_invalid` */
  async confirm(code: string): Promise<void> {
    const nowMs = this.#ports.clock.nowMs();
    const started = this.#started;
    if (started === null || nowMs - started.atMs > setupLifetimeMs)
      throw new Refusal('totp_not_started', 'This set-up is over. Begin it again.');
    const step = matchingStep(started.secret, code, nowMs, -1);
    if (step === null) throw wrongCode();
    this.#started = null;
    await this.#ports.secrets.put(vaultName, toBase32(started.secret));
    const kept = { sinceMs: nowMs, lastStep: step };
    await this.#ports.store.saveDashboardAuth({ [name]: kept });
    this.#kept = kept;
  }

  /** Takes a code, once. @throws Refusal `totp_invalid`; `vault_unavailable` where the secret is gone */
  async take(code: string): Promise<void> {
    const turn = this.#last.then(() => this.#spend(code));
    this.#last = Promise.allSettled([turn]);
    await turn;
  }

  async #spend(code: string): Promise<void> {
    const text = await this.#ports.secrets.get(vaultName);
    // Asked only now: it may have been turned off while the vault was asked.
    const kept = this.#kept;
    if (kept === null) throw wrongCode();
    const secret = text === null ? null : fromBase32(text);
    if (secret === null) {
      throw new Refusal(
        'vault_unavailable',
        'The secret of the second factor is not in the vault any more. On the machine that Evenkeel runs on: evenkeel dashboard reset-password',
      );
    }
    const step = matchingStep(secret, code, this.#ports.clock.nowMs(), kept.lastStep);
    if (step === null) throw wrongCode();
    // Spent on disk before it opens anything.
    const next = { ...kept, lastStep: step };
    this.#kept = next;
    await this.#ports.store.saveDashboardAuth({ [name]: next });
  }

  async turnOff(): Promise<void> {
    this.#started = null;
    this.#kept = null;
    await this.#ports.store.saveDashboardAuth({ [name]: undefined });
    // A secret that stays behind opens nothing, and a keychain that is locked must not keep anybody locked out.
    await this.#ports.secrets.delete(vaultName).catch(() => undefined);
  }
}

export function wrongCode(): Refusal {
  return new Refusal(
    'totp_invalid',
    'This code is not right, or was used already. Wait for the next one; the clocks of both devices must agree.',
  );
}
