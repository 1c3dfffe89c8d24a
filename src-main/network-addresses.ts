import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The addresses through which this machine reaches others, as one text. Link-local ones come and go with every virtual
 * switch and lead nowhere; a loopback is always there.
 */
export function networkAddresses(interfaces: Interfaces = networkInterfaces()): string {
  return Object.values(interfaces)
    .flatMap((infos) => infos ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address)
    .sort()
    .join(' ');
}
