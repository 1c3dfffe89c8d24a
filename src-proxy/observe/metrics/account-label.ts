import { createHash } from 'node:crypto';

/**
 * What an account is called where programs count: the beginning of its id, by which a person knows it again, and a digest,
 * because two seats of one workspace begin alike. Never its e-mail address.
 */
export function accountLabel(accountId: string): string {
  return `${accountId.slice(0, 8)}-${createHash('sha256').update(accountId).digest('hex').slice(0, 6)}`;
}

/** The name that its owner gave it; `null` where that is an address. */
export function plainAlias(alias: string | null): string | null {
  return alias === null || alias.includes('@') ? null : alias;
}
