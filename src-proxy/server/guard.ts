/**
 * The door of every route, upgrade and unknown path. The threat is a web page in the person's own browser: it can make
 * requests to loopback ports, can rebind a name of its own to 127.0.0.1, and must neither read nor spend anything.
 *
 * - Host must be ours to the letter (DNS rebinding; security rows N2, N3).
 * - Origin, when sent, must be ours; `null` and other ports of localhost are not (N4).
 * - `Sec-Fetch-Site` must not say that another site caused an unsafe request, whatever its Origin (N4).
 * - No CORS header is ever sent, so nothing can be read across origins (N5).
 * - Being on loopback proves nothing once somebody forwards for others (N8, A1).
 *
 * Pure: it sees what a request says of itself, and answers with a refusal or nothing.
 */
import type { PublicAddress } from '../contract/public-address.ts';
import { Refusal } from '../contract/refusal.ts';
import { isLoopbackHost } from '../settings/resolve-settings.ts';

export interface GuardedRequest {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
}

export interface OwnAddress {
  readonly host: string;
  readonly port: number;
  /** Names under which other machines reach us. Counts only where they can. */
  readonly publicAddresses?: readonly PublicAddress[];
  /** The addresses of this machine at this moment; an address cannot be rebound as a name can. */
  readonly machineAddresses?: () => readonly string[];
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];
const wildcards = ['0.0.0.0', '::'];
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** An address other than the usual ones is ours too when it is the one that we listen on. */
function ownNames({ host }: OwnAddress): string[] {
  const name = host.includes(':') ? `[${host}]` : host;
  return wildcards.includes(host) || loopbackNames.includes(name) ? loopbackNames : [...loopbackNames, name];
}

function publicNames({ host, publicAddresses = [] }: OwnAddress): readonly PublicAddress[] {
  return isLoopbackHost(host) ? [] : publicAddresses;
}

/** Host header values that are ours: with our port, or with none. */
function ownHosts(address: OwnAddress): Set<string> {
  return new Set([
    ...ownNames(address).flatMap((name) => [name, `${name}:${address.port}`]),
    ...publicNames(address).map(({ host }) => host),
  ]);
}

function ownOrigins(address: OwnAddress): Set<string> {
  return new Set([
    ...ownNames(address).map((name) => `http://${name}:${address.port}`),
    ...publicNames(address).map(({ host, isEncrypted }) => `${isEncrypted ? 'https' : 'http'}://${host}`),
  ]);
}

/** Listening on every address of this machine, each of them is ours, whichever it has by now (N3). */
function isOfThisMachine(host: string, { host: bound, port, machineAddresses }: OwnAddress): boolean {
  if (!wildcards.includes(bound)) return false;
  const names = (machineAddresses?.() ?? []).map((name) => (name.includes(':') ? `[${name}]` : name));
  return names.some((name) => host === `${name}:${port}`);
}

export function createGuard(address: OwnAddress): (request: GuardedRequest) => Refusal | null {
  const hosts = ownHosts(address);
  const origins = ownOrigins(address);
  const isOwnOrigin = (origin: string): boolean =>
    origins.has(origin) || (origin.startsWith('http://') && isOfThisMachine(origin.slice('http://'.length), address));
  return ({ method, url, rawHeaders }) => {
    const host = valuesOf(rawHeaders, 'host');
    const named = (host[0] ?? '').toLowerCase();
    if (host.length !== 1 || (!hosts.has(named) && !isOfThisMachine(named, address))) {
      return new Refusal(
        'host_not_allowed',
        `Evenkeel answers only to its own address, such as 127.0.0.1:${address.port}.`,
      );
    }
    // An absolute URI names a second authority beside Host; a server that is not a forward proxy has no use for it.
    if (!url.startsWith('/') || url.startsWith('//')) {
      return new Refusal('request_malformed', 'The request target must be a path.');
    }
    const origin = valuesOf(rawHeaders, 'origin');
    if (origin.length > 1 || (origin.length === 1 && !isOwnOrigin((origin[0] ?? '').toLowerCase()))) {
      return new Refusal('origin_not_allowed', 'Web pages of other sites may not use Evenkeel.');
    }
    const sites = valuesOf(rawHeaders, 'sec-fetch-site').map((site) => site.trim().toLowerCase());
    if (!safeMethods.has(method) && (sites.includes('cross-site') || sites.includes('same-site'))) {
      return new Refusal('origin_not_allowed', 'Web pages of other sites may not use Evenkeel.');
    }
    return null;
  };
}

/** Headers that only somebody who forwards for others adds. */
export function wasForwarded(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (
      name === 'forwarded' ||
      name === 'via' ||
      name === 'x-real-ip' ||
      name === 'true-client-ip' ||
      name === 'x-client-ip' ||
      name === 'x-cluster-client-ip' ||
      name === 'x-forwarded' ||
      name.startsWith('x-forwarded-') ||
      name.startsWith('cf-connecting-')
    ) {
      return true;
    }
  }
  return false;
}

/**
 * Who may spend without a key: a program on this machine, speaking for itself (A1). There are no keys yet, so whoever
 * does not pass here is refused.
 */
export function refuseKeyless(rawHeaders: readonly string[], peer: string | undefined): Refusal | null {
  if (!isLoopback(peer) || wasForwarded(rawHeaders) || valuesOf(rawHeaders, 'origin').length > 0) {
    return new Refusal(
      'invalid_api_key',
      'Only programs on this machine may use Evenkeel without a key, and not through another proxy.',
    );
  }
  return null;
}

/** The dashboard is for this machine alone (N8): a password does not make safe what comes unencrypted from elsewhere. */
export function refuseForwarded(rawHeaders: readonly string[], peer: string | undefined): Refusal | null {
  if (!isLoopback(peer) || wasForwarded(rawHeaders)) {
    return new Refusal(
      'forwarded_request',
      'The dashboard can be opened on this machine only, and not through another proxy.',
    );
  }
  return null;
}

export function isLoopback(peer: string | undefined): boolean {
  return peer !== undefined && (peer === '::1' || peer.startsWith('127.') || peer.startsWith('::ffff:127.'));
}
