import { randomUUID } from 'node:crypto';

import { makeAuthFile, makeClaims, makeJwt } from '../auth-file.ts';
import type { AuthFileOptions } from '../auth-file.ts';
import type { AnswerIdentity } from './answer-events.ts';
import type { Latch } from './latch.ts';
import { FakeMedia } from './media-routes.ts';
import { catalogue } from './models-catalogue.ts';
import { FakeResets } from './reset-credits-route.ts';
import type { Step } from './steps.ts';
import { unusedOf, usualUsageOf } from './usage-payload.ts';
import type { AccountUsage } from './usage-payload.ts';

export interface FakeAccountOptions {
  /** The `chatgpt_account_id`. */
  readonly id: string;
  readonly email?: string;
  readonly plan?: string;
  /** The seat; made from the id if not given. */
  readonly userId?: string;
  readonly workspaceId?: string;
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly usage?: AccountUsage;
}

/** One ChatGPT account as the fake backend knows it. Tests change it while it runs. */
export class FakeAccount {
  readonly id: string;
  readonly email: string;
  readonly userId: string | undefined;
  readonly workspaceId: string | undefined;
  plan: string;
  usage: AccountUsage;
  /** The workspace that usage reports name. */
  reportedWorkspaceId: string | null = null;
  /** For the next questions about usage, one each. */
  usageRefusals: { readonly status: number; readonly body: unknown }[] = [];
  /** Keeps questions about usage waiting. */
  usageHold: Latch | null = null;
  readonly resets = new FakeResets();
  readonly media = new FakeMedia();
  /** What it lists; `null` fails with a 500. */
  models: { readonly models: readonly unknown[] } | null = catalogue;
  /** Keeps questions about its models waiting. */
  modelsHold: Latch | null = null;
  /** The tokens that were handed out last. */
  accessToken: string;
  refreshToken: string;
  /** A code such as `refresh_token_expired` makes every refresh fail with 401 and that code. */
  refreshFailure: string | null = null;
  /** Keeps refreshes waiting, to see who else asks meanwhile. */
  refreshHold: Latch | null = null;
  /** What the next WebSocket handshakes are refused with, one each. */
  handshakeRefusals: { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }[] =
    [];
  /** What the 101 of its WebSockets says beside. */
  handshakeHeaders: Record<string, string> = {};
  /** How many answers to `/responses` were begun. */
  answered = 0;
  readonly #validAccessTokens = new Set<string>();
  readonly #usedRefreshTokens = new Set<string>();
  #steps: Step[] = [];
  #always: Step | null = null;
  #sealed = 0;

  constructor(options: FakeAccountOptions) {
    this.id = options.id;
    this.email = options.email ?? `${options.id}@example.test`;
    this.userId = options.userId;
    this.workspaceId = options.workspaceId;
    this.plan = options.plan ?? 'plus';
    this.usage = options.usage ?? usualUsageOf();
    this.accessToken = options.accessToken ?? this.#makeToken();
    this.refreshToken = options.refreshToken ?? `refresh-${options.id}-${randomUUID()}`;
    this.#validAccessTokens.add(this.accessToken);
  }

  /** What happens to the next requests, one step each; after the last one answers are plain again. */
  script(steps: readonly Step[]): void {
    this.#steps = [...steps];
  }

  /** The same for every request from now on. */
  always(step: Step): void {
    this.#steps = [];
    this.#always = step;
  }

  nextStep(): Step | null {
    return this.#steps.shift() ?? this.#always;
  }

  get remainingSteps(): number {
    return this.#steps.length;
  }

  /** The text of the `auth.json` that this account's owner would have right now. */
  authFile(lastRefresh?: string | null): string {
    return makeAuthFile({
      ...this.#identity(),
      accessToken: this.accessToken,
      refreshToken: this.refreshToken,
      ...(lastRefresh === undefined ? {} : { lastRefresh }),
    });
  }

  /** All windows start anew. */
  resetUsage(): void {
    this.usage = unusedOf(this.usage);
  }

  accepts(accessToken: string): boolean {
    return this.#validAccessTokens.has(accessToken);
  }

  expireAccessTokens(): void {
    this.#validAccessTokens.clear();
  }

  /** Whether the refresh token was ever this account's, and whether it has been spent. */
  refreshTokenState(refreshToken: string): 'current' | 'used' | 'unknown' {
    if (refreshToken === this.refreshToken) return 'current';
    return this.#usedRefreshTokens.has(refreshToken) ? 'used' : 'unknown';
  }

  /** `claims` go over those that the tokens would have. */
  rotateTokens(claims: Readonly<Record<string, unknown>> = {}): {
    access_token: string;
    refresh_token: string;
    id_token: string;
  } {
    this.#usedRefreshTokens.add(this.refreshToken);
    this.refreshToken = `refresh-${this.id}-${randomUUID()}`;
    this.accessToken = this.#makeToken(claims);
    this.#validAccessTokens.add(this.accessToken);
    return { access_token: this.accessToken, refresh_token: this.refreshToken, id_token: this.#makeToken(claims) };
  }

  /** Ids for the next answer. Sealed content reads `enc:<account>:<n>`, so that a test sees whose it is. */
  nextAnswer(): AnswerIdentity {
    this.answered += 1;
    const answer = `${this.id}_${this.answered}`;
    let items = 0;
    return {
      responseId: `resp_${answer}`,
      nextItemId: (prefix) => `${prefix}_${answer}_${(items += 1)}`,
      sealedContent: () => `enc:${this.id}:${(this.#sealed += 1)}`,
    };
  }

  #makeToken(claims: Readonly<Record<string, unknown>> = {}): string {
    return makeJwt({ ...makeClaims(this.#identity()), ...claims });
  }

  #identity(): AuthFileOptions {
    return {
      email: this.email,
      accountId: this.id,
      plan: this.plan,
      ...(this.userId === undefined ? {} : { userId: this.userId }),
      ...(this.workspaceId === undefined ? {} : { workspaceId: this.workspaceId }),
    };
  }
}
