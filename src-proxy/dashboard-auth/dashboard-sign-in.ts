/**
 * The dashboard's sign-in. Without a password it is open to this machine, unless a sign-in is required; with one, nobody
 * gets in without it. The threats are a service that fails open, a session that outlives its end, and a guess.
 */
import { z } from 'zod';

import type { DashboardRole, DashboardSession, PasswordReset } from '../contract/dashboard-auth.ts';
import { Refusal } from '../contract/refusal.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { Handovers } from './handovers.ts';
import { createPasswordHashes, type PasswordHashes } from './password-hash.ts';
import { isSameSecret } from './same-secret.ts';
import { SecondFactor, type SecondFactorPorts } from './second-factor.ts';
import { SessionBook, type Session } from './session-book.ts';
import { isLocal, type Visitor } from './visitor.ts';

export interface DashboardSignInPorts extends SecondFactorPorts {
  /** Whether a sign-in is asked for even where no password is set: bound elsewhere, or by the owner's wish. */
  readonly isRequired: () => boolean;
  readonly sessionTtlMs: () => number;
  /** What sets the first password where a sign-in is required; a random one where none is given. */
  readonly bootstrapToken: string | null;
}

/** Where a try comes from. */
export interface Client {
  readonly address: string;
  readonly isRemote: boolean;
}

const keptHash = z.object({ hash: z.string() });
const totpPatienceMs = 5 * 60_000;
const longestRemoteTtlMs = 30 * 86_400_000;
const remoteTtlMs = 12 * 3_600_000;
const sentence = {
  password: 'The password is not right.',
  bootstrap: 'This is not the token that Evenkeel printed when it started.',
  handover: 'This link has been used, or is too old. Open the window from the tray once more.',
};

export class DashboardSignIn {
  readonly secondFactor: SecondFactor;
  /** With this the command line proves that it can read the data folder. Never leaves it but to loopback. */
  readonly localToken: string;
  readonly #ports: DashboardSignInPorts;
  readonly #hashes: PasswordHashes;
  readonly #limit: AttemptLimit;
  readonly #handovers: Handovers;
  readonly #sessions: SessionBook;
  #password: string | null;
  #guestPassword: string | null;
  #bootstrapToken: string | null;

  constructor(ports: DashboardSignInPorts) {
    const { store, clock, randomBytes } = ports;
    this.#ports = ports;
    this.#hashes = createPasswordHashes(randomBytes);
    this.#limit = new AttemptLimit(() => clock.nowMs());
    this.#handovers = new Handovers(clock, randomBytes);
    this.secondFactor = new SecondFactor(ports);
    this.#password = hashOf(store.initial.dashboardAuth.password);
    this.#guestPassword = hashOf(store.initial.dashboardAuth.guest);
    this.#sessions = new SessionBook(ports, this.#password !== null);
    this.#bootstrapToken = ports.bootstrapToken;
    this.localToken = randomBytes(32).toString('base64url');
  }

  get passwordSet(): boolean {
    return this.#password !== null;
  }

  get isOpen(): boolean {
    return this.#password === null && !this.#ports.isRequired();
  }

  /** `null` where none is needed. To be shown to the person at the console, and to nobody else. */
  bootstrapToken(): string | null {
    if (this.#password !== null || !this.#ports.isRequired()) return null;
    return (this.#bootstrapToken ??= this.#ports.randomBytes(24).toString('base64url'));
  }

  /** Who this is, by what was sent along; `null` for nobody yet. */
  visitor(sessionIds: readonly string[], localToken: string | null): Visitor | null {
    if (localToken !== null && isSameSecret(localToken, this.localToken))
      return { role: 'owner', via: 'command line', session: null };
    for (const id of sessionIds) {
      const session = this.#sessions.find(id);
      if (session?.stage === 'full') return { role: session.role, via: session.via, session: session.digest };
    }
    return this.isOpen ? { role: 'owner', via: 'open', session: null } : null;
  }

  /** Why nobody is let in who is nobody yet. */
  refusal(sessionIds: readonly string[]): Refusal {
    if (this.#password === null)
      return new Refusal(
        'bootstrap_required',
        'A password must be set first, with the token that Evenkeel printed when it started.',
      );
    return this.#pending(sessionIds) === null
      ? new Refusal('sign_in_required', 'Sign in to the dashboard first.')
      : new Refusal('totp_required', 'The code from your authenticator app is still missing.');
  }

  describe(visitor: Visitor | null, sessionIds: readonly string[]): DashboardSession {
    const session = visitor?.session == null ? null : this.#sessions.byDigest(visitor.session);
    return {
      role: visitor?.role ?? null,
      via: visitor?.via ?? null,
      passwordSet: this.#password !== null,
      bootstrapRequired: this.#password === null && this.#ports.isRequired(),
      totpRequired: visitor === null && this.#pending(sessionIds) !== null,
      totpEnabled: this.secondFactor.isOn,
      guestAccess: this.#guestPassword !== null,
      expiresAt: session === null ? null : new Date(session.expiresAtMs).toISOString(),
    };
  }

  /** Calls `ended` when the visitor is let in no more. @returns what ends the watch */
  watch({ via, session }: Visitor, ended: () => void): () => void {
    return via === 'command line' ? () => undefined : this.#sessions.watch(session, ended);
  }

  /** Also after a time without a word: a session that has run out tells nobody by itself. */
  isStillIn({ via, session }: Visitor): boolean {
    return via === 'command line' || (session === null ? this.isOpen : this.#sessions.byDigest(session) !== null);
  }

  /** @returns the new session's id. @throws Refusal `password_exists`, `bootstrap_token_invalid`, `too_many_attempts` */
  async setUp(password: string, token: string | null, visitor: Visitor | null, client: Client): Promise<string> {
    if (this.#password !== null) throw new Refusal('password_exists', 'There is a password already. Sign in with it.');
    if (visitor === null) {
      this.#limit.begin(client.address, 'bootstrap');
      if (!isSameSecret(token, this.bootstrapToken())) throw new Refusal('bootstrap_token_invalid', sentence.bootstrap);
      this.#limit.succeeded(client.address, 'bootstrap');
    }
    const hash = await this.#hashes.hash(password);
    if (this.passwordSet) throw new Refusal('password_exists', 'Somebody else set a password in this moment.');
    this.#password = hash;
    this.#bootstrapToken = null;
    await this.#sessions.end(({ via }) => via === 'password', { password: { hash } });
    this.#sessions.endOpenTime();
    return await this.#begin('owner', visitor?.via === 'desktop' ? 'desktop' : 'password', client);
  }

  /** @returns the session's id: a full one, or one that waits for the code. */
  async signIn(password: string, client: Client): Promise<string> {
    await this.#prove(password, this.#password, 'password', client);
    if (this.secondFactor.isOn) {
      const expiresAtMs = this.#ports.clock.nowMs() + totpPatienceMs;
      return await this.#sessions.make({ role: 'owner', via: 'password', stage: 'totp', expiresAtMs });
    }
    return await this.#begin('owner', 'password', client);
  }

  /** @throws Refusal `sign_in_required`, `totp_invalid`, `too_many_attempts` */
  async verifyCode(code: string, sessionIds: readonly string[], client: Client): Promise<string> {
    const pending = this.#pending(sessionIds);
    if (pending === null) throw new Refusal('sign_in_required', 'Sign in with the password first.');
    await this.#takeCode(code, client);
    // Ended while the code was looked at: then it is over.
    if (this.#sessions.byDigest(pending.digest) === null) throw new Refusal('sign_in_required', 'Sign in once more.');
    // Begun in the same turn of the event loop: what ends every session from here on ends this one too.
    const begun = this.#begin('owner', 'password', client);
    await Promise.all([begun, this.#sessions.end(({ digest }) => digest === pending.digest)]);
    return await begun;
  }

  async signInGuest(password: string, client: Client): Promise<string> {
    await this.#prove(password, this.#guestPassword, 'guest', client);
    return await this.#begin('guest', 'password', client);
  }

  /** For the shell's own window; `null` where it needs none. */
  handOver(): string | null {
    return this.isOpen ? null : this.#handovers.make();
  }

  /** @throws Refusal `handover_invalid` */
  async takeHandover(token: string, client: Client): Promise<string> {
    // Not limited: nobody guesses 256 bits, and nobody else's tries may keep the window out.
    if (!this.#handovers.take(token)) throw new Refusal('handover_invalid', sentence.handover);
    return await this.#begin('owner', 'desktop', client);
  }

  /** Ends every session. @returns the id of a new one for who changed it */
  async changePassword(current: string | null, next: string, visitor: Visitor, client: Client): Promise<string> {
    this.#requirePassword();
    await this.#proveAgain(current, visitor, client);
    const hash = await this.#hashes.hash(next);
    this.#requirePassword();
    this.#password = hash;
    await this.#sessions.end(() => true, { password: { hash } });
    return await this.#begin('owner', visitor.via === 'desktop' ? 'desktop' : 'password', client);
  }

  /** The password goes, and with it the second factor, the guests and every session. */
  async removePassword(current: string | null, visitor: Visitor, client: Client): Promise<PasswordReset> {
    if (this.#ports.isRequired() && visitor.via !== 'command line')
      throw new Refusal('password_needed', 'Here nobody may come in without a sign-in. Change the password instead.');
    if (this.#password !== null) await this.#proveAgain(current, visitor, client);
    this.#password = null;
    this.#guestPassword = null;
    await this.#sessions.end(() => true, { password: undefined, guest: undefined });
    await this.secondFactor.turnOff();
    return { status: 'reset', bootstrapToken: this.bootstrapToken() };
  }

  async setGuestPassword(password: string | null): Promise<void> {
    if (password !== null) this.#requirePassword();
    const hash = password === null ? null : await this.#hashes.hash(password);
    if (hash !== null) this.#requirePassword();
    this.#guestPassword = hash;
    await this.#sessions.end(({ role }) => role === 'guest', { guest: hash === null ? undefined : { hash } });
  }

  startTotp(): { secret: string; otpauthUri: string } {
    this.#requirePassword();
    return this.secondFactor.start();
  }

  /** From now on a code is asked for; whoever is signed in elsewhere must bring one. */
  async confirmTotp(code: string, visitor: Visitor, client: Client): Promise<void> {
    this.#requirePassword();
    this.#limit.begin(client.address, 'totp');
    await this.secondFactor.confirm(code);
    this.#limit.succeeded(client.address, 'totp');
    await this.#sessions.end(({ digest, role }) => role === 'owner' && digest !== visitor.session);
  }

  async disableTotp(code: string | null, visitor: Visitor, client: Client): Promise<void> {
    if (!isLocal(visitor)) await this.#takeCode(code ?? '', client);
    await this.secondFactor.turnOff();
  }

  async signOut(sessionIds: readonly string[]): Promise<void> {
    const digests = new Set(sessionIds.map((id) => this.#sessions.find(id)?.digest));
    await this.#sessions.end(({ digest }) => digests.has(digest));
  }

  async signOutEverywhere(): Promise<void> {
    await this.#sessions.end(() => true);
  }

  async #takeCode(code: string, client: Client): Promise<void> {
    this.#limit.begin(client.address, 'totp');
    await this.secondFactor.take(code);
    this.#limit.succeeded(client.address, 'totp');
  }

  async #proveAgain(current: string | null, visitor: Visitor, client: Client): Promise<void> {
    if (!isLocal(visitor)) await this.#prove(current ?? '', this.#password, 'password', client);
  }

  /** Where no password is set it takes as long, and the answer is the same. */
  async #prove(password: string, kept: string | null, kind: 'password' | 'guest', client: Client): Promise<void> {
    this.#limit.begin(client.address, kind);
    const isRight = await this.#hashes.verify(password, kept);
    const isStillKept = kept === (kind === 'guest' ? this.#guestPassword : this.#password);
    if (!isRight || !isStillKept) throw new Refusal('password_invalid', sentence.password);
    this.#limit.succeeded(client.address, kind);
  }

  async #begin(role: DashboardRole, via: Session['via'], { isRemote }: Client): Promise<string> {
    const wantedMs = this.#ports.sessionTtlMs();
    const ttlMs = isRemote && wantedMs > longestRemoteTtlMs ? remoteTtlMs : wantedMs;
    const expiresAtMs = this.#ports.clock.nowMs() + ttlMs;
    return await this.#sessions.make({ role, via, stage: 'full', expiresAtMs });
  }

  #pending(sessionIds: readonly string[]): Session | null {
    for (const id of sessionIds) {
      const session = this.#sessions.find(id);
      if (session?.stage === 'totp') return session;
    }
    return null;
  }

  #requirePassword(): void {
    if (this.#password === null) throw new Refusal('password_needed', 'Set a password for yourself first.');
  }
}

/** What cannot be understood is still a password: none will fit, and a reset from the command line helps. */
function hashOf(kept: unknown): string | null {
  return kept === undefined ? null : (keptHash.safeParse(kept).data?.hash ?? '');
}
