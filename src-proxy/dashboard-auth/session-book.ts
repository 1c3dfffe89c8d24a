/**
 * Who is signed in to the dashboard. The threats are a stolen database (it holds digests of ids alone), and a session that
 * lives on after its owner ended it: memory is the truth, and whoever watches a session hears of its end at once.
 */
import { z } from 'zod';

import { dashboardRoles, type DashboardRole } from '../contract/dashboard-auth.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { digestOf } from './same-secret.ts';

const keptSchema = z.object({ role: z.enum(dashboardRoles), madeAtMs: z.number(), expiresAtMs: z.number() });

export interface Session {
  /** Of its id, which only its holder has. */
  readonly digest: string;
  readonly role: DashboardRole;
  /** A window's session ends with the engine; a password's is on disk. */
  readonly via: 'password' | 'desktop';
  /** `totp` while only the password is proven: it opens nothing but the next step. */
  readonly stage: 'full' | 'totp';
  readonly expiresAtMs: number;
}

export interface SessionBookPorts {
  readonly store: Pick<Store, 'initial' | 'saveDashboardAuth'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly randomBytes: (size: number) => Buffer;
}

const prefix = 'session:';
const idBytes = 32;
const mostSessions = 200;

export class SessionBook {
  readonly #ports: SessionBookPorts;
  readonly #sessions = new Map<string, Session>();
  readonly #watchers = new Map<() => void, string | null>();

  /** @param mayRestore false where nobody can have signed in: sessions from before are then none. */
  constructor(ports: SessionBookPorts, mayRestore: boolean) {
    this.#ports = ports;
    if (!mayRestore) return;
    for (const [name, value] of Object.entries(ports.store.initial.dashboardAuth)) {
      const kept = name.startsWith(prefix) ? keptSchema.safeParse(value) : null;
      if (!kept?.success || kept.data.expiresAtMs <= ports.clock.nowMs()) continue;
      const { role, expiresAtMs } = kept.data;
      const digest = name.slice(prefix.length);
      this.#sessions.set(digest, { digest, role, via: 'password', stage: 'full', expiresAtMs });
    }
  }

  /** Resolves with the id, once the session survives a restart. */
  async make(session: Omit<Session, 'digest'>): Promise<string> {
    const id = this.#ports.randomBytes(idBytes).toString('base64url');
    const digest = digestOf(id);
    const nowMs = this.#ports.clock.nowMs();
    const gone = this.#dropStale(nowMs, session.role);
    this.#sessions.set(digest, { ...session, digest });
    const kept = { role: session.role, madeAtMs: nowMs, expiresAtMs: session.expiresAtMs };
    const isKept = session.via === 'password' && session.stage === 'full';
    const changes = { ...removals(gone), ...(isKept ? { [prefix + digest]: kept } : {}) };
    if (Object.keys(changes).length > 0) await this.#ports.store.saveDashboardAuth(changes);
    return id;
  }

  find(id: string): Session | null {
    return this.byDigest(digestOf(id));
  }

  byDigest(digest: string): Session | null {
    const session = this.#sessions.get(digest);
    return session !== undefined && session.expiresAtMs > this.#ports.clock.nowMs() ? session : null;
  }

  /** Ends those that fit: in memory at once, on disk when it resolves. `more` is written together with their end. */
  async end(fits: (session: Session) => boolean, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const gone = [...this.#sessions.values()].filter(fits).map(({ digest }) => digest);
    for (const digest of gone) this.#sessions.delete(digest);
    this.#tell((watched) => watched !== null && gone.includes(watched));
    const changes = { ...removals(gone), ...more };
    if (Object.keys(changes).length > 0) await this.#ports.store.saveDashboardAuth(changes);
  }

  /**
   * Calls `ended` once when the session is over; `null` watches the time in which no sign-in is asked for. Expiry tells
   * nobody: whoever watches asks `isOver` now and then. Returns what ends the watch.
   */
  watch(digest: string | null, ended: () => void): () => void {
    this.#watchers.set(ended, digest);
    return () => this.#watchers.delete(ended);
  }

  /** From now on a sign-in is asked for. */
  endOpenTime(): void {
    this.#tell((watched) => watched === null);
  }

  #tell(concerns: (watched: string | null) => boolean): void {
    for (const [ended, watched] of this.#watchers) {
      if (!concerns(watched)) continue;
      this.#watchers.delete(ended);
      ended();
    }
  }

  /** Those that are over, and the oldest of a role that has too many: no guest signs an owner out. */
  #dropStale(nowMs: number, wanted: DashboardRole): string[] {
    const gone: string[] = [];
    let surplus = 1 - mostSessions;
    for (const { role } of this.#sessions.values()) if (role === wanted) surplus += 1;
    for (const { digest, role, expiresAtMs } of this.#sessions.values()) {
      const isSurplus = role === wanted && surplus > 0;
      if (expiresAtMs > nowMs && !isSurplus) continue;
      if (role === wanted) surplus -= 1;
      this.#sessions.delete(digest);
      gone.push(digest);
    }
    this.#tell((watched) => watched !== null && gone.includes(watched));
    return gone;
  }
}

function removals(digests: readonly string[]): Record<string, undefined> {
  return Object.fromEntries(digests.map((digest) => [prefix + digest, undefined]));
}
