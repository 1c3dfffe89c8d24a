import type { Request, Response } from 'express';
import { z } from 'zod';

import type { PoolResets } from '../accounts/pool-resets.ts';
import { Refusal } from '../contract/refusal.ts';
import type { Redemption, ResetCredit } from '../contract/reset-credits.ts';
import { grantOf } from '../ingress/key-grant.ts';
import { readJson } from './read-json.ts';
import { requestIdOf } from './request-id.ts';
import type { Route } from './route.ts';

/** As Codex clients send it; one that picks a reset out of the list names it too. */
const consumption = z.looseObject({
  redeem_request_id: z.string().regex(/^[\w.:-]{1,128}$/),
  credit_id: z.string().min(1).nullish(),
});

/** The pool's resets in the form in which the upstream has them of one account. They are the owner's alone to see and spend. */
export function codexResetRoutes(resets: Pick<PoolResets, 'list' | 'redeem'>): Route[] {
  async function list(request: Request, response: Response): Promise<void> {
    const isOwner = grantOf(request) === null;
    const { available, credits } = isOwner ? await resets.list() : { available: 0, credits: [] };
    answer(request, response, { credits: credits.map(wireCredit), available_count: available });
  }

  async function consume(request: Request, response: Response): Promise<void> {
    // SECURITY: a key is given to programs; what it may use up is counted, and this cannot be taken back.
    if (grantOf(request) !== null)
      throw new Refusal(
        'invalid_api_key',
        'A reset is spent by the owner: on this machine, without an API key, or in the dashboard.',
      );
    const { redeem_request_id: redeemRequestId, credit_id: creditId } = await readJson(request, response, consumption);
    const redemption = await resets
      .redeem({ redeemRequestId, creditId: creditId ?? null }, 'program')
      .catch(noneToSpend);
    const { code, windowsReset } = redemption ?? { code: 'no_credit', windowsReset: 0 };
    answer(request, response, { code, windows_reset: windowsReset ?? 0 });
  }

  return ['/backend-api/wham', '/api/codex'].flatMap((base): Route[] => {
    const path = `${base}/rate-limit-reset-credits`;
    return [
      { method: 'get', path, plane: 'data', handle: list },
      { method: 'post', path: `${path}/consume`, plane: 'data', handle: consume },
    ];
  });
}

/** The upstream has a code for it, and clients a sentence for the code. */
function noneToSpend(error: unknown): Redemption | null {
  if (error instanceof Refusal && error.code === 'reset_not_available') return null;
  throw error;
}

function answer(request: Request, response: Response, body: object): void {
  response.set({ 'x-request-id': requestIdOf(request), 'cache-control': 'no-store' }).json(body);
}

function wireCredit({ id, status, grantedAt, expiresAt, title }: ResetCredit): object {
  return {
    id,
    reset_type: 'codex_rate_limits',
    status,
    granted_at: grantedAt,
    expires_at: expiresAt,
    title,
    description: null,
    redeem_started_at: null,
    redeemed_at: null,
  };
}
