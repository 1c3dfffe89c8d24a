import {
  accountStatusSchema,
  routingPolicySchema,
  type AccountStatus,
  type RoutingPolicy,
} from '../../contract/account.ts';
import type { ImportProblemCode } from '../../contract/account-import.ts';
import type { Said } from '../../contract/said.ts';
import type { ImportCode } from '../../contract/spoken-codes.ts';
import { saidOfProblem } from '../import/said-of-problem.ts';
import { readingOf } from '../import/stated-tokens.ts';
import type { ImportedLogin } from '../imported-login.ts';
import { decryptFernet, type FernetKey } from './fernet.ts';

/** One account of a codex-lb: ready to be taken over, or a sentence why it cannot be. */
export type CodexLbAccount = CodexLbLogin | CodexLbUnreadable;

export interface CodexLbLogin {
  /** By which its API keys name it. */
  readonly id: string;
  /** What its owner calls it there. */
  readonly name: string;
  readonly login: ImportedLogin;
  readonly alias: string | null;
  /** Only what an owner or the upstream decided lasts: limits are asked for anew. */
  readonly status: Extract<AccountStatus, 'active' | 'paused' | 'reauth_required' | 'deactivated'>;
  readonly deactivationReason: string | null;
  readonly routingPolicy: RoutingPolicy;
}

export interface CodexLbUnreadable {
  readonly name: string;
  readonly login: null;
  readonly code: ImportProblemCode;
  /** A sentence: what is wrong, and what to do. */
  readonly reason: string;
  readonly said: Said;
}

export type CodexLbRow = Readonly<Record<string, string | number | null>>;

const longestAlias = 80;
const remedy = 'Sign in to it here instead.';

/** `key` is `null` when there is none that can be used; whatever names the account is then still said. */
export function accountOfRow(row: CodexLbRow, key: FernetKey | null): CodexLbAccount {
  const alias = textOf(row, 'alias')?.slice(0, longestAlias) ?? null;
  const email = textOf(row, 'email');
  const name = alias ?? email ?? textOf(row, 'id') ?? 'an account without a name';
  const unreadable = (code: ImportProblemCode, reason: string, spoken?: ImportCode): CodexLbUnreadable => {
    const said = spoken === undefined ? saidOfProblem({ code, format: 'codex-lb' }) : { code: spoken, facts: {} };
    return { name, login: null, code, reason, said };
  };

  if (textOf(row, 'delete_requested_at') !== null)
    return unreadable('no_tokens', 'It was deleted in codex-lb, and its tokens were erased.', 'import.deleted_there');
  if (isOfAnotherService(row))
    return unreadable('other_service', 'It is not a ChatGPT account. Evenkeel pools ChatGPT accounts.');
  if (key === null)
    return unreadable('sealed', `Without the key its tokens cannot be read. ${remedy}`, 'import.no_key');

  const opened = {
    id: open(row, 'id_token_encrypted', key),
    access: open(row, 'access_token_encrypted', key),
    refresh: open(row, 'refresh_token_encrypted', key),
  };
  const failures = Object.values(opened).flatMap((each) => ('failure' in each ? [each.failure] : []));
  if (failures.includes('foreign'))
    return unreadable(
      'sealed',
      'The key does not fit its tokens. Look for the encryption.key that belongs to this database.',
      'import.foreign_key',
    );
  if ('failure' in opened.id || 'failure' in opened.access || 'failure' in opened.refresh)
    return unreadable('damaged_token', `Its tokens are damaged in the database. ${remedy}`);

  const reading = readingOf(
    'codex-lb',
    {
      idToken: opened.id.token,
      accessToken: opened.access.token,
      refreshToken: opened.refresh.token,
      accountId: textOf(row, 'chatgpt_account_id'),
      email,
      obtainedAtMs: utcMsOf(textOf(row, 'last_refresh')),
    },
    remedy,
  );
  if (reading.kind === 'problem') return unreadable(reading.code, reading.message);
  const status = statusOf(textOf(row, 'status'));
  return {
    id: textOf(row, 'id') ?? '',
    name,
    login: reading.login,
    alias,
    status,
    deactivationReason: status === 'active' ? null : textOf(row, 'deactivation_reason'),
    routingPolicy: routingPolicySchema.catch('normal').parse(textOf(row, 'routing_policy')),
  };
}

/** `null` for a token that was erased: nothing at all, or nothing under the seal. */
function open(
  row: CodexLbRow,
  column: string,
  key: FernetKey,
): { readonly token: string | null } | { readonly failure: 'foreign' | 'malformed' } {
  const sealed = textOf(row, column);
  if (sealed === null) return { token: null };
  const result = decryptFernet(sealed, key);
  return 'failure' in result ? result : { token: result.plain.toString('utf8').trim() || null };
}

function textOf(row: CodexLbRow, column: string): string | null {
  const value = row[column];
  if (value === null || value === undefined) return null;
  const text = String(value).trim();
  return text === '' ? null : text;
}

/** Some versions keep accounts of other services, or plain API keys, in the same table. */
function isOfAnotherService(row: CodexLbRow): boolean {
  const kinds = [textOf(row, 'provider'), textOf(row, 'provider_kind')];
  return kinds.some((kind) => kind !== null && !/openai|chatgpt|codex/i.test(kind));
}

/** Early versions wrote the names of the states in capitals. */
function statusOf(text: string | null): CodexLbLogin['status'] {
  const status = accountStatusSchema.catch('active').parse(text?.toLowerCase());
  return status === 'rate_limited' || status === 'quota_exceeded' ? 'active' : status;
}

/** Times are written there without a zone and are UTC. */
export function utcMsOf(text: string | null): number | null {
  if (text === null) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const timeMs = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(timeMs) ? null : timeMs;
}
