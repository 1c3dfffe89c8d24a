import type { ServerResponse } from 'node:http';

import { Refusal } from '../../contract/refusal.ts';
import type { UpstreamFailure, UpstreamResponse } from '../../providers/provider.ts';
import type { ClientAnswer } from '../../relay/client-answer.ts';
import { refusalOf } from '../../relay/failures.ts';
import { looseAt } from '../../translate/response-event.ts';
import { AnswerFace } from '../answer-face.ts';
import { departureOf } from '../departure.ts';
import { parseJson } from '../openai-error.ts';
import type { TranscriptionFormat } from './transcription.ts';

const nothingSaid = 'The upstream ended the transcription without its words. Try again.';

/** The words of a recording as the client wants them. An answer without words is none. */
export function createTranscriptionAnswer(
  response: ServerResponse,
  requestId: string,
  format: TranscriptionFormat,
): ClientAnswer {
  const face = new AnswerFace(response, requestId);
  const pieces: Buffer[] = [];
  let isTold = false;
  const words = (): string | null => {
    const { text } = looseAt(parseJson(Buffer.concat(pieces).toString('utf8')));
    return typeof text === 'string' ? text : null;
  };
  function refuse(refusal: Refusal): void {
    if (isTold) return;
    isTold = true;
    face.refuse(refusal);
  }

  return {
    ...departureOf(response),
    commit: (_statusCode, rawHeaders) => face.accept(rawHeaders),
    write(chunk: Buffer): boolean {
      pieces.push(chunk);
      return true;
    },
    onDrain: (listener) => listener(),
    refuse,
    refuseAsUpstream(upstream: UpstreamResponse): void {
      isTold = true;
      face.refuseAsUpstream(upstream);
    },
    break: (failure: UpstreamFailure) => refuse(refusalOf(failure)),
    objection: () => (words() === null ? new Refusal('upstream_error', nothingSaid) : null),
    end(): void {
      if (response.destroyed || response.writableEnded) return;
      const said = isTold ? null : words();
      if (said === null) refuse(new Refusal('upstream_error', nothingSaid));
      else if (format === 'json') face.json(200, JSON.stringify({ text: said }));
      else face.json(200, said, { 'content-type': 'text/plain; charset=utf-8' });
      face.end();
    },
  };
}
