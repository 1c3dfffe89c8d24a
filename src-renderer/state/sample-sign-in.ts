import type { OauthStarted, OauthStatus } from '#contract/oauth.ts';

import { createApiClient } from '../connection/api-client.ts';
import type { ApiClient } from '../connection/api-client.ts';

/** The engine's side of signing in, for unit tests: flows that the test ends as it likes. */
export class SampleSignInEngine {
  readonly api: ApiClient;
  /** What was asked, such as `start browser` or `cancel flow-1`. */
  readonly calls: string[] = [];
  /** What each flow answers; those that nobody ended or cancelled are `pending`. */
  readonly flows = new Map<string, OauthStatus>();
  /** Answers every request instead, while it is set. */
  answer: (() => Promise<Response>) | null = null;
  readonly #held: (() => void)[] = [];
  #isHolding = false;

  constructor() {
    this.api = createApiClient({ fetch: (path, init) => this.#receive(path as string, init) });
  }

  pending(): string[] {
    return [...this.flows.values()].filter((flow) => flow.status === 'pending').map((flow) => flow.flowId);
  }

  end(flowId: string, parts: Partial<OauthStatus>): void {
    this.flows.set(flowId, { ...sampleStatus(flowId), ...parts });
  }

  /** From now on every answer waits for `release`. */
  hold(): void {
    this.#isHolding = true;
  }

  release(): void {
    this.#isHolding = false;
    for (const go of this.#held.splice(0)) go();
  }

  async #receive(path: string, init?: RequestInit): Promise<Response> {
    const response = this.answer ? await this.answer() : this.#respond(path, init);
    if (this.#isHolding) await new Promise<void>((resolve) => this.#held.push(resolve));
    return response;
  }

  #respond(path: string, init?: RequestInit): Response {
    const url = new URL(path, 'http://engine');
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
    const field = (name: string) => String((body as Record<string, unknown> | null)?.[name]);
    switch (url.pathname) {
      case '/api/oauth/start':
        this.calls.push(['start', ...Object.values(body as object)].join(' '));
        return Response.json(this.#start(field('forceMethod')));
      case '/api/oauth/cancel':
        this.calls.push(`cancel ${field('flowId')}`);
        this.end(field('flowId'), { status: 'cancelled' });
        return Response.json(this.flows.get(field('flowId')));
      case '/api/oauth/manual-callback':
        this.calls.push(`paste ${field('callbackUrl')}`);
        return Response.json(this.flows.get(field('flowId')));
      default:
        this.calls.push('status');
        return Response.json(this.flows.get(url.searchParams.get('flowId') ?? ''));
    }
  }

  #start(method: string): OauthStarted {
    const flowId = `flow-${this.flows.size + 1}`;
    this.end(flowId, {});
    return method === 'device' ? { ...sampleDeviceFlow, flowId } : { ...sampleBrowserFlow, flowId };
  }
}

function sampleStatus(flowId: string): OauthStatus {
  return { flowId, status: 'pending', errorCode: null, errorMessage: null, accountId: null, result: null };
}

const expiresAt = '2026-01-01T00:15:00.000Z';

const sampleBrowserFlow: OauthStarted = {
  flowId: 'flow',
  method: 'browser',
  authorizationUrl: 'https://auth.example.com/oauth/authorize?state=s',
  callbackUrl: 'http://localhost:1455/auth/callback',
  listening: true,
  problem: null,
  expiresAt,
};

const sampleDeviceFlow: OauthStarted = {
  flowId: 'flow',
  method: 'device',
  verificationUrl: 'https://auth.example.com/codex/device',
  userCode: 'ABCD-12345',
  intervalSeconds: 5,
  expiresInSeconds: 900,
  expiresAt,
};
