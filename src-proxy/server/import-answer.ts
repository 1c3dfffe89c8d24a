import type { Request, Response } from 'express';

import type { AccountSummary, ImportOutcome } from '../contract/account.ts';
import { requestIdOf } from './request-id.ts';

/**
 * Tells what became of an import. Files are told apart in `outcomes`. Programs that send one file and know codex-lb's
 * answer find its fields at the top, and an error where nothing went in.
 */
export function answerImport(request: Request, response: Response, outcomes: readonly ImportOutcome[]): void {
  const first = outcomes[0];
  if (first?.result === 'failed' && outcomes.every(({ result }) => result === 'failed')) {
    const { code, message } = first;
    const status = code === 'invalid_auth_json' ? 400 : code === 'server_error' ? 500 : 503;
    response.status(status).json({ error: { code, message, requestId: requestIdOf(request) }, outcomes });
    return;
  }
  const single = outcomes.length === 1 && first !== undefined && first.result !== 'failed' ? first.account : null;
  response.json({ ...(single === null ? {} : topLevel(single)), outcomes });
}

function topLevel(account: AccountSummary): Record<string, unknown> {
  const { accountId, email, workspaceId, workspaceLabel, seatType, planType, status } = account;
  return { accountId, email, workspaceId, workspaceLabel, seatType, planType, status };
}
