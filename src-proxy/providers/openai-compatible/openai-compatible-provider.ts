import { Refusal } from '../../contract/refusal.ts';
import type { SourceProvider, SourceTurn } from '../source-provider.ts';
import { SourceClient } from './source-client.ts';
import { callAsItCame } from './source-pass-call.ts';
import { callForTurn } from './source-turn-call.ts';
import { turnRequest, type TurnRequest } from './turn-request.ts';

export interface OpenaiCompatibleOptions {
  readonly connectTimeoutMs: number;
  /** Such as `evenkeel/0.1.0`. */
  readonly ownName: string;
  readonly nowMs: () => number;
}

/** Any server that speaks Responses or chat completions. */
export function createOpenaiCompatibleProvider({
  connectTimeoutMs,
  ownName,
  nowMs,
}: OpenaiCompatibleOptions): SourceProvider {
  const client = new SourceClient(connectTimeoutMs);
  return {
    async turn(turn, sink, observer, signal) {
      const sent = prepared(turn);
      if (sent instanceof Refusal) return { kind: 'unfit', refusal: sent };
      return await callForTurn({ client, ownName, nowMs }, { turn, sent }, { sink, observer }, signal);
    },
    pass: (pass, sink, observer, signal) => callAsItCame({ client, ownName }, pass, { sink, observer }, signal),
    close: () => client.close(),
  };
}

function prepared(turn: SourceTurn): TurnRequest | Refusal {
  try {
    return turnRequest(turn);
  } catch (error) {
    if (error instanceof Refusal) return error;
    if (error instanceof SyntaxError)
      return new Refusal('request_malformed', 'The body is not valid JSON.', { fields: { param: 'body' } });
    throw error;
  }
}
