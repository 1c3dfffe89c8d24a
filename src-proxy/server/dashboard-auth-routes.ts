import type { Request, Response } from 'express';

import {
  guestPasswordSchema,
  handoverSchema,
  passwordChangeSchema,
  passwordLoginSchema,
  passwordRemoveSchema,
  passwordSetupSchema,
  totpCodeSchema,
  totpDisableSchema,
} from '../contract/dashboard-auth.ts';
import type { PublicAddress } from '../contract/public-address.ts';
import { Refusal } from '../contract/refusal.ts';
import { AttemptLimit } from '../dashboard-auth/attempt-limit.ts';
import type { Client, DashboardSignIn } from '../dashboard-auth/dashboard-sign-in.ts';
import type { Visitor } from '../dashboard-auth/visitor.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../storage/store.ts';
import { actorOf, sessionOf } from './audit-actor.ts';
import { isLoopback } from './guard.ts';
import { qrDataUri } from './qr-image.ts';
import { readJson } from './read-json.ts';
import type { Route } from './route.ts';
import { cookieOf, noCookie, sessionIdsOf } from './session-cookie.ts';
import { visitorOf } from './visitor-of.ts';

export interface DashboardAuthRoutePorts {
  readonly signIn: DashboardSignIn;
  readonly store: Pick<Store, 'appendAudit'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names under which other machines reach us. */
  readonly publicAddresses: readonly PublicAddress[];
}

/** Refusals of tries that are limited themselves. */
const guesses: ReadonlySet<Refusal['code']> = new Set(['password_invalid', 'totp_invalid', 'bootstrap_token_invalid']);

/** Signing in to the dashboard and out of it. No answer here holds a password; those with a secret are kept by no cache. */
export function dashboardAuthRoutes(ports: DashboardAuthRoutePorts): Route[] {
  const { signIn, store, clock, logger, publicAddresses } = ports;
  /** The owner says so; what a forwarding server says of itself is not believed (N9). */
  const isEncrypted = ({ headers }: Request): boolean =>
    publicAddresses.some((address) => address.isEncrypted && address.host === headers.host?.toLowerCase());

  const route = (method: Route['method'], path: string, handle: Route['handle'], isForAll = false): Route => ({
    method,
    path: `/api/dashboard-auth/${path}`,
    plane: 'dashboard',
    isForAll,
    handle: (request, response) => {
      response.set('cache-control', 'no-store');
      return handle(request, response);
    },
  });
  const forAll = (method: Route['method'], path: string, handle: Route['handle']): Route =>
    route(method, path, handle, true);

  async function note(request: Request, action: string, detail: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const entry = {
      atMs: clock.nowMs(),
      actor: actorOf(request),
      action: `dashboard_auth.${action}`,
      target: null,
      detail: { ...detail, ...sessionOf(request) },
    };
    // What has happened stays so, and nobody is to be locked out by a full disk.
    await store.appendAudit(entry).catch((error: unknown) => {
      logger.error('A change of the sign-in could not be written to the audit log', { action, error });
    });
  }

  /** SECURITY: what is refused before anything is guessed may be tried without end, and would fill the log. */
  const unguessed = new AttemptLimit(() => clock.nowMs());

  function isNoted(code: Refusal['code'], address: string): boolean {
    if (code === 'too_many_attempts') return false;
    if (guesses.has(code)) return true;
    try {
      unguessed.begin(address, code);
      return true;
    } catch {
      return false;
    }
  }

  /** A refused try is noted too, with where it came from: that is how an owner learns of it. */
  async function trying(request: Request, what: string, work: () => Promise<string>): Promise<string> {
    try {
      return await work();
    } catch (error) {
      const { address } = clientOf(request);
      if (error instanceof Refusal && isNoted(error.code, address))
        await note(request, 'refused', { what, code: error.code, address });
      throw error;
    }
  }

  /** Answers with what the visitor is from now on, and the cookie that makes it so. */
  function enter(request: Request, response: Response, id: string): void {
    const session = signIn.describe(signIn.visitor([id], null), [id]);
    const { via, expiresAt } = session;
    // The window's cookie, and that of a sign-in half done, go with the browser.
    const untilMs = via === 'password' && expiresAt !== null ? Date.parse(expiresAt) : null;
    response.set('set-cookie', cookieOf(id, isEncrypted(request), clock.nowMs(), untilMs)).json(session);
  }

  /** As `GET session` has it, after a change that ended no session of this visitor. */
  function tell(request: Request, response: Response): void {
    response.json(signIn.describe(visitorOf(request), sessionIdsOf(request)));
  }

  return [
    forAll('get', 'session', tell),
    forAll('post', 'password/setup', async (request, response) => {
      const { password, bootstrapToken } = await readJson(request, response, passwordSetupSchema);
      const id = await trying(request, 'setup', () =>
        signIn.setUp(password, bootstrapToken ?? null, visitorOf(request), clientOf(request)),
      );
      await note(request, 'password_set', { before: { passwordSet: false }, after: { passwordSet: true } });
      enter(request, response, id);
    }),
    forAll('post', 'password/login', async (request, response) => {
      const { password } = await readJson(request, response, passwordLoginSchema);
      const id = await trying(request, 'password', () => signIn.signIn(password, clientOf(request)));
      if (!signIn.secondFactor.isOn) await note(request, 'signed_in', { address: clientOf(request).address });
      enter(request, response, id);
    }),
    forAll('post', 'totp/verify', async (request, response) => {
      const { code } = await readJson(request, response, totpCodeSchema);
      const id = await trying(request, 'totp', () => signIn.verifyCode(code, sessionIdsOf(request), clientOf(request)));
      await note(request, 'signed_in', { address: clientOf(request).address, totp: true });
      enter(request, response, id);
    }),
    forAll('post', 'guest/login', async (request, response) => {
      const { password } = await readJson(request, response, passwordLoginSchema);
      const id = await trying(request, 'guest', () => signIn.signInGuest(password, clientOf(request)));
      await note(request, 'guest_signed_in', { address: clientOf(request).address });
      enter(request, response, id);
    }),
    forAll('post', 'handover', async (request, response) => {
      const { token } = await readJson(request, response, handoverSchema);
      const id = await trying(request, 'handover', () => signIn.takeHandover(token, clientOf(request)));
      enter(request, response, id);
    }),
    forAll('post', 'logout', async (request, response) => {
      await signIn.signOut(sessionIdsOf(request));
      if (visitorOf(request)?.session) await note(request, 'signed_out');
      response.set('set-cookie', noCookie(isEncrypted(request))).json({ status: 'signed_out' });
    }),
    route('post', 'password/change', async (request, response) => {
      const { currentPassword, newPassword } = await readJson(request, response, passwordChangeSchema);
      const id = await trying(request, 'change', () =>
        signIn.changePassword(currentPassword ?? null, newPassword, ownerOf(request), clientOf(request)),
      );
      await note(request, 'password_changed');
      enter(request, response, id);
    }),
    route('delete', 'password', async (request, response) => {
      // A request to delete may come without a body.
      const { currentPassword } = request.is('application/json')
        ? await readJson(request, response, passwordRemoveSchema)
        : {};
      const before = publicState(signIn);
      const reset = await signIn.removePassword(currentPassword ?? null, ownerOf(request), clientOf(request));
      await note(request, 'password_removed', { before, after: publicState(signIn) });
      const isLocal = ownerOf(request).via === 'command line';
      response
        .set('set-cookie', noCookie(isEncrypted(request)))
        .json({ ...reset, bootstrapToken: isLocal ? reset.bootstrapToken : null });
    }),
    route('post', 'guest/password', async (request, response) => {
      const { password } = await readJson(request, response, guestPasswordSchema);
      const before = publicState(signIn);
      await signIn.setGuestPassword(password);
      await note(request, 'guest_access', { before, after: publicState(signIn) });
      tell(request, response);
    }),
    route('post', 'totp/setup/start', (_request, response) => {
      const setup = signIn.startTotp();
      response.json({ ...setup, qrSvgDataUri: qrDataUri(setup.otpauthUri) });
    }),
    route('post', 'totp/setup/confirm', async (request, response) => {
      const { code } = await readJson(request, response, totpCodeSchema);
      const before = publicState(signIn);
      await signIn.confirmTotp(code, ownerOf(request), clientOf(request));
      await note(request, 'totp_on', { before, after: publicState(signIn) });
      tell(request, response);
    }),
    route('post', 'totp/disable', async (request, response) => {
      const { code } = await readJson(request, response, totpDisableSchema);
      const before = publicState(signIn);
      await signIn.disableTotp(code ?? null, ownerOf(request), clientOf(request));
      await note(request, 'totp_off', { before, after: publicState(signIn) });
      tell(request, response);
    }),
    route('post', 'logout-everywhere', async (request, response) => {
      await signIn.signOutEverywhere();
      await note(request, 'signed_out_everywhere');
      response.set('set-cookie', noCookie(isEncrypted(request))).json({ status: 'signed_out' });
    }),
  ];
}

/** The gate has let nobody but an owner this far. */
function ownerOf(request: Request): Visitor {
  const visitor = visitorOf(request);
  if (visitor?.role !== 'owner') throw new Refusal('sign_in_required', 'Sign in to the dashboard first.');
  return visitor;
}

function clientOf({ socket }: Request): Client {
  const address = socket.remoteAddress ?? '';
  return { address: isLoopback(address) ? 'loopback' : address, isRemote: !isLoopback(address) };
}

function publicState(signIn: DashboardSignIn): Readonly<Record<string, boolean>> {
  const { passwordSet, totpEnabled, guestAccess } = signIn.describe(null, []);
  return { passwordSet, totpEnabled, guestAccess };
}
