import type { Account } from '../../accounts/account.ts';
import { durationWords } from '../../accounts/duration-words.ts';
import type { AccountSummary } from '../../contract/account.ts';
import type { AccountActions } from '../../contract/account-actions.ts';
import type { Settings } from '../../contract/settings.ts';
import type { Vault } from '../../vault/vault.ts';
import { coded, failure, fine, notApplicable, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface AccountTestPorts {
  readonly accounts: () => readonly Pick<Account, 'id' | 'label'>[];
  readonly summaries: () => readonly AccountSummary[];
  readonly vault: Pick<Vault, 'get'>;
  readonly settings: () => Pick<Settings, 'usageRefreshInterval'>;
  readonly nowMs: () => number;
  readonly probe: AccountActions['probe'];
}

const addOne = 'Add one in the dashboard, or with: evenkeel accounts add';

/** Each account as it stands, without asking anybody. */
export function accountTests(ports: AccountTestPorts): SelfTest[] {
  const accounts = ports.accounts();
  if (accounts.length === 0)
    return [
      {
        id: 'accounts.any',
        symptoms: ['S30'],
        title: 'There is an account',
        run: () => coded('accounts.none', {}, warning('There is no account, so nobody can be served.', addOne)),
      },
    ];
  return accounts.map(({ id, label }) => ({
    id: `account:${id}`,
    symptoms: ['S30'],
    title: `Account ${label}`,
    run: async () => {
      const summary = ports.summaries().find(({ accountId }) => accountId === id);
      if (summary === undefined) return coded('account.removed', {}, notApplicable('It was removed meanwhile.'));
      const intervalMs = ports.settings().usageRefreshInterval * 1000;
      return judgeAccount({ summary, kept: await keptIn(ports.vault, id), intervalMs, nowMs: ports.nowMs() });
    },
  }));
}

/** One tiny request on the first account that is active: the only test that costs something. */
export function probeTest({ summaries, probe }: Pick<AccountTestPorts, 'summaries' | 'probe'>): SelfTest {
  return {
    id: 'accounts.probe',
    symptoms: ['S29'],
    title: 'A request goes all the way',
    run: async () => {
      const ready = summaries().find(({ status }) => status === 'active');
      if (ready === undefined) return coded('probe.none', {}, notApplicable('No account is active.'));
      const { probeStatusCode } = await probe(ready.accountId);
      return judgeProbe(ready.displayName, probeStatusCode);
    },
  };
}

type Kept = 'whole' | 'missing' | { readonly problem: string };

async function keptIn(vault: Pick<Vault, 'get'>, accountId: string): Promise<Kept> {
  try {
    return (await vault.get(accountId)) === null ? 'missing' : 'whole';
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Pure. */
export function judgeAccount(seen: {
  readonly summary: Pick<
    AccountSummary,
    'status' | 'statusReason' | 'deactivationReason' | 'lastRefreshAt' | 'usageRefreshedAt' | 'lastError' | 'planType'
  >;
  readonly kept: Kept;
  /** How often usage is asked for; 0 for never. */
  readonly intervalMs: number;
  readonly nowMs: number;
}): Finding {
  const { summary, kept, intervalMs, nowMs } = seen;
  const { status, statusReason, lastError } = summary;
  const ago = (at: string | null): string =>
    at === null ? 'never' : `${durationWords(Math.max(0, nowMs - Date.parse(at)))} ago`;
  const details = [
    `Plan ${summary.planType}, ${status}`,
    `Tokens renewed ${ago(summary.lastRefreshAt)}`,
    `Usage asked for ${ago(summary.usageRefreshedAt)}`,
    ...(lastError === null
      ? []
      : [`Last failure ${ago(lastError.at)}: ${lastError.code ?? lastError.statusCode ?? ''}`]),
  ];
  const since = (at: string | null): number | null => (at === null ? null : Math.max(0, nowMs - Date.parse(at)));
  const facts = {
    plan: summary.planType,
    status,
    reason: summary.deactivationReason,
    renewedMs: since(summary.lastRefreshAt),
    usageMs: since(summary.usageRefreshedAt),
    failedMs: since(lastError?.at ?? null),
    failure: lastError === null ? null : String(lastError.code ?? lastError.statusCode ?? '?'),
  };
  const signIn = 'Sign in to it again on the overview.';
  if (typeof kept === 'object')
    return coded(
      'account.unreadable',
      { ...facts, problem: kept.problem },
      failure(`Its tokens cannot be read: ${kept.problem}`, signIn, details),
    );
  if (kept === 'missing')
    return coded('account.no_tokens', facts, failure('The vault has no tokens of it.', signIn, details));
  if (status === 'reauth_required')
    return coded('account.sign_in', facts, failure(statusReason ?? 'It needs a new sign-in.', signIn, details));
  if (status === 'deactivated')
    return coded(
      'account.deactivated',
      facts,
      failure(statusReason ?? 'It is deactivated.', 'Look at the account at OpenAI, or remove it here.', details),
    );
  if (status === 'paused') return coded('account.paused', facts, fine('You have paused it.', details));
  const staleMs = Math.max(3 * intervalMs, 15 * 60_000);
  const usageAtMs = summary.usageRefreshedAt === null ? null : Date.parse(summary.usageRefreshedAt);
  if (intervalMs > 0 && (usageAtMs === null || nowMs - usageAtMs > staleMs))
    return coded(
      usageAtMs === null ? 'account.usage_never' : 'account.usage_old',
      facts,
      warning(
        `Nobody has told what is used of it ${usageAtMs === null ? 'yet' : `for ${durationWords(nowMs - usageAtMs)}`}.`,
        'Ask for its usage in its menu; what keeps it from being told is in its last failure.',
        details,
      ),
    );
  return status === 'active'
    ? coded('account.ok', facts, fine('Its tokens are kept, and it is active.', details))
    : coded('account.limited', facts, fine(statusReason ?? status, details));
}

/** Pure. */
export function judgeProbe(name: string, statusCode: number | null): Finding {
  if (statusCode === null)
    return coded(
      'probe.silent',
      { name },
      failure(`${name}: the upstream did not answer.`, 'Look at the test of the network above.'),
    );
  const facts = { name, status: statusCode };
  if (statusCode < 300) return coded('probe.ok', facts, fine(`${name}: the upstream answered (HTTP ${statusCode}).`));
  return statusCode === 429
    ? coded(
        'probe.limit',
        facts,
        warning(`${name}: its limit is reached (HTTP 429).`, 'Nothing is broken. Other accounts go on serving.'),
      )
    : coded(
        'probe.refused',
        facts,
        failure(`${name}: the upstream refused (HTTP ${statusCode}).`, 'The reason is in the request log.'),
      );
}
