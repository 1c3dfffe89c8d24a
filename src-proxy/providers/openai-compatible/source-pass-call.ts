import type { AnswerSink, AttemptResult } from '../provider.ts';
import type { SourceObserver, SourcePass } from '../source-provider.ts';
import { IdleLimit } from './idle-limit.ts';
import { failureOfAnswer, isPacked, type SourceClient } from './source-client.ts';
import { failureOfConnection, fellSilent, unreadable } from './source-failures.ts';
import { usageOfDocument } from './source-usage.ts';

/** Embeddings of a full batch are some tens of megabytes. */
const maxAnswerBytes = 64 * 1024 * 1024;

/** One request that a source is given as it came, and its answer as a whole. Never rejects. */
export async function callAsItCame(
  { client, ownName }: { readonly client: SourceClient; readonly ownName: string },
  pass: SourcePass,
  { sink, observer }: { readonly sink: AnswerSink; readonly observer: SourceObserver },
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { name, idleTimeoutMs, path, body, contentType } = pass;
  const idle = new IdleLimit(idleTimeoutMs);
  try {
    idle.begin();
    const both = AbortSignal.any([signal, idle.signal]);
    const answer = await client.post(pass, { path, body, contentType, accept: 'application/json', ownName }, both);
    const { statusCode, headers } = answer;
    if (statusCode < 200 || statusCode > 299) return { kind: 'refused', failure: await failureOfAnswer(pass, answer) };
    if (isPacked(answer)) {
      await answer.body.dump().catch(() => undefined);
      return { kind: 'refused', failure: unreadable(name, 'packed its answer, which it was asked not to') };
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      idle.begin();
      bytes += chunk.length;
      if (bytes > maxAnswerBytes)
        return { kind: 'refused', failure: unreadable(name, 'answered with more than 64 MiB') };
      chunks.push(chunk);
    }
    const whole = Buffer.concat(chunks);
    if (signal.aborted) return { kind: 'abandoned', statusCode: null, usage: null };
    const { 'content-type': type } = headers;
    observer.onFirstEvent();
    sink.commit(statusCode, ['content-type', typeof type === 'string' ? type : 'application/json']);
    sink.write(whole);
    return { kind: 'answered', statusCode, usage: usageOfDocument(parseJson(whole)), failure: null };
  } catch (error) {
    if (signal.aborted) return { kind: 'abandoned', statusCode: null, usage: null };
    if (idle.signal.aborted) return { kind: 'refused', failure: fellSilent(name, idleTimeoutMs) };
    return { kind: 'refused', failure: failureOfConnection(pass, error) };
  } finally {
    idle.pause();
  }
}

/** Not every answer is JSON: a transcript may be plain text. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
