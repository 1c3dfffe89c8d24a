import type { AccountSummary } from '../../src-proxy/contract/account.ts';
import type { RequestLogEntry } from '../../src-proxy/contract/request-log.ts';
import type { Sentences, Speech } from '../i18n/speech.ts';
import { menuText } from './menu-text.ts';

/** `14:03   gpt-5.1-codex · Work · ok` */
export function requestLine(request: RequestLogEntry, accounts: readonly AccountSummary[], speech: Speech): string {
  const account = accounts.find(({ accountId }) => accountId === request.accountId);
  const parts = [
    menuText(request.model ?? request.requestKind),
    menuText(account?.displayName ?? speech.say.account.none),
    outcome(request, speech.say),
  ];
  return `${speech.clock(Date.parse(request.requestedAt))}   ${parts.join(' · ')}`;
}

function outcome({ status, statusCode }: RequestLogEntry, { request: say }: Sentences): string {
  if (status === 'success') return say.ok;
  if (status === 'cancelled') return say.cancelled;
  return statusCode === null ? say.failed : say.failedWith(String(statusCode));
}
