import { describe, expect, it } from 'vitest';

import { failureKind } from './failure-kind.ts';

describe('failureKind', () => {
  it.each([
    ['vault_locked', 'The keychain is locked.', 'keychain'],
    ['vault_unavailable', null, 'keychain'],
    ['vault_replaced', 'The secret service was replaced.', 'replaced'],
    ['upstream_unreachable', 'getaddrinfo ENOTFOUND auth.openai.com', 'offline'],
    ['upstream_unreachable', 'certificate is not yet valid (CERT_NOT_YET_VALID)', 'clock'],
    ['upstream_unreachable', 'certificate has expired', 'clock'],
    ['login_expired', null, 'expired'],
    ['account_mismatch', null, 'mismatch'],
    ['device_auth_unavailable', null, 'no-device'],
    ['access_denied', null, 'other'],
    [null, null, 'other'],
  ] as const)('%s, %s: %s', (code, message, kind) => expect(failureKind(code, message)).toBe(kind));
});
