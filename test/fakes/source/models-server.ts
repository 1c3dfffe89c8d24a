import { once } from 'node:events';
import { createServer as createHttp, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

import { selfSigned } from '../proxies/self-signed.ts';

export interface AskedModels {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ModelsAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An OpenAI-compatible server as far as its list of models. */
export interface ModelsServer extends AsyncDisposable {
  readonly origin: string;
  /** Such as `http://127.0.0.1:40000/v1`. */
  readonly baseUrl: string;
  readonly asked: readonly AskedModels[];
  /** What it says from now on. */
  answer: ModelsAnswer;
}

export function listing(...names: readonly string[]): ModelsAnswer {
  return { body: JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) }) };
}

export async function startModelsServer({ tls = false } = {}): Promise<ModelsServer> {
  const asked: AskedModels[] = [];
  const handle: RequestListener = ({ url = '', headers }, response) => {
    asked.push({ url, headers });
    const { status = 200, headers: more = {}, body = '' } = server.answer;
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(body);
  };
  const listener = tls ? createHttps(selfSigned, handle) : createHttp(handle);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const server: ModelsServer = {
    origin,
    baseUrl: `${origin}/v1`,
    asked,
    answer: listing('local-small', 'local-large'),
    async [Symbol.asyncDispose]() {
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
  return server;
}
