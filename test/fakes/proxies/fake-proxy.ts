import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';

export interface ProxyOptions {
  /** Asked for, and compared; without them everybody may pass. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** A real proxy on loopback, which counts what goes through it and can die. */
export interface FakeProxy extends AsyncDisposable {
  readonly port: number;
  /** Such as `http://127.0.0.1:1234`. */
  readonly address: string;
  /** `host:port` of every tunnel that was opened, in order. */
  readonly tunnels: readonly string[];
  /** Whether the target sees this port as the one it is called from. */
  calledFrom(port: number | null): boolean;
  /** How many connections were refused for want of the right credentials. */
  readonly signInsRefused: number;
  /** Refuses new connections and cuts those that stand. */
  die(): Promise<void>;
}

/** What a proxy of either protocol keeps. */
export class ProxyState {
  readonly tunnels: string[] = [];
  signInsRefused = 0;
  readonly #sockets = new Set<Socket>();
  readonly #onwardPorts = new Set<number>();

  track(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  /** A connection to the target; rejects where there is none. */
  async onward(host: string, port: number): Promise<Socket> {
    const socket = this.track(connect({ host, port }));
    await once(socket, 'connect');
    this.tunnels.push(`${host}:${port}`);
    if (socket.localPort !== undefined) this.#onwardPorts.add(socket.localPort);
    return socket;
  }

  calledFrom(port: number | null): boolean {
    return port !== null && this.#onwardPorts.has(port);
  }

  join(one: Socket, other: Socket): void {
    one.pipe(other).pipe(one);
    one.on('close', () => other.destroy());
    other.on('close', () => one.destroy());
  }

  async die(server: Server): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
}

export async function fakeProxyOf(scheme: string, server: Server, state: ProxyState): Promise<FakeProxy> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const die = (): Promise<void> => state.die(server);
  return {
    port,
    address: `${scheme}://127.0.0.1:${port}`,
    tunnels: state.tunnels,
    calledFrom: (from) => state.calledFrom(from),
    get signInsRefused() {
      return state.signInsRefused;
    },
    die,
    [Symbol.asyncDispose]: die,
  };
}
