import type { Dispatcher } from 'undici';

import { Refusal } from '../../contract/refusal.ts';
import type { AnswerSink, AttemptResult, UpstreamFailure } from '../provider.ts';
import type { SourceObserver, SourceTurn } from '../source-provider.ts';
import { ChatReader, ResponsesReader, type AnswerEvent, type AnswerReader } from './answer-readers.ts';
import { IdleLimit } from './idle-limit.ts';
import { drained, failureOfAnswer, isPacked, type SourceClient } from './source-client.ts';
import { brokenOff, failureOfConnection, fellSilent, unreadable } from './source-failures.ts';
import type { TurnRequest } from './turn-request.ts';
import { TurnWriter } from './turn-writer.ts';

export interface TurnCallPorts {
  readonly client: SourceClient;
  readonly ownName: string;
  readonly nowMs: () => number;
}

/** How long a source may keep its stream open once its answer is complete. */
const afterEndMs = 1000;

/** One turn at one source, from the first byte to the last. Never rejects. */
export async function callForTurn(
  { client, ownName, nowMs }: TurnCallPorts,
  { turn, sent }: { readonly turn: SourceTurn; readonly sent: TurnRequest },
  { sink, observer }: { readonly sink: AnswerSink; readonly observer: SourceObserver },
  signal: AbortSignal,
): Promise<AttemptResult> {
  const writer = new TurnWriter(turn, sink, observer);
  const idle = new IdleLimit(turn.idleTimeoutMs);
  const reader =
    sent.translated === null ? new ResponsesReader() : new ChatReader(sent.translated, turn.requestId, nowMs());
  try {
    idle.begin();
    const answer = await client.post(
      turn,
      { path: sent.path, body: sent.body, accept: 'text/event-stream', contentType: 'application/json', ownName },
      AbortSignal.any([signal, idle.signal]),
    );
    if (answer.statusCode < 200 || answer.statusCode > 299)
      return { kind: 'refused', failure: await failureOfAnswer(turn, answer) };
    const objection = isPacked(answer)
      ? 'packed its answer, which it was asked not to'
      : isEventStream(answer)
        ? null
        : 'did not stream its answer, as it was asked to';
    if (objection !== null) {
      await answer.body.dump().catch(() => undefined);
      return { kind: 'refused', failure: unreadable(turn.name, objection) };
    }
    await copy(answer, { reader, writer, sink, idle, signal });
    return writer.result(brokenOff(turn.name, 'its stream ended early'));
  } catch (error) {
    // The answer was complete; what became of the connection then changes nothing for anybody.
    if (writer.isOver) return writer.result(failureOfConnection(turn, error));
    if (signal.aborted) return writer.abandoned();
    return writer.result(failureOf(turn, error, idle.signal.aborted));
  } finally {
    idle.pause();
  }
}

function failureOf(turn: SourceTurn, error: unknown, isSilent: boolean): UpstreamFailure {
  if (isSilent) return fellSilent(turn.name, turn.idleTimeoutMs);
  if (error instanceof Refusal) return unreadable(turn.name, 'sent an event that cannot be read');
  return failureOfConnection(turn, error);
}

interface Copying {
  readonly reader: AnswerReader;
  readonly writer: TurnWriter;
  readonly sink: AnswerSink;
  readonly idle: IdleLimit;
  readonly signal: AbortSignal;
}

/** Nothing is read while the client does not take what it has been sent: so the source is held back too. */
async function copy({ body }: Dispatcher.ResponseData, { reader, writer, sink, idle, signal }: Copying): Promise<void> {
  for await (const chunk of body as AsyncIterable<Buffer>) {
    // Whoever goes on talking behind its end gets no more time for it.
    if (writer.isOver) continue;
    idle.begin();
    if (!writer.write(reader.read(chunk))) await drained(sink, idle, signal);
    if (signal.aborted) throw new Error('the client left');
    if (reader.isDone) writer.write(endOf(reader));
    // Read on, so that the connection can serve again; but not for long.
    if (writer.isOver) idle.begin(afterEndMs);
  }
  if (!writer.isOver) writer.write(endOf(reader));
}

/** What a reader makes of an end that came too early is no word of the source: the relay says that an answer broke. */
function endOf(reader: AnswerReader): AnswerEvent[] {
  return [...reader.end()].filter(({ type }) => type !== 'response.failed');
}

function isEventStream({ headers }: Dispatcher.ResponseData): boolean {
  const { 'content-type': type } = headers;
  return typeof type === 'string' && type.trim().toLowerCase().startsWith('text/event-stream');
}
