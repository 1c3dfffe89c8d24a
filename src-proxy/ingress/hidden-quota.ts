import type { UpstreamResponse } from '../providers/provider.ts';
import type { ClientAnswer } from '../relay/client-answer.ts';
import { readResponseEvent } from '../translate/response-event.ts';
import { EventSplitter } from '../wire/event-splitter.ts';
import { findMembers, stringAt } from '../wire/json-scan.ts';

/**
 * For callers with a key whose owner does not want them to see what the accounts have left: headers and events in which
 * the upstream tells it are left out; every other byte goes through.
 */

const quotaEvent = 'codex.rate_limits';
/** Not about what is left: it keeps a conversation together. */
const keptHeader = 'x-codex-turn-state';
const maxEventBytes = 16 * 1024 * 1024;

export function withoutQuota(answer: ClientAnswer): ClientAnswer {
  const splitter = new EventSplitter(maxEventBytes);
  let isEventStream = false;
  const flush = (): void => {
    const pending = splitter.takePending();
    if (pending !== null) answer.write(pending);
  };
  // Member by member: an answer may be of a class, whose methods no spread takes along.
  return {
    signal: answer.signal,
    stop: () => answer.stop(),
    onDrain: (listener) => answer.onDrain(listener),
    annotate: (headers) => answer.annotate?.(headers),
    stillWaits: (notice) => answer.stillWaits?.(notice),
    refuse: (refusal) => answer.refuse(refusal),
    break: (failure) => answer.break(failure),
    objection: () => answer.objection?.() ?? null,
    made: () => answer.made?.() ?? null,
    answeredElsewhere: () => answer.answeredElsewhere?.(),
    commit(statusCode, rawHeaders) {
      isEventStream = isEvents(rawHeaders);
      answer.commit(statusCode, withoutQuotaHeaders(rawHeaders));
    },
    write(chunk) {
      if (!isEventStream) return answer.write(chunk);
      const whole = splitter.push(chunk);
      if (whole === null) return true;
      const starts = [0, ...whole.ends];
      const kept = whole.ends
        .map((end, index) => whole.bytes.subarray(starts[index], end))
        .filter((event) => !isQuotaEvent(event));
      if (kept.length === 0) return true;
      return answer.write(kept.length === whole.ends.length ? whole.bytes : Buffer.concat(kept));
    },
    refuseAsUpstream(upstream: UpstreamResponse) {
      answer.refuseAsUpstream({ ...upstream, rawHeaders: withoutQuotaHeaders(upstream.rawHeaders) });
    },
    end() {
      flush();
      answer.end();
    },
  };
}

/** One frame of a WebSocket. */
export function isQuotaFrame(frame: Buffer | string): boolean {
  if (!frame.includes(quotaEvent)) return false;
  const bytes = Buffer.from(frame);
  return stringAt(bytes, findMembers(bytes, ['type']).type) === quotaEvent;
}

function isQuotaEvent(event: Buffer): boolean {
  if (!event.includes(quotaEvent)) return false;
  const text = event.toString('utf8');
  if (/^event: ?codex\.rate_limits\r?$/m.test(text)) return true;
  try {
    return readResponseEvent(text)?.type === quotaEvent;
  } catch {
    // Not JSON: whatever it is, it says nothing that a client could read.
    return false;
  }
}

function isEvents(rawHeaders: readonly string[]): boolean {
  return rawHeaders.some(
    (name, index) =>
      index % 2 === 0 &&
      name.toLowerCase() === 'content-type' &&
      rawHeaders[index + 1]?.toLowerCase().startsWith('text/event-stream') === true,
  );
}

function withoutQuotaHeaders(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_part, index) => {
    const name = (rawHeaders[index - (index % 2)] ?? '').toLowerCase();
    return !name.startsWith('x-codex-') || name === keptHeader;
  });
}
