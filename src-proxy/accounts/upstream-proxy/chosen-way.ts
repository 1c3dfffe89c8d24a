import { readProxyAddress, type ProxyAddress } from '../../contract/proxy-address.ts';
import { Refusal } from '../../contract/refusal.ts';
import type { UpstreamProxyChoice } from '../../contract/upstream-proxy.ts';
import type { ProxyCredentials } from './proxy-credentials.ts';

/** A choice with everything in its place: an address that may be stored, and credentials that may not. */
export type ChosenWay =
  | { readonly mode: 'global' }
  | { readonly mode: 'direct' }
  | { readonly mode: 'proxy'; readonly proxy: ProxyAddress; readonly credentials: ProxyCredentials | null };

/**
 * Pure. What the choice leaves out stays as it was, but only for the same address. `known` are the credentials that are
 * kept for an address, if any.
 * @throws Refusal `upstream_proxy_unsupported`, `validation_error`
 */
export function chosenWay(choice: UpstreamProxyChoice, known: (address: string) => ProxyCredentials | null): ChosenWay {
  if (choice.mode !== 'proxy') return { mode: choice.mode };
  const read = readProxyAddress(choice.address);
  if (read.kind === 'problem')
    throw new Refusal(read.problem === 'scheme' ? 'upstream_proxy_unsupported' : 'validation_error', read.text);
  const { address, ...written } = read.proxy;
  const before = known(address);
  const username = firstGiven(choice.username, written.username ?? undefined, before?.username);
  const password = firstGiven(choice.password, written.password ?? undefined, before?.password);
  refuseUnsayable(read.proxy.scheme, username ?? '', password ?? '');
  const credentials = username === null && password === null ? null : { address, username: username ?? '', password };
  return {
    mode: 'proxy',
    proxy: { ...read.proxy, username: credentials?.username ?? null, password },
    credentials,
  };
}

/** `null` is given, and says that there is none. */
function firstGiven(...values: (string | null | undefined)[]): string | null {
  return values.find((value) => value !== undefined) ?? null;
}

/** What the proxies' protocols have no way to say. */
function refuseUnsayable(scheme: ProxyAddress['scheme'], username: string, password: string): void {
  if (scheme === 'socks5' && (Buffer.byteLength(username) > 255 || Buffer.byteLength(password) > 255))
    throw new Refusal('validation_error', 'A SOCKS5 proxy takes a user name and a password of at most 255 bytes each.');
  if (scheme !== 'socks5' && username.includes(':'))
    throw new Refusal('validation_error', 'A user name for an HTTP proxy cannot have a colon in it.');
}
