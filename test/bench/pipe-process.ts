import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Pool, type Dispatcher } from 'undici';

import { serveParent } from './child.ts';

/**
 * The yardstick: the least that a proxy in Node can do. It buffers the request, as one that can fail over must, and
 * passes everything else on with back-pressure. It knows no account, keeps no log, checks nothing.
 */

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
]);

const upstream = new Pool(process.env['BENCH_UPSTREAM'] ?? '', {
  connections: null,
  pipelining: 1,
  allowH2: false,
  bodyTimeout: 0,
  headersTimeout: 0,
  keepAliveTimeout: 60_000,
});

const server = createServer({ noDelay: true, keepAliveTimeout: 65_000, requestTimeout: 0 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [only = Buffer.alloc(0)] = chunks;
    pass(request, response, chunks.length > 1 ? Buffer.concat(chunks) : only);
  });
});

function pass(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  let exchange: Dispatcher.DispatchController | undefined;
  response.on('close', () => {
    if (!response.writableFinished) exchange?.abort(new Error('The client left.'));
  });
  response.on('drain', () => exchange?.resume());
  upstream.dispatch(
    { path: request.url ?? '/', method: request.method ?? 'GET', headers: endToEnd(request.rawHeaders), body },
    {
      onRequestStart(controller) {
        exchange = controller;
      },
      onResponseStart(controller, statusCode) {
        const raw = controller.rawHeaders;
        response.writeHead(statusCode, endToEnd(Array.isArray(raw) ? raw.map(String) : []));
        response.flushHeaders();
      },
      onResponseData(controller, chunk) {
        if (!response.write(chunk)) controller.pause();
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError(_controller, error) {
        response.destroy(error);
      },
    },
  );
}

function endToEnd(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    if (!hopByHop.has(name.toLowerCase())) kept.push(name, raw[index + 1] ?? '');
  }
  return kept;
}

server.listen(0, '127.0.0.1', 1024);
await once(server, 'listening');
serveParent({ port: (server.address() as AddressInfo).port }, () => Promise.resolve({}));
