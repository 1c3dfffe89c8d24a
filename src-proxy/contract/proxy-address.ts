/** The address of a proxy, as a person writes it and as we keep it. Pure. */

export type ProxyScheme = 'http' | 'https' | 'socks5';

export interface ProxyAddress {
  readonly scheme: ProxyScheme;
  /** A name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** In one form, with its port and without credentials, such as `socks5://127.0.0.1:1080`. */
  readonly address: string;
  /** `null` where the address names none. */
  readonly username: string | null;
  readonly password: string | null;
}

export type ReadProxyAddress =
  | { readonly kind: 'address'; readonly proxy: ProxyAddress }
  | { readonly kind: 'problem'; readonly problem: 'scheme' | 'form'; readonly text: string };

const usualPorts: Readonly<Record<ProxyScheme, number>> = { http: 80, https: 443, socks5: 1080 };
/** `socks5h` says that the proxy looks names up, which is how we use every SOCKS5 proxy. */
const schemes = new Map<string, ProxyScheme>([
  ['http', 'http'],
  ['https', 'https'],
  ['socks5', 'socks5'],
  ['socks5h', 'socks5'],
]);
const example = 'such as http://proxy.example:8080 or socks5://127.0.0.1:1080';

/** Reads what a person wrote. No sentence repeats the text, because a password may be in it. */
export function readProxyAddress(text: string): ReadProxyAddress {
  const [, word, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text.trim()) ?? [];
  if (word === undefined || rest === undefined)
    return formProblem(`The address must begin with http://, https:// or socks5://, ${example}.`);
  const scheme = schemes.get(word.toLowerCase());
  if (scheme === undefined) {
    return {
      kind: 'problem',
      problem: 'scheme',
      text: `Proxies of the kind "${word.toLowerCase()}" are not supported. Use http, https or socks5.`,
    };
  }
  // Every scheme is read by the rules of http, so that hosts come out in one form.
  const url = /[\s\\]/.test(rest) ? null : URL.parse(`http://${rest}`);
  if (url === null || url.hostname === '' || (url.pathname !== '' && url.pathname !== '/'))
    return formProblem(`The address must be a scheme, a host and a port, ${example}.`);
  if (url.search !== '' || url.hash !== '')
    return formProblem('The address of a proxy has no query and no fragment. A password with # or ? in it goes apart.');
  if (isLinkLocal(url.hostname))
    return formProblem('Link-local addresses are not used as proxies: cloud machines keep their secrets there.');
  const port = url.port === '' ? Number(/:(\d+)\/?$/.exec(rest)?.[1] ?? usualPorts[scheme]) : Number(url.port);
  if (port === 0) return formProblem('The port of a proxy cannot be 0.');
  const credentials = decoded(url);
  if (credentials === null)
    return formProblem('User name or password are not encoded as in an address. Give them apart.');
  return {
    kind: 'address',
    proxy: {
      scheme,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port,
      address: `${scheme}://${url.hostname}:${port}`,
      ...credentials,
    },
  };
}

/** As one address again, everything in its credentials encoded that means something in an address. */
export function addressWithCredentials({ address, username, password }: ProxyAddress): string {
  if (username === null) return address;
  const word = password === null ? '' : `:${encodeURIComponent(password)}`;
  return address.replace('://', () => `://${encodeURIComponent(username)}${word}@`);
}

function formProblem(text: string): ReadProxyAddress {
  return { kind: 'problem', problem: 'form', text };
}

function decoded({ username, password }: URL): Pick<ProxyAddress, 'username' | 'password'> | null {
  try {
    return {
      username: username === '' && password === '' ? null : decodeURIComponent(username),
      password: password === '' ? null : decodeURIComponent(password),
    };
  } catch {
    // The only failure is a percent sign that encodes nothing.
    return null;
  }
}

/** SECURITY: row P2. However it is written, the parser has made this form of it. */
function isLinkLocal(hostname: string): boolean {
  return /^169\.254\.|^\[::ffff:a9fe:|^\[fe[89ab][0-9a-f]:/.test(hostname);
}
