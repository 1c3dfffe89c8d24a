import type { KeyGrant } from '../keys/api-key.ts';
import type { UpstreamResponse } from '../providers/provider.ts';
import type { ClientAnswer } from '../relay/client-answer.ts';
import type { Relay } from '../relay/relay.ts';
import { EventSplitter } from '../wire/event-splitter.ts';
import { mayTellQuota, quotaEventAs, quotaHeadAs, type ToldQuota } from './quota-words.ts';

/**
 * What a caller hears in place of the one account's word that happened to answer: a program shows a person what is left, and
 * whose models there are, and means by it all that it is served by.
 */
export interface PoolVoice {
  quotaFor(key: KeyGrant | null): ToldQuota;
  /** Of the list of models that the caller is given; `null` while there is none. */
  modelsEtagFor(key: KeyGrant | null): string | null;
}

/** The relay, whose answers tell each caller of the pool. */
export function relayInPoolVoice(relay: Pick<Relay, 'run'>, voice: PoolVoice): Pick<Relay, 'run'> {
  return { run: (request, answer) => relay.run(request, inPoolVoice(answer, voice, request.key)) };
}

const maxEventBytes = 16 * 1024 * 1024;
const etagHeader = 'x-models-etag';

/** The answer in which head and events tell of the pool. Asked only where the upstream has said something of the kind. */
function inPoolVoice(answer: ClientAnswer, voice: PoolVoice, key: KeyGrant | null): ClientAnswer {
  const told = (): ToldQuota => voice.quotaFor(key);
  let isEventStream = false;
  const headAs = (rawHeaders: readonly string[]): readonly string[] => headInPoolVoice(rawHeaders, voice, key);
  // Member by member: an answer may be of a class, whose methods no spread takes along.
  return {
    signal: answer.signal,
    stop: () => answer.stop(),
    ...(answer.cut === undefined ? {} : { cut: (reason: Error) => answer.cut?.(reason) }),
    onDrain: (listener) => answer.onDrain(listener),
    annotate: (headers) => answer.annotate?.(headers),
    stillWaits: (notice) => answer.stillWaits?.(notice),
    refuse: (refusal) => answer.refuse(refusal),
    break: (failure) => answer.break(failure),
    startOver: () => answer.startOver?.() ?? false,
    objection: () => answer.objection?.() ?? null,
    made: () => answer.made?.() ?? null,
    answeredElsewhere: () => answer.answeredElsewhere?.(),
    commit(statusCode, rawHeaders) {
      isEventStream = isEvents(rawHeaders);
      answer.commit(statusCode, headAs(rawHeaders));
    },
    write(chunk) {
      if (!isEventStream || !mayTellQuota(chunk)) return answer.write(chunk);
      const said = eventsAs(chunk, told);
      return said.length === 0 || answer.write(said);
    },
    refuseAsUpstream(upstream: UpstreamResponse) {
      answer.refuseAsUpstream({ ...upstream, rawHeaders: headAs(upstream.rawHeaders) });
    },
    end: () => answer.end(),
  };
}

/** The head alone, for what is answered in another way. */
export function headInPoolVoice(
  rawHeaders: readonly string[],
  voice: PoolVoice,
  key: KeyGrant | null,
): readonly string[] {
  const head = quotaHeadAs(rawHeaders, () => voice.quotaFor(key));
  const at = head.findIndex((part, index) => index % 2 === 0 && part.toLowerCase() === etagHeader);
  if (at === -1) return head;
  const etag = voice.modelsEtagFor(key);
  return etag === null ? head.toSpliced(at, 2) : head.with(at + 1, etag);
}

/** An upstream's answer comes in whole events, so nothing has to be remembered from one piece to the next. */
function eventsAs(chunk: Buffer, told: () => ToldQuota): Buffer {
  const splitter = new EventSplitter(maxEventBytes);
  const whole = splitter.push(chunk);
  const rest = splitter.takePending();
  const starts = [0, ...(whole?.ends ?? [])];
  const events = (whole?.ends ?? []).map((end, index) => whole?.bytes.subarray(starts[index], end) ?? chunk);
  const said = [...events, ...(rest === null ? [] : [rest])].flatMap((event) => quotaEventAs(event, told) ?? []);
  return Buffer.concat(said);
}

function isEvents(rawHeaders: readonly string[]): boolean {
  return rawHeaders.some(
    (name, index) =>
      index % 2 === 0 &&
      name.toLowerCase() === 'content-type' &&
      rawHeaders[index + 1]?.toLowerCase().startsWith('text/event-stream') === true,
  );
}
