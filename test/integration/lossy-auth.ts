import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Latch } from '../fakes/upstream/latch.ts';

/** Stands between the engine and the fake's sign-in service and can lose answers: the refresh is done, nobody hears of it. */
export interface LossyAuth extends AsyncDisposable {
  readonly origin: string;
  /** Where requests go on to. */
  target: string;
  /** `true` passes the request on and cuts the connection in place of the answer. */
  losesAnswers: boolean;
  /** While set, answers are kept back until it opens; what they answer is done by then. */
  holdsAnswers: Latch | null;
  /** How many requests came. */
  readonly asked: number;
}

export async function startLossyAuth(): Promise<LossyAuth> {
  let asked = 0;
  const state: { target: string; losesAnswers: boolean; holdsAnswers: Latch | null } = {
    target: '',
    losesAnswers: false,
    holdsAnswers: null,
  };
  const server = createServer((request, response) => {
    asked += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      passOn(request, Buffer.concat(chunks), response).catch(() => request.socket.destroy());
    });
  });

  async function passOn(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const headers = { 'content-type': request.headers['content-type'] ?? 'application/json' };
    const answer = await fetch(`${state.target}${request.url ?? ''}`, { method: 'POST', headers, body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (state.holdsAnswers) await Promise.race([state.holdsAnswers.opened, once(response, 'close')]);
    if (state.losesAnswers) request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(bytes);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get asked() {
      return asked;
    },
    get target() {
      return state.target;
    },
    set target(origin) {
      state.target = origin;
    },
    get losesAnswers() {
      return state.losesAnswers;
    },
    set losesAnswers(loses) {
      state.losesAnswers = loses;
    },
    get holdsAnswers() {
      return state.holdsAnswers;
    },
    set holdsAnswers(latch) {
      state.holdsAnswers = latch;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
