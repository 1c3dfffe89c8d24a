import type { ServerResponse } from 'node:http';

import type { FakeAccount } from './fake-account.ts';
import type { Latch } from './latch.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendBody } from './send-body.ts';

/** A reset that the account's owner may spend. */
export interface FakeReset {
  readonly id: string;
  /** ISO-8601. */
  readonly expiresAt: string | null;
  spent: boolean;
}

/** What happens to one redemption, in place of the plain answer. */
export type RedeemStep =
  /** Cut before anything was done, or after the reset was spent. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  | { readonly kind: 'status'; readonly status: number; readonly body: unknown }
  /** Spends it and keeps the answer until the latch opens. */
  | { readonly kind: 'hold'; readonly latch: Latch };

/** The resets of one account. */
export class FakeResets {
  credits: FakeReset[] = [];
  /** For the next redemptions, one each; after the last one answers are plain again. */
  steps: RedeemStep[] = [];
  readonly #redeemedIds = new Set<string>();

  offer(...ids: readonly string[]): void {
    this.credits.push(...ids.map((id) => ({ id, expiresAt: '2099-01-01T00:00:00Z', spent: false })));
  }

  get available(): number {
    return this.credits.filter(({ spent }) => !spent).length;
  }

  get spent(): string[] {
    return this.credits.filter(({ spent }) => spent).map(({ id }) => id);
  }

  /** The backend's word for what became of it. */
  redeem(redeemRequestId: string, creditId: string | undefined): string {
    if (this.#redeemedIds.has(redeemRequestId)) return 'already_redeemed';
    const credit = this.credits.find(({ id, spent }) => !spent && (creditId === undefined || id === creditId));
    if (credit === undefined) return 'no_credit';
    credit.spent = true;
    this.#redeemedIds.add(redeemRequestId);
    return 'reset';
  }
}

export function listResets(account: FakeAccount, recorded: RecordedRequest, response: ServerResponse): void {
  const { credits, available } = account.resets;
  sendBody(recorded, response, 200, {
    available_count: available,
    credits: credits.map(({ id, expiresAt, spent }) => ({
      id,
      reset_type: 'codex',
      status: spent ? 'redeemed' : 'available',
      granted_at: '2026-01-01T00:00:00Z',
      expires_at: expiresAt,
      title: 'A reset',
      description: null,
      redeem_started_at: null,
      redeemed_at: null,
    })),
  });
}

export async function redeemReset(
  account: FakeAccount,
  recorded: RecordedRequest,
  response: ServerResponse,
): Promise<void> {
  const body = recorded.json as { credit_id?: string; redeem_request_id?: string } | undefined;
  if (typeof body?.redeem_request_id !== 'string')
    return sendBody(recorded, response, 422, { detail: 'redeem_request_id is required' });
  const step = account.resets.steps.shift();
  if (step?.kind === 'status') return sendBody(recorded, response, step.status, step.body);
  if (step?.kind === 'drop' && step.when === 'before') return cut(recorded, response);
  const code = account.resets.redeem(body.redeem_request_id, body.credit_id);
  if (code === 'reset') account.resetUsage();
  if (step?.kind === 'drop') return cut(recorded, response);
  if (step?.kind === 'hold') await step.latch.opened;
  if (response.destroyed) return;
  sendBody(recorded, response, 200, { code, windows_reset: code === 'reset' ? 2 : 0 });
}

function cut(recorded: RecordedRequest, response: ServerResponse): void {
  recorded.cutByUs = true;
  response.destroy();
}
