import {
  oauthStartedSchema,
  oauthStatusSchema,
  type OauthStarted,
  type OauthStatus,
} from '../../src-proxy/contract/oauth.ts';
import { call, type Answer, type CallOptions } from './http-client.ts';
import type { Stage } from './harness.ts';

export type BrowserStart = Extract<OauthStarted, { method: 'browser' }>;
export type DeviceStart = Extract<OauthStarted, { method: 'device' }>;

export async function post(stage: Stage, path: string, body: unknown): Promise<Answer> {
  return await stage.call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function start(stage: Stage, options: Readonly<Record<string, unknown>>): Promise<OauthStarted> {
  const answer = await post(stage, '/api/oauth/start', options);
  if (answer.status !== 200) throw new Error(`The sign-in did not begin: ${answer.text}`);
  return oauthStartedSchema.parse(answer.json);
}

export async function startBrowser(stage: Stage, options: { accountId?: string } = {}): Promise<BrowserStart> {
  const started = await start(stage, options);
  if (started.method !== 'browser') throw new Error('This is no sign-in by browser.');
  return started;
}

export async function startDevice(stage: Stage): Promise<DeviceStart> {
  const started = await start(stage, { forceMethod: 'device' });
  if (started.method !== 'device') throw new Error('This is no sign-in by code.');
  return started;
}

export async function statusOf(stage: Stage, flowId: string): Promise<OauthStatus> {
  return oauthStatusSchema.parse((await stage.call(`/api/oauth/status?flowId=${flowId}`)).json);
}

/** What the issuer makes of the address that was opened: where it sends the browser. */
export async function visit(started: BrowserStart): Promise<URL> {
  const url = new URL(started.authorizationUrl);
  const answer = await call(url.origin, `${url.pathname}${url.search}`);
  if (answer.status !== 302) throw new Error(`The issuer did not send the browser back: ${answer.text}`);
  return new URL(String(answer.headers.location));
}

/** The browser's request to our callback port. */
export async function comeBack(address: URL, options: CallOptions = {}): Promise<Answer> {
  return await call(address.origin, `${address.pathname}${address.search}`, options);
}

/** The whole way of a person who says yes. */
export async function signIn(stage: Stage, options: { accountId?: string } = {}): Promise<OauthStatus> {
  const started = await startBrowser(stage, options);
  await comeBack(await visit(started));
  return await statusOf(stage, started.flowId);
}
