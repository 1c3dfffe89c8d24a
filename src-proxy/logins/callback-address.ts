import { issuerCode, issuerMessage } from '../providers/issuer-words.ts';

export const callbackPath = '/auth/callback';

/** What the sign-in service sent back by way of the browser. */
export type Callback =
  | { readonly kind: 'code'; readonly state: string; readonly code: string }
  | { readonly kind: 'refused'; readonly state: string; readonly error: string; readonly description: string | null };

export type CallbackProblem =
  | 'oauth_callback_invalid'
  | 'oauth_callback_wrong_address'
  | 'oauth_state_missing'
  | 'oauth_state_unknown'
  | 'oauth_state_used'
  | 'oauth_flow_expired'
  | 'oauth_flow_ended';

export type ReadCallback =
  | { readonly kind: 'read'; readonly callback: Callback }
  | { readonly kind: 'problem'; readonly problem: CallbackProblem };

/** A parameter that is there twice could mean either, so it means nothing. */
function single(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name).filter((value) => value !== '');
  return values.length === 1 ? (values[0] ?? null) : null;
}

export function readCallback(query: URLSearchParams): ReadCallback {
  const state = single(query, 'state');
  if (state === null) return { kind: 'problem', problem: 'oauth_state_missing' };
  if (query.has('error')) {
    const error = issuerCode(single(query, 'error')) ?? 'oauth_error';
    const description = issuerMessage(single(query, 'error_description'));
    return { kind: 'read', callback: { kind: 'refused', state, error, description } };
  }
  const code = single(query, 'code');
  if (code === null) return { kind: 'problem', problem: 'oauth_callback_invalid' };
  return { kind: 'read', callback: { kind: 'code', state, code } };
}

export type PastedAddress =
  | { readonly kind: 'address'; readonly port: number; readonly query: URLSearchParams }
  | { readonly kind: 'problem'; readonly problem: CallbackProblem };

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The address that a person copied out of their browser; browsers hide `http://`, so it may be missing. */
export function readPastedAddress(text: string): PastedAddress {
  const trimmed = text.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return { kind: 'problem', problem: 'oauth_callback_invalid' };
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) return { kind: 'problem', problem: 'oauth_callback_invalid' };
  const url = new URL(address);
  const isCallback = url.protocol === 'http:' && loopbackHosts.has(url.hostname) && url.pathname === callbackPath;
  if (!isCallback || url.username !== '' || url.password !== '')
    return { kind: 'problem', problem: 'oauth_callback_wrong_address' };
  return { kind: 'address', port: url.port === '' ? 80 : Number(url.port), query: url.searchParams };
}
