/** Where a tunnel leads. */
export interface Target {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Host and port as HTTP writes them. */
  readonly authority: string;
}

export function targetOf(hostname: string, port: string, protocol: string): Target {
  const host = hostname.replace(/^\[|\]$/g, '');
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return { host, port: number, authority: `${host.includes(':') ? `[${host}]` : host}:${number}` };
}
