import { describe, expect, it } from 'vitest';

import { failureOfConnection } from './error-table.ts';
import { isNetworkGone } from './network-gone.ts';

const broken = (code: string, syscall = 'connect'): Error => Object.assign(new Error('gone'), { code, syscall });

describe('isNetworkGone', () => {
  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'])('%s is of this machine', (code) => {
    expect(isNetworkGone(broken(code))).toBe(true);
    expect(failureOfConnection(broken(code), false)).toMatchObject({
      class: 'unreachable',
      code: 'proxy_network_unavailable',
    });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'CERT_HAS_EXPIRED'])('%s is of the other side', (code) => {
    expect(isNetworkGone(broken(code))).toBe(false);
    expect(failureOfConnection(broken(code), false).code).toBe('upstream_unreachable');
  });

  it('a name service that does not answer is gone, whatever it is called', () => {
    expect(isNetworkGone(broken('ETIMEOUT', 'getaddrinfo'))).toBe(true);
  });

  it('of several addresses each must have failed for that', () => {
    const all = new AggregateError([broken('ENETUNREACH'), broken('EHOSTUNREACH')]);
    expect(isNetworkGone(all)).toBe(true);
    expect(isNetworkGone(new AggregateError([broken('ENETUNREACH'), broken('ECONNREFUSED')]))).toBe(false);
    expect(isNetworkGone(new AggregateError([]))).toBe(false);
  });

  it('what may have been sent is never taken for it', () => {
    expect(failureOfConnection(broken('ENETUNREACH', 'write'), true)).toMatchObject({
      class: 'dropped',
      code: 'stream_incomplete',
    });
  });
});
