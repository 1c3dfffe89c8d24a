import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'undici';

import { serveParent } from './child.ts';
import { chatComplaint, type ChatReference } from './chat-check.ts';
import { chatPath, responsesPath, type ExchangeHash, type RoundOrder, type RoundReport } from './messages.ts';
import { answerEvents, bodySizes, chatRequestBody, codexRequestBody, sha256, timedAnswerId } from './payloads.ts';

/** The load generator: one keep-alive connection a worker, the next request as soon as the last answer is complete. */

interface Conversation {
  readonly sessionId: string;
  readonly body: Buffer;
}

interface Outcome {
  readonly status: number;
  readonly bytes: number;
  readonly last: Buffer;
  /** Kept of the answers that are read to the letter. */
  readonly whole: Buffer | undefined;
  readonly firstEventMs: number;
  readonly totalMs: number;
  readonly hash: string | undefined;
}

/** Enough of them that a pool spreads, few enough that 5 MB bodies fit into memory. */
const conversationCount = { '1KB': 256, '100KB': 64, '5MB': 8 } as const;
const prepared = new Map<string, Conversation[]>();
const connectBatch = 25;
const connectPauseMs = 5;
const complaintsKept = 5;
/** Longer than any answer here stays silent: a proxy that loses one is reported, not waited for. */
const silenceCeilingMs = 30_000;

async function runRound(order: RoundOrder): Promise<RoundReport> {
  const conversations = order.hashed ? undefined : conversationsOf(order);
  const events = answerEvents(order.answer, timedAnswerId);
  const expected = Buffer.concat(events);
  const reference: ChatReference = { events, bytes: undefined };
  const totals: number[] = [];
  const firsts: number[] = [];
  const hashes: ExchangeHash[] = [];
  const complaints: string[] = [];
  let wrong = 0;
  let sent = 0;
  const startedAt = performance.now();

  async function work(): Promise<void> {
    const client = new Client(order.origin, {
      allowH2: false,
      pipelining: 1,
      bodyTimeout: silenceCeilingMs,
      headersTimeout: silenceCeilingMs,
    });
    for (let turn = 0; sent < order.requests && performance.now() - startedAt < order.ceilingMs; turn += 1) {
      const conversation = conversations?.[sent % conversations.length] ?? newConversation(order);
      sent += 1;
      try {
        const isReference = order.speech === 'chat' && reference.bytes === undefined;
        const outcome = await exchange(client, conversation, order, isReference);
        const complaint = complaintOf(order, conversation, outcome, expected, reference);
        if (complaint) throw new Error(complaint);
        if (turn > 0) {
          totals.push(outcome.totalMs);
          firsts.push(outcome.firstEventMs);
        }
        if (outcome.hash) {
          hashes.push({ sessionId: conversation.sessionId, request: sha256(conversation.body), answer: outcome.hash });
        }
      } catch (error) {
        wrong += 1;
        if (complaints.length < complaintsKept) complaints.push(error instanceof Error ? error.message : String(error));
      }
    }
    await client.close();
  }

  const workers: Promise<void>[] = [];
  while (workers.length < order.concurrency) {
    workers.push(work());
    // A thousand connections in one instant would measure the kernel's accept queue.
    if (workers.length % connectBatch === 0) await sleep(connectPauseMs);
  }
  await Promise.all(workers);
  return {
    sent,
    wallMs: performance.now() - startedAt,
    totalMs: Float64Array.from(totals),
    firstEventMs: Float64Array.from(firsts),
    wrong,
    complaints,
    hashes,
  };
}

function exchange(
  client: Client,
  { sessionId, body }: Conversation,
  { hashed, speech }: RoundOrder,
  isKept: boolean,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  const hash = hashed ? createHash('sha256') : undefined;
  const startedAt = performance.now();
  let status = 0;
  let bytes = 0;
  let firstEventMs = 0;
  let last: Buffer = Buffer.alloc(0);
  const kept: Buffer[] = [];
  client.dispatch(
    { path: speech === 'chat' ? chatPath : responsesPath, method: 'POST', headers: headersOf(sessionId), body },
    {
      // undici refuses a handler without it.
      onRequestStart() {},
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(_controller, chunk) {
        if (bytes === 0) firstEventMs = performance.now() - startedAt;
        bytes += chunk.length;
        last = chunk;
        if (isKept) kept.push(chunk);
        hash?.update(chunk);
      },
      onResponseEnd() {
        resolve({
          status,
          bytes,
          last,
          whole: isKept ? Buffer.concat(kept) : undefined,
          firstEventMs,
          totalMs: performance.now() - startedAt,
          hash: hash?.digest('hex'),
        });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    },
  );
  return promise;
}

function headersOf(sessionId: string): Record<string, string> {
  return {
    'session-id': sessionId,
    'thread-id': sessionId,
    'x-client-request-id': sessionId,
    'user-agent': 'evenkeel-bench/1',
    originator: 'evenkeel_bench',
    accept: 'text/event-stream',
    'content-type': 'application/json',
  };
}

function complaintOf(
  order: RoundOrder,
  conversation: Conversation,
  outcome: Outcome,
  expected: Buffer,
  reference: ChatReference,
): string | undefined {
  if (order.speech === 'chat') return chatComplaint(reference, outcome);
  return order.hashed ? hashComplaint(order, conversation, outcome) : quickComplaint(expected, outcome);
}

function quickComplaint(expected: Buffer, { status, bytes, last }: Outcome): string | undefined {
  if (status !== 200) return `status ${status}: ${last.toString().slice(0, 300)}`;
  if (bytes !== expected.length) return `${bytes} bytes of ${expected.length}`;
  const end = last.subarray(-32);
  return expected.subarray(-end.length).equals(end) ? undefined : 'the end of the answer differs';
}

function hashComplaint(
  order: RoundOrder,
  { sessionId }: Conversation,
  { status, hash, last }: Outcome,
): string | undefined {
  if (status !== 200) return `status ${status}: ${last.toString().slice(0, 300)}`;
  const expected = sha256(Buffer.concat(answerEvents(order.answer, sessionId)));
  return hash === expected ? undefined : `the answer of ${sessionId} differs from what was sent`;
}

type Kind = Pick<RoundOrder, 'body' | 'speech'>;

function newConversation({ body, speech }: Kind): Conversation {
  const sessionId = randomUUID();
  const written = speech === 'chat' ? chatRequestBody : codexRequestBody;
  return { sessionId, body: written(bodySizes[body], sessionId) };
}

function conversationsOf(kind: Kind): readonly Conversation[] {
  const name = `${kind.speech} ${kind.body}`;
  let known = prepared.get(name);
  if (!known) {
    known = Array.from({ length: conversationCount[kind.body] }, () => newConversation(kind));
    prepared.set(name, known);
  }
  return known;
}

serveParent({}, (message) => runRound(message as RoundOrder));
