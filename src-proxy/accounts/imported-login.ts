import type { TokenSet } from '../vault/vault.ts';
import { accountIdOf, identityOf, type Identity, type StatedIdentity } from './identity.ts';

/** A sign-in that is ready to go into the account book, wherever its tokens came from. */
export interface ImportedLogin {
  readonly accountId: string;
  readonly identity: Identity;
  readonly tokens: TokenSet;
}

/** `null` when the tokens do not say whose account they are for. `stated` is what came beside them. */
export function loginOfTokens(tokens: TokenSet, stated: StatedIdentity = {}): ImportedLogin | null {
  const identity = identityOf(tokens.idToken, tokens.accessToken, stated);
  const accountId = accountIdOf(identity);
  return accountId === null ? null : { accountId, identity, tokens };
}
