import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/** One request as the fake upstream got it, and what became of the answer. */
export class RecordedRequest {
  readonly index: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Without the query. */
  readonly pathname: string;
  /** Names and values in turn, spelled as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly receivedAtMs = performance.now();
  /** The port that it was called from: by it a test knows which way a request came. */
  readonly remotePort: number | null;
  /** As it came, still compressed. */
  rawBody = Buffer.alloc(0);
  /** Decompressed and parsed; `undefined` where there is no JSON. */
  json: unknown = undefined;
  /** False when the client left before its body was whole. */
  bodyComplete = false;
  accountId: string | null = null;
  statusCode: number | null = null;
  /** When the client's socket closed before the answer was whole; `null` while it has not. */
  closedEarlyAtMs: number | null = null;
  /** Set when the fake itself cuts the connection: then nobody "closed early". */
  cutByUs = false;
  /** Resolves when the answer is out or the connection is gone. */
  readonly ended: Promise<void>;
  readonly #sent: Buffer[] = [];

  constructor(index: number, request: IncomingMessage, response: ServerResponse) {
    this.index = index;
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.pathname = new URL(this.path, 'http://fake').pathname;
    this.rawHeaders = [...request.rawHeaders];
    this.headers = request.headers;
    this.remotePort = request.socket.remotePort ?? null;
    this.ended = this.#noteEnd(response);
  }

  /** The bytes of the answer's body, as far as they were written. */
  get sentBytes(): Buffer {
    return Buffer.concat(this.#sent);
  }

  async #noteEnd(response: ServerResponse): Promise<void> {
    await once(response, 'close');
    this.statusCode = response.headersSent ? response.statusCode : null;
    if (!response.writableFinished && !this.cutByUs) this.closedEarlyAtMs = performance.now();
  }

  noteSent(bytes: Buffer): void {
    this.#sent.push(bytes);
  }

  async readBody(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The callback gets an error when the client left in the middle; `complete` says the same.
    await new Promise<void>((resolve) => finished(request, { writable: false }, () => resolve()));
    this.rawBody = Buffer.concat(chunks);
    this.bodyComplete = request.complete;
    if (this.bodyComplete) this.json = parseBody(this.rawBody, this.headers['content-encoding']);
  }
}

function parseBody(raw: Buffer, encoding: string | undefined): unknown {
  if (raw.length === 0) return undefined;
  const plain = encoding === 'zstd' ? zstdDecompressSync(raw) : encoding === 'gzip' ? gunzipSync(raw) : raw;
  const text = plain.toString('utf8');
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
}
