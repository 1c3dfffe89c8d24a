import { z } from 'zod';

import type { OfferedReset, RedeemAnswer, ResetCreditEndpoint, ResetCreditReport } from '../provider.ts';
import { unreadable, type WhamCall } from './wham-call.ts';

/** `GET /wham/rate-limit-reset-credits` and `POST …/consume`: resets of the limits that an owner may spend. */

const path = '/rate-limit-reset-credits';

/** A date as text or as seconds since the epoch; what is neither is not known. */
const time = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const timeMs = typeof value === 'number' ? value * 1000 : Date.parse(value ?? '');
    return Number.isNaN(new Date(timeMs).getTime()) ? null : timeMs;
  })
  .catch(null);
const credit = z.looseObject({
  id: z.string().min(1),
  status: z.string().nullish().catch(null),
  title: z.string().nullish().catch(null),
  granted_at: time,
  expires_at: time,
});
const listAnswer = z.looseObject({
  available_count: z.number().int().nonnegative().nullish().catch(null),
  credits: z.array(z.unknown()).nullish().catch(null),
});
const redeemAnswer = z.looseObject({
  code: z.string().min(1).nullish().catch(null),
  windows_reset: z.number().int().nonnegative().nullish().catch(null),
});

export function createResetCreditEndpoint(call: WhamCall): ResetCreditEndpoint {
  return {
    async list(accessToken, chatgptAccountId, way): Promise<ResetCreditReport> {
      const answer = await call({ method: 'GET', path, accessToken, chatgptAccountId, way });
      if (answer.kind === 'failed') return answer;
      const read = listAnswer.safeParse(Array.isArray(answer.json) ? { credits: answer.json } : answer.json);
      if (!read.success || (read.data.available_count == null && read.data.credits == null))
        return { kind: 'failed', failure: unreadable('the list of resets') };
      const credits = (read.data.credits ?? []).flatMap(offeredReset);
      return { kind: 'listed', credits, available: read.data.available_count ?? credits.length };
    },

    async redeem(accessToken, chatgptAccountId, { redeemRequestId, creditId }, way): Promise<RedeemAnswer> {
      const body = { ...(creditId === null ? {} : { credit_id: creditId }), redeem_request_id: redeemRequestId };
      const answer = await call({ method: 'POST', path: `${path}/consume`, accessToken, chatgptAccountId, way, body });
      if (answer.kind === 'failed') return answer;
      const read = redeemAnswer.safeParse(answer.json);
      // Accepted is accepted, in whatever words: to call it lost would invite a second try.
      return {
        kind: 'answered',
        code: (read.success ? read.data.code : null) ?? 'accepted',
        windowsReset: (read.success ? read.data.windows_reset : null) ?? null,
      };
    },
  };
}

function offeredReset(given: unknown): OfferedReset[] {
  const read = credit.safeParse(given);
  if (!read.success) return [];
  const { id, status, title, granted_at: grantedAtMs, expires_at: expiresAtMs } = read.data;
  return [{ id, status: status ?? 'unknown', title: title ?? null, grantedAtMs, expiresAtMs }];
}
