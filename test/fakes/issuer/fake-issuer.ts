import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import type { FakeAccount } from '../upstream/fake-account.ts';
import type { Latch } from '../upstream/latch.ts';
import type { RecordedRequest } from '../upstream/recorded-request.ts';
import { sendBody } from '../upstream/send-body.ts';
import { consentPage, devicePage, plainPage } from './pages.ts';

export const issuerClientId = 'app_EMoamEEZ73f0CkXaXp7hrann';

export interface ScriptedAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface AuthorizationCode {
  readonly account: FakeAccount;
  readonly challenge: string;
  readonly redirectUri: string;
  used: boolean;
}

interface DeviceLogin {
  readonly id: string;
  readonly userCode: string;
  account: FakeAccount | null;
  denied: boolean;
}

/** The sign-in half of the fake origin: consent pages, PKCE, single-use codes, device codes. */
export class FakeIssuer {
  /** `at-once` redirects back as `signsInAs`; `ask` shows a page with a link for each account and one to deny. */
  consent: 'at-once' | 'ask' | 'deny' = 'at-once';
  /** Who signs in; the first account while nobody is named. */
  signsInAs: FakeAccount | null = null;
  /** Answers every code exchange so. */
  exchangeAnswer: ScriptedAnswer | null = null;
  /** Keeps code exchanges waiting. */
  exchangeHold: Latch | null = null;
  /** Claims that go over those of the account's tokens. */
  claims: Readonly<Record<string, unknown>> = {};
  /** Answers the request for a device code so. */
  deviceStartAnswer: ScriptedAnswer | null = null;
  /** Answers the next polls so, one each; then `pending` until somebody approves or denies. */
  devicePollAnswers: ScriptedAnswer[] = [];
  deviceInterval: string | number = '5';
  /** Sent as it is, beside the code; the real service sends neither or one of `expires_in`, `expires_at`. */
  deviceExpiry: Readonly<Record<string, unknown>> = { expires_in: 900 };
  readonly #accounts: readonly FakeAccount[];
  readonly #origin: () => string;
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #devices: DeviceLogin[] = [];

  constructor(accounts: readonly FakeAccount[], origin: () => string) {
    this.#accounts = accounts;
    this.#origin = origin;
  }

  /** The codes that were shown to people, oldest first. */
  get userCodes(): string[] {
    return this.#devices.map(({ userCode }) => userCode);
  }

  approveDevice(userCode: string, account?: FakeAccount): void {
    this.#device(userCode).account = account ?? this.#person();
  }

  denyDevice(userCode: string): void {
    this.#device(userCode).denied = true;
  }

  /** Whether the request was one for the issuer; it is answered then. */
  async answer(recorded: RecordedRequest, response: ServerResponse): Promise<boolean> {
    const { method, pathname } = recorded;
    const isForm = (recorded.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (method === 'GET' && pathname === '/oauth/authorize') this.#authorize(recorded, response);
    else if (method === 'POST' && pathname === '/oauth/token' && isForm) await this.#exchange(recorded, response);
    else if (method === 'POST' && pathname === '/api/accounts/deviceauth/usercode')
      this.#startDevice(recorded, response);
    else if (method === 'POST' && pathname === '/api/accounts/deviceauth/token') this.#pollDevice(recorded, response);
    else if (method === 'GET' && pathname === '/codex/device') this.#showDevice(recorded, response);
    else return false;
    return true;
  }

  #authorize(recorded: RecordedRequest, response: ServerResponse): void {
    const query = new URL(recorded.path, this.#origin()).searchParams;
    const problem = problemOfAuthorize(query);
    if (problem !== null) return sendBody(recorded, response, 400, plainPage('Authorization refused', problem));
    const redirectUri = query.get('redirect_uri') ?? '';
    const state = query.get('state') ?? '';
    const decision = query.get('decision') ?? (this.consent === 'ask' ? null : this.consent);
    if (decision === null) {
      return sendBody(recorded, response, 200, consentPage(recorded.path, this.#accounts));
    }
    const target = new URL(redirectUri);
    if (decision === 'deny') {
      target.searchParams.set('error', 'access_denied');
      target.searchParams.set('error_description', 'The person said no.');
    } else {
      const chosen = this.#accounts.find(({ email }) => email === query.get('as')) ?? this.#person();
      const code = `code-${randomUUID()}`;
      this.#codes.set(code, {
        account: chosen,
        challenge: query.get('code_challenge') ?? '',
        redirectUri,
        used: false,
      });
      target.searchParams.set('code', code);
      target.searchParams.set('scope', query.get('scope') ?? '');
    }
    target.searchParams.set('state', state);
    sendBody(recorded, response, 302, '', { location: target.href });
  }

  async #exchange(recorded: RecordedRequest, response: ServerResponse): Promise<void> {
    if (this.exchangeHold) await Promise.race([this.exchangeHold.opened, once(response, 'close')]);
    if (this.exchangeAnswer) {
      return sendBody(recorded, response, this.exchangeAnswer.status, this.exchangeAnswer.body);
    }
    const form = new URLSearchParams(recorded.rawBody.toString('utf8'));
    const code = this.#codes.get(form.get('code') ?? '');
    const refuse = (error: string, description: string): void =>
      sendBody(recorded, response, error === 'invalid_client' ? 401 : 400, { error, error_description: description });
    if (form.get('grant_type') !== 'authorization_code') return refuse('unsupported_grant_type', 'Not a code.');
    if (form.get('client_id') !== issuerClientId) return refuse('invalid_client', 'Unknown client.');
    if (!code) return refuse('invalid_grant', 'Unknown code.');
    if (code.used) return refuse('invalid_grant', 'The code has been used.');
    if (form.get('redirect_uri') !== code.redirectUri) return refuse('invalid_grant', 'Another redirect_uri.');
    if (s256(form.get('code_verifier') ?? '') !== code.challenge) return refuse('invalid_grant', 'PKCE does not fit.');
    code.used = true;
    recorded.accountId = code.account.id;
    sendBody(recorded, response, 200, code.account.rotateTokens(this.claims));
  }

  #startDevice(recorded: RecordedRequest, response: ServerResponse): void {
    if (this.deviceStartAnswer) {
      return sendBody(recorded, response, this.deviceStartAnswer.status, this.deviceStartAnswer.body);
    }
    const body = recorded.json as { client_id?: unknown } | undefined;
    if (body?.client_id !== issuerClientId) return sendBody(recorded, response, 400, { error: 'invalid_client' });
    const device: DeviceLogin = {
      id: `device-${randomUUID()}`,
      userCode: `FAKE-${randomUUID().slice(0, 5).toUpperCase()}`,
      account: null,
      denied: false,
    };
    this.#devices.push(device);
    sendBody(recorded, response, 200, {
      device_auth_id: device.id,
      user_code: device.userCode,
      interval: this.deviceInterval,
      ...this.deviceExpiry,
    });
  }

  #pollDevice(recorded: RecordedRequest, response: ServerResponse): void {
    const scripted = this.devicePollAnswers.shift();
    if (scripted) return sendBody(recorded, response, scripted.status, scripted.body);
    const body = recorded.json as { device_auth_id?: unknown; user_code?: unknown } | undefined;
    const device = this.#devices.find((one) => one.id === body?.device_auth_id && one.userCode === body?.user_code);
    if (!device) return sendBody(recorded, response, 400, { error: { code: 'invalid_device', message: 'Unknown.' } });
    if (device.denied) {
      return sendBody(recorded, response, 400, { error: { code: 'access_denied', message: 'The person said no.' } });
    }
    if (!device.account) {
      return sendBody(recorded, response, 403, {
        error: { code: 'deviceauth_authorization_unknown', message: 'Wait.' },
      });
    }
    const verifier = `${randomUUID()}${randomUUID()}`;
    const code = `code-${randomUUID()}`;
    const redirectUri = `${this.#origin()}/deviceauth/callback`;
    this.#codes.set(code, { account: device.account, challenge: s256(verifier), redirectUri, used: false });
    sendBody(recorded, response, 200, {
      authorization_code: code,
      code_challenge: s256(verifier),
      code_verifier: verifier,
    });
  }

  /** The page where a person types the code; `?user_code=…&decision=allow|deny` decides. */
  #showDevice(recorded: RecordedRequest, response: ServerResponse): void {
    const query = new URL(recorded.path, this.#origin()).searchParams;
    const userCode = query.get('user_code');
    const decision = query.get('decision');
    if (userCode === null || decision === null) return sendBody(recorded, response, 200, devicePage(this.userCodes));
    if (!this.userCodes.includes(userCode)) {
      return sendBody(recorded, response, 400, plainPage('Unknown code', 'Nobody was shown this code.'));
    }
    if (decision === 'deny') this.denyDevice(userCode);
    else this.approveDevice(userCode);
    sendBody(recorded, response, 200, plainPage('Device sign-in', decision === 'deny' ? 'Denied.' : 'Allowed.'));
  }

  #person(): FakeAccount {
    const person = this.signsInAs ?? this.#accounts[0];
    if (!person) throw new Error('The fake issuer has no account to sign in to: call addAccount first.');
    return person;
  }

  #device(userCode: string): DeviceLogin {
    const device = this.#devices.find((one) => one.userCode === userCode);
    if (!device) throw new Error(`The fake issuer has shown no code ${userCode}.`);
    return device;
  }
}

function problemOfAuthorize(query: URLSearchParams): string | null {
  const expected: [string, RegExp][] = [
    ['response_type', /^code$/],
    ['client_id', new RegExp(`^${issuerClientId}$`)],
    ['redirect_uri', /^http:\/\/localhost:\d+\/auth\/callback$/],
    ['scope', /^openid profile email offline_access$/],
    ['code_challenge', /^[\w-]{43}$/],
    ['code_challenge_method', /^S256$/],
    ['state', /^[\w-]{22,}$/],
  ];
  const wrong = expected.find(([name, pattern]) => !pattern.test(query.get(name) ?? ''));
  return wrong ? `The parameter ${wrong[0]} is wrong.` : null;
}

function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
