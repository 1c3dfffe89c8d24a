import type { ServerResponse } from 'node:http';

import type { RecordedRequest } from './recorded-request.ts';

/** Answers at once with JSON, or with a string as it is, and keeps the bytes for the test. */
export function sendBody(
  recorded: RecordedRequest,
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  recorded.noteSent(bytes);
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}
