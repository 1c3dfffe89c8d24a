import { dashboardSessionSchema, type DashboardSession } from '../../src-proxy/contract/dashboard-auth.ts';
import { pageHeader } from '../../src-proxy/contract/dashboard-door.ts';
import { errorOf, type Answer } from './http-client.ts';
import type { Stage } from './harness.ts';

export const password = 'correct horse battery';

/** A browser as far as signing in goes: it keeps the cookie, and its pages send our header. */
export class Visitor {
  cookie: string | null = null;
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  headers(): Record<string, string> {
    return { [pageHeader]: '1', ...(this.cookie === null ? {} : { cookie: this.cookie }) };
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = body === undefined ? null : JSON.stringify(body);
    // Node counts the bytes of a DELETE only when it is told to.
    const json = text === null ? {} : { 'content-type': 'application/json', 'content-length': String(text.length) };
    const answer = await this.#stage.call(path, {
      method,
      headers: { ...this.headers(), ...json, ...headers },
      ...(text === null ? {} : { body: text }),
    });
    const set = answer.headers['set-cookie']?.[0];
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? null : (set.split(';')[0] ?? null);
    return answer;
  }

  auth(path: string, body?: unknown, method = 'POST'): Promise<Answer> {
    return this.ask(method, `/api/dashboard-auth/${path}`, body);
  }

  async session(): Promise<DashboardSession> {
    return dashboardSessionSchema.parse((await this.auth('session', undefined, 'GET')).json);
  }

  /** The status of a look at the accounts, with the code where it was refused. */
  async looks(): Promise<readonly [number, unknown]> {
    return said(await this.ask('GET', '/api/accounts'));
  }
}

export function said(answer: Answer): readonly [number, unknown] {
  return [answer.status, errorOf(answer).code];
}

export const welcome = [200, undefined] as const;

/** Somebody who has set the password, and so is in. */
export async function ownerOf(stage: Stage): Promise<Visitor> {
  const owner = new Visitor(stage);
  const answer = await owner.auth('password/setup', { password });
  if (answer.status !== 200) throw new Error(`Setting up answered ${answer.status}: ${answer.text}`);
  return owner;
}
