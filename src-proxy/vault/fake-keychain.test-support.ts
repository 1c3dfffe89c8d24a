import type { Keychain } from './keychain.ts';

export interface FakeKeychain extends Keychain {
  /** What survives a crash, by `service/account`. */
  readonly entries: Map<string, string>;
  /** Calls so far, of any kind. */
  readonly calls: () => number;
}

/** Refuses what Windows would, and dies before its `diesAtCall`-th call: that call and all after it fail, undone. */
export function createFakeKeychain(options: { entries?: Map<string, string>; diesAtCall?: number } = {}): FakeKeychain {
  const { entries = new Map<string, string>(), diesAtCall = Number.POSITIVE_INFINITY } = options;
  let calls = 0;
  const step = (): void => {
    calls += 1;
    if (calls >= diesAtCall) throw new Error('killed');
  };
  const key = (service: string, account: string): string => `${service}\n${account}`;
  return {
    entries,
    calls: () => calls,
    getPassword: async (service, account) => {
      step();
      return entries.get(key(service, account)) ?? null;
    },
    setPassword: async (service, account, password) => {
      step();
      if (Buffer.byteLength(password, 'utf8') > 2_500) throw new Error('The stub received bad data.');
      entries.set(key(service, account), password);
    },
    deletePassword: async (service, account) => {
      step();
      return entries.delete(key(service, account));
    },
    findCredentials: async (service) => {
      step();
      return [...entries]
        .filter(([name]) => name.startsWith(`${service}\n`))
        .map(([name, password]) => ({ account: name.slice(service.length + 1), password }));
    },
  };
}
