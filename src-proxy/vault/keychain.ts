import type * as keytar from 'keytar';

/** What the vault uses of the system's keychain, checked against keytar's own types. */
export type Keychain = Pick<typeof keytar, 'getPassword' | 'setPassword' | 'deletePassword' | 'findCredentials'>;
