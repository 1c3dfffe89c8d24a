/** A name under which others reach us. */
export interface PublicAddress {
  /** As a Host header says it, lower case: `nas.local`, `nas.local:2455`, `[fd00::1]:2455`. */
  readonly host: string;
  /** Somebody in front of us speaks TLS. */
  readonly isEncrypted: boolean;
}

/** Reads `https://evenkeel.example.org, nas.local:2455`; `null` where one of them is no address. */
export function readPublicAddresses(text: string): readonly PublicAddress[] | null {
  const addresses: PublicAddress[] = [];
  for (const word of text.split(/[\s,]+/u)) {
    if (word === '') continue;
    const address = readOne(word);
    if (address === null) return null;
    addresses.push(address);
  }
  return addresses;
}

function readOne(word: string): PublicAddress | null {
  const address = /^https?:\/\//iu.test(word) ? word : `http://${word}`;
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname, search, hash, username, password } = new URL(address);
  const isBare = pathname === '/' && [search, hash, username, password].every((part) => part === '');
  // A wildcard would let every name in, and with it whoever rebinds one to us.
  if (!isBare || host.includes('*')) return null;
  return { host: host.toLowerCase(), isEncrypted: protocol === 'https:' };
}
