/**
 * Where a source may be. The threats (security P1, P2, P7) are an address that reads like one place and is another, a name
 * that resolves to the metadata service of a cloud machine, and a key sent in the clear.
 *
 * - `https` may go anywhere but to link-local and metadata addresses; `http` to this machine and private networks alone.
 * - A name is looked at when the connection is made, at the very address that is connected to: `sourceLookup`.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

import type { Said } from '../contract/said.ts';
import type { SourceCode } from '../contract/spoken-codes.ts';
import { told, type Told } from '../contract/told.ts';

export type BaseUrlReading =
  | { readonly kind: 'url'; readonly baseUrl: string }
  | { readonly kind: 'problem'; readonly text: string; readonly said: Said };

function blockList(
  subnets: readonly (readonly [address: string, prefix: number, family: 'ipv4' | 'ipv6'])[],
): BlockList {
  const list = new BlockList();
  for (const [address, prefix, family] of subnets) list.addSubnet(address, prefix, family);
  return list;
}

const loopback = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);
/** Private networks, and the shared range that overlay networks use. */
const privateNetworks = blockList([
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
]);
/** "This network", link-local, multicast, and where clouds tell machines their own credentials. */
const forbidden = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['64:ff9b::a9fe:0', 112, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]);
/** Names that no public name server knows: in a network of one's own, or on this machine. */
const localName = /^(?:[^.]+|.+\.(?:localhost|local|lan|internal|home\.arpa|home))$/;

/** Why an address may not be connected to; `null` where it may. */
function addressObjection(address: string, protocol: string): Told | null {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (forbidden.check(address, family))
    return told(
      'source_address.forbidden',
      { address },
      `${address} is link-local, a metadata service or no single machine; a source cannot be there.`,
    );
  if (protocol === 'https:' || loopback.check(address, family) || privateNetworks.check(address, family)) return null;
  return told(
    'source_address.in_the_clear',
    { address },
    `${address} is on the internet, and http would send the key and every prompt there in the clear. Use https.`,
  );
}

/**
 * @param ownPort where Evenkeel itself listens: a source there would be a loop
 * @returns the address without a slash at its end
 */
export function readBaseUrl(text: string, ownPort: number): BaseUrlReading {
  const problem = ({ sentence, said }: Told): BaseUrlReading => ({ kind: 'problem', text: sentence, said });
  const unfit = (code: SourceCode, sentence: string): BaseUrlReading => problem(told(code, {}, sentence));
  if (!URL.canParse(text))
    return unfit('source_address.none', 'This is no address. Write it whole, such as https://api.example.com/v1.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return unfit('source_address.scheme', 'The address must begin with https://, or with http:// in your own network.');
  if (url.username !== '' || url.password !== '')
    return unfit(
      'source_address.credentials',
      'Leave user name and password out of the address: the key has a field of its own.',
    );
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text))
    return unfit(
      'source_address.query',
      'Leave out what begins with ? or #: a path such as /chat/completions is put behind the address.',
    );
  if (/[\\%]|\/\//.test(url.pathname) || /\\/.test(text))
    return unfit('source_address.path', 'The path of the address must be plain, such as /v1.');
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === '') return unfit('source_address.no_server', 'The address names no server.');
  const objection = isIP(host) === 0 ? nameObjection(host, url.protocol) : addressObjection(host, url.protocol);
  if (objection !== null) return problem(objection);
  if (portOf(url) === ownPort && isHere(host))
    return unfit(
      'source_address.circle',
      'This is where Evenkeel itself listens: requests would go round in a circle.',
    );
  return { kind: 'url', baseUrl: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** For the connections to a source: an address that it may not have is as if the name had none. */
export function sourceLookup(protocol: string, resolve: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const objections = found.map(({ address }) => addressObjection(address, protocol));
      const allowed = found.filter((_address, index) => objections[index] === null);
      const [first] = allowed;
      if (first === undefined)
        callback(new SourceAddressError(objections[0]?.sentence ?? 'The name has no address.'), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** A name that leads where no source may be. */
export class SourceAddressError extends Error {
  override readonly name = 'SourceAddressError';
  readonly code = 'EVENKEEL_ADDRESS';
}

function nameObjection(host: string, protocol: string): Told | null {
  if (protocol === 'https:' || localName.test(host)) return null;
  return told(
    'source_address.in_the_clear',
    { address: host },
    `http would send the key and every prompt to ${host} in the clear. Use https; http is for this machine and for private networks.`,
  );
}

function isHere(host: string): boolean {
  if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.localhost');
  return loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
