import { createHash } from 'node:crypto';

import { z } from 'zod';

/** Who a sign-in belongs to, as its id token says. `null` is "not said", never a made-up value. */
export interface Identity {
  readonly chatgptAccountId: string | null;
  readonly chatgptUserId: string | null;
  readonly email: string | null;
  readonly planType: string;
  readonly workspaceId: string | null;
  readonly workspaceLabel: string | null;
  readonly seatType: string | null;
}

const authClaim = 'https://api.openai.com/auth';
const profileClaim = 'https://api.openai.com/profile';
const claimsSchema = z.record(z.string(), z.unknown());
/** Nobody's name or id is longer; what is came from no issuer. */
const longestClaim = 1024;

/**
 * The payload of a JWT. The signature is not checked: the token came from the owner's own file or straight from the
 * issuer over TLS, and nothing is granted on its word. Malformed tokens have no claims.
 */
export function claimsOf(token: string): Record<string, unknown> {
  const payload = token.split('.')[1];
  if (payload === undefined) return {};
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function nested(claims: Record<string, unknown>, name: string): Record<string, unknown> {
  const parsed = claimsSchema.safeParse(claims[name]);
  return parsed.success ? parsed.data : {};
}

function firstText(sources: readonly Record<string, unknown>[], names: readonly string[]): string | null {
  for (const source of sources) {
    for (const name of names) {
      const value = source[name];
      if (typeof value === 'string' && value.trim() !== '' && value.length <= longestClaim) return value.trim();
    }
  }
  return null;
}

/** What was said beside the tokens. The tokens' own word goes first. */
export interface StatedIdentity {
  readonly accountId?: string | null;
  readonly email?: string | null;
}

/**
 * Claims of the id token first, then of the access token; in each the `…/auth` namespace wins over the top level. The id
 * token may be missing (empty): an access token carries the same claims.
 */
export function identityOf(idToken: string, accessToken: string, stated: StatedIdentity = {}): Identity {
  const tokens = [claimsOf(idToken), claimsOf(accessToken)];
  const sources = tokens.flatMap((claims) => [nested(claims, authClaim), claims]);
  const profiles = tokens.flatMap((claims) => [claims, nested(claims, profileClaim)]);
  const seat = firstText(sources, ['seat_type', 'chatgpt_seat_type', 'entitlement_type']);
  return {
    chatgptAccountId: firstText(sources, ['chatgpt_account_id']) ?? stated.accountId ?? null,
    chatgptUserId:
      firstText(sources, ['chatgpt_user_id', 'user_id', 'chatgpt_account_user_id']) ?? firstText(tokens, ['sub']),
    email: firstText(profiles, ['email']) ?? stated.email ?? null,
    planType: firstText(sources, ['chatgpt_plan_type'])?.toLowerCase() ?? 'unknown',
    workspaceId: firstText(sources, ['workspace_id', 'chatgpt_workspace_id', 'organization_id', 'org_id', 'tenant_id']),
    workspaceLabel: firstText(sources, [
      'workspace_label',
      'workspace_name',
      'organization_name',
      'org_name',
      'tenant_name',
    ]),
    seatType: seat?.toLowerCase().replaceAll('-', '_') ?? null,
  };
}

/** Everything by which a sign-in names its seat: one person may be known by several ids. */
export function seatIdsOf(idToken: string, accessToken: string): Set<string> {
  const tokens = [claimsOf(idToken), claimsOf(accessToken)];
  const sources = tokens.flatMap((claims) => [nested(claims, authClaim), claims]);
  const names = ['chatgpt_user_id', 'user_id', 'chatgpt_account_user_id', 'sub'];
  return new Set(names.flatMap((name) => sources.flatMap((source) => firstText([source], [name]) ?? [])));
}

const digest = (text: string, length: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, length);

/**
 * Our own id for an account: the same identity always gets the same one; two workspaces of one e-mail get two, and so do
 * two people of one workspace.
 * `null` when the sign-in says nothing that tells it from another.
 */
export function accountIdOf(identity: Identity): string | null {
  const { chatgptAccountId, chatgptUserId, workspaceId, email } = identity;
  if (chatgptAccountId !== null) {
    const seat = [workspaceId, chatgptUserId ?? email?.toLowerCase()].filter((part) => part != null);
    return seat.length === 0 ? chatgptAccountId : `${chatgptAccountId}_${digest(seat.join('\n'), 8)}`;
  }
  if (email !== null) return `email_${digest(email.toLowerCase(), 12)}`;
  return chatgptUserId === null ? null : `user_${digest(chatgptUserId, 12)}`;
}
