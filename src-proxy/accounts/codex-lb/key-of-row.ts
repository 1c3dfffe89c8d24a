import {
  apiKeyCreateSchema,
  everyUsageSection,
  sectionsIn,
  transportPolicies,
  usageSections,
  type ApiKeyCreate,
} from '../../contract/api-keys.ts';
import type { Facts } from '../../contract/said.ts';
import type { SpokenCode } from '../../contract/spoken-codes.ts';
import { told, type Told } from '../../contract/told.ts';
import { utcMsOf, type CodexLbRow } from './account-of-row.ts';
import type { CodexLbKeyRows } from './codex-lb-rows.ts';

/**
 * API keys of a codex-lb. It keeps them as we do, as the SHA-256 of a key with the same prefix: so the programs that hold
 * them need no new one. The hash goes into the key book and nowhere else.
 */
export type CodexLbKey = CodexLbReadableKey | CodexLbUnreadableKey;

export interface CodexLbReadableKey {
  readonly name: string;
  /** SHA-256, hex. */
  readonly hash: string;
  readonly hint: string;
  readonly wanted: ApiKeyCreate;
  /** The accounts that it is for, by codex-lb's ids; empty for all. */
  readonly accountIds: readonly string[];
  /** Its transport policy, where it has one there that there is not here. */
  readonly leftOutPolicy: string | null;
}

export interface CodexLbUnreadableKey {
  readonly name: string;
  readonly hash: null;
  readonly reason: Told;
}

const shownChars = 11;

export function keysOfRows({ keys, limits, accounts }: CodexLbKeyRows): CodexLbKey[] {
  return keys.map((row) => {
    const belongs = (other: CodexLbRow): boolean => other['api_key_id'] === row['id'];
    return keyOfRow(row, limits.filter(belongs), accounts.filter(belongs));
  });
}

function keyOfRow(row: CodexLbRow, limits: readonly CodexLbRow[], accounts: readonly CodexLbRow[]): CodexLbKey {
  const name = (textOf(row, 'name') ?? 'a key without a name').slice(0, 120);
  const unreadable = (code: SpokenCode, sentence: string, facts: Facts = {}): CodexLbUnreadableKey => ({
    name,
    hash: null,
    reason: told(code, facts, sentence),
  });
  const hash = textOf(row, 'key_hash')?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{64}$/.test(hash))
    return unreadable('codex_lb_key.unknown_form', 'It is not kept in a form that is known here.');
  const accountIds = accounts.flatMap((one) => textOf(one, 'account_id') ?? []);
  // SECURITY: bound to nothing it may do nothing there; here it would be for everything.
  if (isTrue(row['account_assignment_scope_enabled']) && accountIds.length === 0)
    return unreadable(
      'codex_lb_key.accounts_removed',
      'It is for certain accounts only, and all of those were removed.',
    );
  if (isTrue(row['source_assignment_scope_enabled']))
    return unreadable(
      'codex_lb_key.for_sources',
      'It is for certain model sources only, and those are not taken over.',
    );
  const allowedModels = listOf(row, 'allowed_models');
  const allowedEfforts = listOf(row, 'allowed_reasoning_efforts');
  if (allowedModels === null || allowedEfforts === null)
    return unreadable('codex_lb_key.rules_unreadable', 'What it allows cannot be read.');
  const expiresAt = textOf(row, 'expires_at');
  const expiresAtMs = utcMsOf(expiresAt);
  if (expiresAt !== null && expiresAtMs === null)
    return unreadable('codex_lb_key.expiry_unreadable', 'Its date of expiry cannot be read.');
  const policy = textOf(row, 'transport_policy_override');
  const transport = transportPolicies.find((known) => known === policy);
  const wanted = apiKeyCreateSchema.safeParse({
    name,
    isActive: isTrue(row['is_active'] ?? 1),
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    allowedModels,
    enforcedModel: textOf(row, 'enforced_model'),
    allowedReasoningEfforts: allowedEfforts,
    enforcedReasoningEffort: textOf(row, 'enforced_reasoning_effort'),
    enforcedServiceTier: textOf(row, 'enforced_service_tier'),
    trafficClass: textOf(row, 'traffic_class') ?? 'foreground',
    transportPolicyOverride: transport ?? null,
    usageSections: sectionsOf(row),
    limits: limits.map((limit) => ({
      limitType: textOf(limit, 'limit_type')?.toLowerCase(),
      limitWindow: textOf(limit, 'limit_window')?.toLowerCase(),
      maxValue: limit['max_value'],
      modelFilter: textOf(limit, 'model_filter'),
    })),
  });
  if (!wanted.success) {
    const rule = String(wanted.error.issues[0]?.path.join('.'));
    return unreadable('codex_lb_key.unknown_rule', `It has a rule that is not known here: ${rule}.`, { rule });
  }
  // Of these there is one that turns HTTP requests into a WebSocket's, which is not done here.
  const leftOutPolicy = transport === undefined ? policy : null;
  const prefix = textOf(row, 'key_prefix')?.slice(0, shownChars) ?? '';
  return { name, hash, hint: `${prefix}…`, wanted: wanted.data, accountIds, leftOutPolicy };
}

/** A section that is not known here is shown nothing of. */
function sectionsOf(row: CodexLbRow): string {
  const value = row['usage_sections'];
  if (value === null || value === undefined) return everyUsageSection;
  const words = sectionsIn(String(value));
  return usageSections.filter((section) => words.includes(section)).join(',');
}

function textOf(row: CodexLbRow, column: string): string | null {
  const value = row[column];
  const text = value === null || value === undefined ? '' : String(value).trim();
  return text === '' ? null : text;
}

function isTrue(value: string | number | null | undefined): boolean {
  return value === 1 || value === '1' || value === 'true';
}

/** Kept as JSON text. Empty for nothing; `null` for what is none: read as nothing it would allow all. */
function listOf(row: CodexLbRow, column: string): string[] | null {
  const text = textOf(row, column);
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return [];
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
