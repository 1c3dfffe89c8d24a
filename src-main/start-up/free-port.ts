import { createServer } from 'node:net';

const neighbours = 20;

/** A free port on loopback, near the wanted one where possible, because such a port is easier to recognise. */
export async function findFreePort(wanted: number): Promise<number> {
  for (let port = wanted + 1; port <= Math.min(wanted + neighbours, 65_535); port += 1) {
    if ((await listenOnce(port)) !== null) return port;
  }
  const any = await listenOnce(0);
  if (any === null) throw new Error('No free port is to be had on 127.0.0.1.');
  return any;
}

/** The port that a listener got, closed again; `null` when it is not to be had. */
function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
