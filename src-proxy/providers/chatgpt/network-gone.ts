/** Codes of a connection that failed for want of a name service, a route or a network: this machine's affair, not the other side's. */
const networkGone = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL']);

/** True also where several addresses were tried and each failed like that. */
export function isNetworkGone(error: Error & { code?: string }): boolean {
  if (error instanceof AggregateError)
    return error.errors.length > 0 && error.errors.every((one) => one instanceof Error && isNetworkGone(one));
  return networkGone.has(error.code ?? '') || ('syscall' in error && error.syscall === 'getaddrinfo');
}
