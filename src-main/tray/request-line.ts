import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import { menuText } from './menu-text.ts';

/** `14:03   gpt-5.1-codex · Work · ok` */
export function requestLine(
  request: RequestLogEntry,
  accounts: readonly AccountSummary[],
  clockText: (ms: number) => string,
): string {
  const account = accounts.find(({ accountId }) => accountId === request.accountId);
  const parts = [
    menuText(request.model ?? request.requestKind),
    menuText(account?.displayName ?? 'no account'),
    outcome(request),
  ];
  return `${clockText(Date.parse(request.requestedAt))}   ${parts.join(' · ')}`;
}

function outcome(request: RequestLogEntry): string {
  if (request.status === 'success') return 'ok';
  if (request.status === 'cancelled') return 'cancelled';
  return request.statusCode === null ? 'failed' : `failed ${request.statusCode}`;
}
