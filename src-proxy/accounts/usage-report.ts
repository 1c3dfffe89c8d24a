import type { Logger } from '../ports.ts';
import type { UpstreamFailure, UsageReport } from '../providers/provider.ts';
import type { Account } from './account.ts';
import type { AccountBook } from './account-book.ts';

/**
 * Takes a usage report into the book. Returns what is wrong with it instead, where it is of another workspace: one
 * sign-in may belong to several, and each has a plan and limits of its own.
 */
export function takeReport(
  account: Account,
  report: Extract<UsageReport, { kind: 'reported' }>,
  { book, logger }: { readonly book: Pick<AccountBook, 'lessons'>; readonly logger: Logger },
): UpstreamFailure | null {
  const { workspaceId } = account.record;
  if (report.workspaceId !== null && workspaceId !== null && report.workspaceId !== workspaceId) {
    logger.warn('A usage report of another workspace was left aside', { accountId: account.id });
    const failure = ofAnotherWorkspace();
    book.lessons.trouble(account, failure);
    return failure;
  }
  if (report.planType !== null) {
    const from = account.record.planType;
    const to = report.planType.toLowerCase();
    const verdict = book.lessons.plan(account, to, { namesWorkspace: report.workspaceId !== null });
    if (verdict === 'changed') logger.info('An account changed its plan', { accountId: account.id, from, to });
    if (verdict === 'doubted')
      logger.info('An account is reported without its plan; it counts once it is reported again', {
        accountId: account.id,
        from,
        to,
      });
  }
  if (report.sample !== null) book.lessons.usageReport(account, report.sample);
  return null;
}

function ofAnotherWorkspace(): UpstreamFailure {
  const message = 'The upstream reported the usage of another workspace than the one that this account signed in to.';
  return {
    class: 'request',
    statusCode: null,
    code: 'workspace_mismatch',
    message,
    raw: message,
    resetsAtMs: null,
    retryAfterMs: null,
    response: null,
  };
}
