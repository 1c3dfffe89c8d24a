import { told } from '../contract/told.ts';
import type { VaultCode } from '../contract/spoken-codes.ts';
import { VaultError } from './vault.ts';

interface Trouble {
  readonly code: 'vault_unavailable' | 'vault_locked' | 'vault_replaced';
  readonly spoken: VaultCode;
  readonly sentence: string;
}

/** What keytar says, as it was seen to say it, and what a person can do about it. First match wins. */
const KNOWN: readonly { readonly says: RegExp; readonly trouble: Trouble }[] = [
  {
    // libsecret keeps its session, and the bus name of the service it began it with, for as long as the process lives.
    says: /session wrapping the secret|NoSession|name :\d+\.\d+ was not provided/i,
    trouble: {
      code: 'vault_replaced',
      spoken: 'vault.replaced',
      sentence:
        'The secret service that Evenkeel was connected to has ended or was replaced by another, and trying again cannot reach the new one. Quit Evenkeel and start it again.',
    },
  },
  {
    says: /native addon|libsecret/i,
    trouble: {
      code: 'vault_unavailable',
      spoken: 'vault.no_library',
      sentence:
        'The keychain library cannot be loaded. On Linux install the package libsecret-1-0 (libsecret on Fedora and Arch) and start again.',
    },
  },
  {
    says: /autolaunch|dbus-launch|could not connect|connection refused|connection is closed|no such file/i,
    trouble: {
      code: 'vault_unavailable',
      spoken: 'vault.no_bus',
      sentence:
        'There is no D-Bus session bus to reach a keychain by. Start Evenkeel from a desktop session, or under dbus-run-session with a secret service such as gnome-keyring.',
    },
  },
  {
    says: /secrets.*(not provided|no such)|ServiceUnknown|not provided by any \.service|activat|spawn/i,
    trouble: {
      code: 'vault_unavailable',
      spoken: 'vault.no_service',
      sentence: 'No secret service runs in this session. Install and start one, such as gnome-keyring or KWallet.',
    },
  },
  {
    says: /lock|prompt|dismiss|cancel|collection|did not answer|interaction|denied/i,
    trouble: {
      code: 'vault_locked',
      spoken: 'vault.locked',
      sentence: 'The system keychain is locked or waits for a password. Unlock it and start again.',
    },
  },
];

const UNKNOWN: Trouble = {
  code: 'vault_unavailable',
  spoken: 'vault.broken',
  sentence:
    'The system keychain does not work. On Linux it takes the package libsecret-1-0 and a running secret service such as gnome-keyring.',
};

/** Turns whatever a keychain throws into one of our errors: what to install or unlock, then its own words. */
export function explainKeychain(error: unknown): VaultError {
  if (error instanceof VaultError) return error;
  const said = keychainSaid(error);
  const { code, sentence, spoken } = KNOWN.find(({ says }) => says.test(said))?.trouble ?? UNKNOWN;
  const trouble = told(spoken, { said }, `${sentence} (The keychain said: ${said})`);
  return new VaultError(code, trouble.sentence, { cause: error, said: trouble.said });
}

export function keychainSaid(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
