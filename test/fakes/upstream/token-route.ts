import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import { refreshRefused } from './error-bodies.ts';
import type { FakeAccount } from './fake-account.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { sendBody } from './send-body.ts';

/** Plays `POST /oauth/token`, refresh grant: each refresh token is good for one use. */
export async function refreshTokens(
  accounts: readonly FakeAccount[],
  recorded: RecordedRequest,
  response: ServerResponse,
): Promise<void> {
  const body = recorded.json as { grant_type?: unknown; refresh_token?: unknown } | undefined;
  const refreshToken = typeof body?.refresh_token === 'string' ? body.refresh_token : '';
  if (body?.grant_type !== 'refresh_token') {
    return sendBody(recorded, response, 400, {
      error: 'unsupported_grant_type',
      error_description: 'JSON refresh only.',
    });
  }
  const account = accounts.find((one) => one.refreshTokenState(refreshToken) !== 'unknown');
  if (!account) return sendBody(recorded, response, 401, refreshRefused('refresh_token_expired'));
  recorded.accountId = account.id;
  if (account.refreshHold) await Promise.race([account.refreshHold.opened, once(response, 'close')]);
  if (account.refreshFailure) return sendBody(recorded, response, 401, refreshRefused(account.refreshFailure));
  if (account.refreshTokenState(refreshToken) === 'used') {
    return sendBody(recorded, response, 401, refreshRefused('refresh_token_reused'));
  }
  return sendBody(recorded, response, 200, account.rotateTokens());
}
