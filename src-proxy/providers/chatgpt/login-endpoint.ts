/**
 * The calls of a sign-in. The threat is leakage: an authorization code, a verifier or a token must reach the sign-in
 * service and nobody else, so nothing here logs, and what the service says of an error passes redaction before it is
 * shown. A redirect is an answer like any other and is not followed.
 */
import { z } from 'zod';

import type {
  CodeExchange,
  DeviceGrant,
  DevicePollResult,
  DeviceStartResult,
  ExchangeResult,
  LoginCall,
  LoginEndpoint,
} from '../login-endpoint.ts';
import type { TokenSet } from '../../vault/vault.ts';
import { connectionFailure } from './error-table.ts';
import { failed, loginFailureOf } from './login-errors.ts';
import { clientId } from './client-id.ts';
import type { UpstreamPool } from './upstream-pool.ts';

export interface LoginEndpointOptions {
  readonly authBaseUrl: string;
  /** To the same. */
  readonly auth: UpstreamPool;
  readonly nowMs: () => number;
}

const timeoutMs = 30_000;
const longestAnswerBytes = 1024 * 1024;
const usualExpirySeconds = 900;
/** A service that says "0" means "no wish"; it is not to be asked without a pause. */
const shortestIntervalSeconds = 1;

const tokensSchema = z.looseObject({
  id_token: z.string().min(1),
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
});
const seconds = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);
const deviceSchema = z.looseObject({
  device_auth_id: z.string().min(1),
  user_code: z.string().min(1).optional(),
  usercode: z.string().min(1).optional(),
  interval: seconds.nullish().catch(null),
  expires_in: seconds.nullish().catch(null),
  expires_at: z.string().nullish().catch(null),
});
const authorizedSchema = z.looseObject({ authorization_code: z.string().min(1), code_verifier: z.string().min(1) });
const waitingSchema = z.looseObject({ status: z.enum(['pending', 'authorization_pending']) });

interface Answer {
  readonly statusCode: number;
  readonly text: string;
}

/** Sign-in at OpenAI: the code exchange is a form, everything about devices is JSON. */
export function createLoginEndpoint(options: LoginEndpointOptions): LoginEndpoint {
  const base = options.authBaseUrl.replace(/\/+$/, '');
  const { auth } = options;
  const deviceRedirectUri = `${base}/deviceauth/callback`;

  async function post(path: string, contentType: string, body: string, { signal, way }: LoginCall): Promise<Answer> {
    const response = await auth.poolOf(way).request({
      path: `${auth.basePath}${path}`,
      method: 'POST',
      headers: { 'content-type': contentType, accept: 'application/json' },
      body,
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return { statusCode: response.statusCode, text: await readText(response.body) };
  }

  const postJson = async (path: string, body: unknown, call: LoginCall): Promise<Answer> =>
    await post(path, 'application/json', JSON.stringify(body), call);

  async function exchange(given: CodeExchange, call: LoginCall): Promise<ExchangeResult> {
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code: given.code,
      code_verifier: given.codeVerifier,
      redirect_uri: given.redirectUri,
    });
    try {
      const answer = await post('/oauth/token', 'application/x-www-form-urlencoded', form.toString(), call);
      if (answer.statusCode !== 200) return failed(loginFailureOf(answer.statusCode, answer.text));
      const tokens = tokensOf(answer.text, options.nowMs());
      return tokens === null ? failed(missingTokens) : { kind: 'tokens', tokens };
    } catch (error) {
      return brokenConnection(error);
    }
  }

  async function startDevice(call: LoginCall): Promise<DeviceStartResult> {
    try {
      const answer = await postJson('/api/accounts/deviceauth/usercode', { client_id: clientId }, call);
      if (answer.statusCode === 404) return failed(deviceUnavailable);
      if (answer.statusCode !== 200) return failed(loginFailureOf(answer.statusCode, answer.text));
      const grant = grantOf(answer.text, options.nowMs());
      return grant === null ? failed(missingCode) : { kind: 'started', grant };
    } catch (error) {
      return brokenConnection(error);
    }
  }

  async function pollDevice(grant: DeviceGrant, call: LoginCall): Promise<DevicePollResult> {
    const body = { device_auth_id: grant.deviceAuthId, user_code: grant.userCode };
    try {
      return readPoll(await postJson('/api/accounts/deviceauth/token', body, call));
    } catch (error) {
      return brokenConnection(error);
    }
  }

  function readPoll({ statusCode, text }: Answer): DevicePollResult {
    if (statusCode !== 200) {
      const failure = loginFailureOf(statusCode, text);
      if (failure.code === 'slow_down') return { kind: 'pending', slowDown: true };
      // SECURITY: a refusal by the person also comes as 403 from some issuers; it must end the waiting.
      const decided = failure.code === 'access_denied' || failure.code === 'expired_token';
      const waits = statusCode === 403 || statusCode === 404 || failure.code === 'authorization_pending';
      return waits && !decided ? { kind: 'pending', slowDown: false } : failed(failure);
    }
    const payload = jsonOf(text);
    if (waitingSchema.safeParse(payload).success) return { kind: 'pending', slowDown: false };
    const authorized = authorizedSchema.safeParse(payload);
    if (authorized.success) {
      const { authorization_code: code, code_verifier: codeVerifier } = authorized.data;
      return { kind: 'authorized', exchange: { code, codeVerifier, redirectUri: deviceRedirectUri } };
    }
    const tokens = tokensOf(text, options.nowMs());
    return tokens === null ? failed(missingTokens) : { kind: 'tokens', tokens };
  }

  return {
    clientId,
    authorizeUrl: `${base}/oauth/authorize`,
    deviceVerificationUrl: `${base}/codex/device`,
    exchange,
    startDevice,
    pollDevice,
  };
}

const missingTokens = {
  code: 'invalid_response',
  message: 'The answer of the sign-in service holds no tokens.',
  statusCode: 200,
  passing: false,
};
const missingCode = { ...missingTokens, message: 'The answer of the sign-in service holds no code to show.' };
const deviceUnavailable = {
  code: 'device_auth_unavailable',
  message: 'This sign-in service offers no sign-in by code. Use the browser instead.',
  statusCode: 404,
  passing: false,
};

function brokenConnection(error: unknown): ReturnType<typeof failed> {
  const { code, message } = connectionFailure(error);
  return failed({
    code: code === 'stream_incomplete' ? 'upstream_dropped' : code,
    message,
    statusCode: null,
    passing: true,
  });
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > longestAnswerBytes) throw new Error('the answer of the sign-in service is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function tokensOf(text: string, nowMs: number): TokenSet | null {
  const parsed = tokensSchema.safeParse(jsonOf(text));
  if (!parsed.success) return null;
  const { id_token: idToken, access_token: accessToken, refresh_token: refreshToken } = parsed.data;
  return { idToken, accessToken, refreshToken, obtainedAtMs: nowMs };
}

function grantOf(text: string, nowMs: number): DeviceGrant | null {
  const parsed = deviceSchema.safeParse(jsonOf(text));
  const userCode = parsed.data?.user_code ?? parsed.data?.usercode;
  if (!parsed.success || userCode === undefined) return null;
  const { device_auth_id: deviceAuthId, interval, expires_in: expiresIn, expires_at: expiresAt } = parsed.data;
  const untilSeconds = Math.floor((Date.parse(expiresAt ?? '') - nowMs) / 1000);
  const stated = expiresIn ?? (Number.isNaN(untilSeconds) ? null : untilSeconds);
  return {
    deviceAuthId,
    userCode,
    intervalSeconds: Math.max(interval ?? 0, shortestIntervalSeconds),
    expiresInSeconds: stated !== null && stated > 0 ? Math.min(stated, 3600) : usualExpirySeconds,
  };
}
