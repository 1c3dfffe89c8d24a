import { isIPv6 } from 'node:net';

import { Refusal } from '../contract/refusal.ts';

const attemptsAllowed = 8;
const windowMs = 60_000;
const longestBlockMs = 3_600_000;
/** After so long without a try a client begins anew. */
const forgottenAfterMs = 24 * 3_600_000;
const mostClients = 2_000;

interface Tries {
  /** Times of the tries within the window, oldest first. */
  atMs: number[];
  blockedUntilMs: number;
  /** How often in a row it was blocked: each block is twice as long as the one before. */
  blocks: number;
  lastMs: number;
}

/**
 * Guessing by trying: eight tries a minute for each client and kind of secret, then a wait that doubles. A try counts when
 * it begins, so that many at once are no way around it; success wipes the slate.
 */
export class AttemptLimit {
  readonly #clients = new Map<string, Tries>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @throws Refusal `too_many_attempts` with `Retry-After` */
  begin(client: string, kind: string): void {
    const nowMs = this.#nowMs();
    const name = nameOf(client, kind);
    const tries = this.#clients.get(name) ?? { atMs: [], blockedUntilMs: 0, blocks: 0, lastMs: nowMs };
    // The last to try stands last, so that the first ones are those to forget.
    this.#clients.delete(name);
    this.#clients.set(name, tries);
    this.#forget(nowMs);
    if (nowMs < tries.blockedUntilMs) throw tooMany(tries.blockedUntilMs - nowMs);
    tries.atMs = tries.atMs.filter((atMs) => nowMs - atMs < windowMs);
    tries.lastMs = nowMs;
    if (tries.atMs.length < attemptsAllowed) {
      tries.atMs.push(nowMs);
      return;
    }
    const blockMs = Math.min(windowMs * 2 ** tries.blocks, longestBlockMs);
    tries.blocks += 1;
    tries.blockedUntilMs = nowMs + blockMs;
    tries.atMs = [];
    throw tooMany(blockMs);
  }

  succeeded(client: string, kind: string): void {
    this.#clients.delete(nameOf(client, kind));
  }

  #forget(nowMs: number): void {
    for (const [name, { lastMs, blockedUntilMs }] of this.#clients) {
      const isOld = nowMs - lastMs > forgottenAfterMs && nowMs >= blockedUntilMs;
      if (!isOld && this.#clients.size <= mostClients) return;
      this.#clients.delete(name);
    }
  }
}

function nameOf(client: string, kind: string): string {
  return `${kind} ${isIPv6(client) ? networkOf(client) : client}`;
}

/** Whoever has one IPv6 address has a network of 2^64 to try from: the network counts. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [front = '', back] = address.replace(/%.*$/, '').split('::');
  const groups = front === '' ? [] : front.split(':');
  const behind = back === undefined || back === '' ? 0 : back.split(':').length;
  const zeros = back === undefined ? 0 : 8 - groups.length - behind;
  return [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...(back ?? '').split(':')].slice(0, 4).join(':');
}

function tooMany(waitMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const said = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new Refusal('too_many_attempts', `Too many tries. Wait ${said} before the next one.`, {
    headers: { 'retry-after': String(seconds) },
    fields: { retryAfterSeconds: seconds },
  });
}
