/** What did not work: the proxy, our sign-in at it, or the way from it to the target. */
export type ProxyTrouble = 'proxy' | 'proxy_sign_in' | 'upstream';

const codes = {
  proxy: 'proxy_unavailable',
  proxy_sign_in: 'proxy_auth_failed',
  upstream: 'upstream_unreachable',
} as const;

/** No tunnel came about, so nothing was sent. The message is for a person; it names the proxy, never its credentials. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly failedAt: ProxyTrouble;
  readonly code: (typeof codes)[ProxyTrouble];

  constructor(failedAt: ProxyTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failedAt = failedAt;
    this.code = codes[failedAt];
  }
}

/** Whatever a socket or a parser throws on the way to, or at, the proxy. */
export function asProxyError(error: unknown, address: string): ProxyError {
  if (error instanceof ProxyError) return error;
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'connection closed';
  return new ProxyError('proxy', `The proxy ${address} cannot be used (${reason}).`, { cause: error });
}

export function proxyTimeout(address: string, timeoutMs: number): ProxyError {
  return new ProxyError('proxy', `The proxy ${address} did not answer within ${timeoutMs / 1000} seconds.`);
}

export function signInRefused(address: string): ProxyError {
  return new ProxyError('proxy_sign_in', `The proxy ${address} did not accept user name and password.`);
}

export function beyondProxy(address: string, target: string, reason: string): ProxyError {
  return new ProxyError('upstream', `The proxy ${address} could not reach ${target} (${reason}).`);
}
