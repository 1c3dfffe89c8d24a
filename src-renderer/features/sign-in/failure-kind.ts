/** What a failed sign-in comes from, as far as it decides what to do about it. */
export type FailureKind =
  'keychain' | 'replaced' | 'damaged' | 'offline' | 'clock' | 'expired' | 'mismatch' | 'no-device' | 'other';

const kinds: Readonly<Record<string, FailureKind>> = {
  vault_locked: 'keychain',
  vault_unavailable: 'keychain',
  vault_write_failed: 'keychain',
  vault_replaced: 'replaced',
  vault_damaged: 'damaged',
  upstream_unreachable: 'offline',
  proxy_network_unavailable: 'offline',
  login_expired: 'expired',
  device_code_expired: 'expired',
  oauth_flow_expired: 'expired',
  account_mismatch: 'mismatch',
  device_auth_unavailable: 'no-device',
};

/** A certificate that is not valid yet, or no more, on a service that everybody uses: it is our clock that is off. */
const clockSigns = /CERT_NOT_YET_VALID|CERT_HAS_EXPIRED|certificate (has expired|is not yet valid)/i;

export function failureKind(code: string | null, message: string | null): FailureKind {
  if (message !== null && clockSigns.test(message)) return 'clock';
  return (code === null ? undefined : kinds[code]) ?? 'other';
}
