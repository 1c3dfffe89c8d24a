import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breath, setTimeout as sleep } from 'node:timers/promises';

import { serveParent } from './child.ts';
import { responsesPath, type ExchangeHash, type UpstreamCommand, type UpstreamReport } from './messages.ts';
import { answerEvents, timedAnswerId, type AnswerKind } from './payloads.ts';

/** A deterministic stand-in for the upstream, in a process of its own. It checks what arrives and says what it sent. */

type Expectation = Extract<UpstreamCommand, { type: 'expect' }>;

const timedAnswers: Record<AnswerKind, Buffer[]> = {
  short: answerEvents('short', timedAnswerId),
  long: answerEvents('long', timedAnswerId),
  paced: answerEvents('paced', timedAnswerId),
};
/** An unpaced answer comes in bursts of so many events, the first event by itself: what a server does that has them all. */
const eventsPerBurst = 20;
const paceMs = 100;
/** How long streams wait for each other: one that never comes is found by its absence, not by a run that hangs. */
const gatherCeilingMs = 15_000;

let expected: Expectation = { type: 'expect', answer: 'short', bodyBytes: 0, hashed: false, openTogether: 0 };
let requests = 0;
let wrongBodies = 0;
let open = 0;
let peakOpen = 0;
let hashes: ExchangeHash[] = [];
let allOpen = Promise.withResolvers<void>();

const server = createServer(
  { noDelay: true, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
  (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === responsesPath && request.method === 'POST') {
      void answerTurn(request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    } else if (path === '/backend-api/wham/usage') sendJson(response, usage());
    else if (path === '/backend-api/codex/models') sendJson(response, { models: [{ slug: 'gpt-5.5' }] });
    else response.writeHead(404).end();
  },
);

async function answerTurn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { answer, bodyBytes, hashed, openTogether } = expected;
  const sessionId = String(request.headers['session-id']);
  const requestHash = hashed ? createHash('sha256') : undefined;
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    requestHash?.update(chunk);
  });
  await once(request, 'end');
  requests += 1;
  if (bodyBytes !== null && received !== bodyBytes) wrongBodies += 1;

  open += 1;
  peakOpen = Math.max(peakOpen, open);
  if (open === openTogether) allOpen.resolve();
  response.writeHead(200, answerHeaders());
  const events = hashed ? answerEvents(answer, sessionId) : timedAnswers[answer];
  if (hashed) {
    const answerHash = createHash('sha256');
    for (const event of events) answerHash.update(event);
    hashes.push({ sessionId, request: requestHash?.digest('hex') ?? '', answer: answerHash.digest('hex') });
  }
  if (answer === 'paced') await sendPaced(response, events);
  else await sendInBursts(response, events);
  open -= 1;
  response.end();
}

async function sendInBursts(response: ServerResponse, events: readonly Buffer[]): Promise<void> {
  for (const [index, event] of events.entries()) {
    if (!response.write(event)) await drained(response);
    if (index % eventsPerBurst === 0) await breath();
  }
}

async function sendPaced(response: ServerResponse, events: readonly Buffer[]): Promise<void> {
  // Spread over the interval: a thousand streams of a real upstream do not tick together.
  const offsetMs = requests % paceMs;
  for (const [index, event] of events.entries()) {
    if (!response.write(event)) await drained(response);
    if (index === 0) await allOpen.promise;
    await sleep(index === 0 ? offsetMs : paceMs);
  }
}

async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) throw new Error('The other side left in the middle of an answer.');
  const gone = new AbortController();
  const leave = () => {
    gone.abort();
  };
  response.once('close', leave);
  await once(response, 'drain', { signal: gone.signal });
  response.off('close', leave);
}

function answerHeaders(): Record<string, string> {
  return {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-request-id': 'req_bench',
    'openai-model': 'gpt-5.5',
    'x-codex-active-limit': 'codex',
    'x-codex-plan-type': 'pro',
    'x-codex-primary-used-percent': '5',
    'x-codex-primary-window-minutes': '300',
    'x-codex-primary-reset-at': String(inSeconds(9000)),
    'x-codex-secondary-used-percent': '3',
    'x-codex-secondary-window-minutes': '10080',
    'x-codex-secondary-reset-at': String(inSeconds(500_000)),
  };
}

function usage(): object {
  const window = (seconds: number, left: number) => ({
    used_percent: 5,
    limit_window_seconds: seconds,
    reset_after_seconds: left,
    reset_at: inSeconds(left),
  });
  return {
    plan_type: 'pro',
    rate_limit: {
      allowed: true,
      limit_reached: false,
      primary_window: window(18_000, 9000),
      secondary_window: window(604_800, 500_000),
    },
    credits: { has_credits: false, unlimited: false, balance: null },
  };
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json', etag: '"bench"' }).end(JSON.stringify(body));
}

server.listen(0, '127.0.0.1', 1024);
await once(server, 'listening');
serveParent({ port: (server.address() as AddressInfo).port }, async (message) => {
  const command = message as UpstreamCommand;
  if (command.type === 'report') return { requests, wrongBodies, peakOpen, hashes } satisfies UpstreamReport;
  expected = command;
  requests = 0;
  wrongBodies = 0;
  peakOpen = 0;
  hashes = [];
  allOpen = Promise.withResolvers<void>();
  if (command.openTogether <= 1) allOpen.resolve();
  else setTimeout(allOpen.resolve, gatherCeilingMs);
  return {};
});
