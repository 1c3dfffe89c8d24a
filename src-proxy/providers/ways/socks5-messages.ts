import { isIPv4, isIPv6 } from 'node:net';

import type { ProxyTrouble } from './proxy-error.ts';

/** The messages of SOCKS5 (RFC 1928) and of its sign-in by user name and password (RFC 1929). Pure. */

export const version = 5;
export const method = { none: 0, password: 2 } as const;
/** A reply up to its address, whose length the last byte or two of it tell. */
export const replyHeadBytes = 5;
const signInVersion = 1;
const connectCommand = 1;
const addressType = { ipv4: 1, name: 3, ipv6: 4 } as const;

export function greeting(withPassword: boolean): Buffer {
  return Buffer.from(withPassword ? [version, 2, method.none, method.password] : [version, 1, method.none]);
}

/** `null` where one of them is longer than the protocol can say. */
export function signIn(username: string, password: string): Buffer | null {
  const [user, word] = [Buffer.from(username), Buffer.from(password)];
  if (user.length > 255 || word.length > 255) return null;
  return Buffer.concat([Buffer.from([signInVersion, user.length]), user, Buffer.from([word.length]), word]);
}

/** Names go to the proxy as they are: it looks them up. `null` for a name longer than the protocol can say. */
export function connectRequest(host: string, port: number): Buffer | null {
  const address = addressBytes(host);
  if (address === null) return null;
  const portBytes = Buffer.alloc(2);
  portBytes.writeUInt16BE(port);
  return Buffer.concat([Buffer.from([version, connectCommand, 0]), address, portBytes]);
}

function addressBytes(host: string): Buffer | null {
  if (isIPv4(host)) return Buffer.from([addressType.ipv4, ...host.split('.').map(Number)]);
  if (isIPv6(host)) return Buffer.concat([Buffer.from([addressType.ipv6]), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  return name.length > 255 ? null : Buffer.concat([Buffer.from([addressType.name, name.length]), name]);
}

function ipv6Bytes(host: string): Buffer {
  // The parser of addresses writes every IPv6 address in hexadecimal groups, with one gap at most.
  const plain = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [before = '', after = ''] = plain.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [head, tail] = [groups(before), groups(after)];
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...gap, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** How many bytes of a reply follow its head; `null` for one that is none. */
export function restOfReply(head: Buffer): number | null {
  const [, , , type, first = 0] = head;
  if (type === addressType.ipv4) return 4 - 1 + 2;
  if (type === addressType.ipv6) return 16 - 1 + 2;
  return type === addressType.name ? first + 2 : null;
}

const replies = new Map<number, { readonly failedAt: ProxyTrouble; readonly text: string }>([
  [1, { failedAt: 'proxy', text: 'general failure' }],
  [2, { failedAt: 'proxy', text: 'not allowed by its rules' }],
  [3, { failedAt: 'upstream', text: 'network unreachable' }],
  [4, { failedAt: 'upstream', text: 'host unreachable' }],
  [5, { failedAt: 'upstream', text: 'connection refused' }],
  [6, { failedAt: 'upstream', text: 'timed out' }],
]);

/** What a reply other than 0 says. */
export function replyTrouble(code: number): { readonly failedAt: ProxyTrouble; readonly text: string } {
  return replies.get(code) ?? { failedAt: 'proxy', text: `reply ${code}` };
}
