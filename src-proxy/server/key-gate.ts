/**
 * The door of the data plane: who may spend. The threats are a service that fails open (A1), and a key that works after
 * its owner took it away (A8).
 *
 * - Whoever sends one of our keys is judged by it alone, also on this machine: a wrong, expired or revoked one is refused
 *   where no key at all would have passed.
 * - Whoever sends none passes only while `requireApiKey` is off and we listen on loopback alone, speaking for itself. Another service's
 *   credential is none of ours: a Codex CLI that is signed in to ChatGPT sends its own token.
 * - A key is read whole or not at all; nothing is remembered from one request of a connection to the next.
 */
import type { IncomingMessage } from 'node:http';

import { Refusal } from '../contract/refusal.ts';
import type { Settings } from '../contract/settings.ts';
import { rememberGrant } from '../ingress/key-grant.ts';
import type { KeyBook } from '../keys/key-book.ts';
import { keyRefusals } from '../keys/key-refusals.ts';
import { keyPrefix, looksLikeKey } from '../keys/key-secret.ts';
import { isLoopbackHost } from '../settings/resolve-settings.ts';
import { refuseKeyless } from './guard.ts';

export interface KeyGatePorts {
  readonly keys: Pick<KeyBook, 'authenticate'>;
  readonly settings: () => Pick<Settings, 'requireApiKey' | 'host'>;
}

/** Why a request of the data plane is refused; `null` lets it in, with its grant on it where it has a key. */
export type KeyGate = (request: IncomingMessage) => Refusal | null;

export function createKeyGate({ keys, settings }: KeyGatePorts): KeyGate {
  return (request) => {
    const credential = credentialIn(request.rawHeaders);
    switch (credential.kind) {
      case 'key':
        return authenticated(request, credential.key, keys);
      case 'garbled key':
        return keyRefusals.malformed();
      default:
        if (!needsKey(settings())) return refuseKeyless(request.rawHeaders, request.socket.remoteAddress);
        if (credential.kind === 'none') return keyRefusals.missing();
        return credential.kind === 'foreign' ? keyRefusals.unknown() : keyRefusals.malformed();
    }
  };
}

/** Being local proves nothing where others can reach us as well: what forwards for them looks local too (N8). */
export function needsKey({ requireApiKey, host }: Pick<Settings, 'requireApiKey' | 'host'>): boolean {
  return requireApiKey || !isLoopbackHost(host);
}

function authenticated(request: IncomingMessage, key: string, keys: KeyGatePorts['keys']): Refusal | null {
  try {
    rememberGrant(request, keys.authenticate(key));
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

export type Credential =
  | { readonly kind: 'none' }
  /** One of our keys, well formed as a header; whether it is anybody's is another question. */
  | { readonly kind: 'key'; readonly key: string }
  /** Something with one of our keys in it, in a form that leaves room for doubt. */
  | { readonly kind: 'garbled key' }
  /** A bearer token or key of somebody else. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'malformed' };

/** Pure. What the headers `Authorization` and `x-api-key` say together. */
export function credentialIn(rawHeaders: readonly string[]): Credential {
  const words: (string | null)[] = [];
  let hasOurs = false;
  const times = { authorization: 0, 'x-api-key': 0 };
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name !== 'authorization' && name !== 'x-api-key') continue;
    const value = (rawHeaders[index + 1] ?? '').trim();
    times[name] += 1;
    hasOurs ||= value.toLowerCase().includes(keyPrefix);
    words.push(name === 'authorization' ? bearerOf(value) : wordOf(value));
  }
  if (words.length === 0) return { kind: 'none' };
  const isDoubled = times.authorization > 1 || times['x-api-key'] > 1;
  const isWhole = !isDoubled && !words.includes(null);
  if (!hasOurs) return { kind: isWhole ? 'foreign' : 'malformed' };
  const ours = new Set(words.filter((word) => word !== null && looksLikeKey(word)));
  const [key] = ours;
  // Beside it another service's token may stand: each header has one reader.
  return isDoubled || ours.size !== 1 || typeof key !== 'string' ? { kind: 'garbled key' } : { kind: 'key', key };
}

function bearerOf(value: string): string | null {
  return /^bearer[ \t]+(\S+)$/i.exec(value)?.[1] ?? null;
}

function wordOf(value: string): string | null {
  return /^\S+$/.test(value) ? value : null;
}
