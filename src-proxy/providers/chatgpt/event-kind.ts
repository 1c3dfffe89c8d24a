import { isDelta } from './output-count.ts';
import { announcementTypes, eventType, failureTypes, isProgress, terminalTypes } from './response-events.ts';

/** What an event is to whoever watches an answer go by. */
export interface EventKind {
  /** `''` for a comment or an event without a type. */
  readonly type: string;
  /** It brings the answer forward. */
  readonly isProgress: boolean;
  /** Part of an answer: no comment, and no note of a proxy on the way (`codex.*`). */
  readonly isOfAnswer: boolean;
  readonly isAnnouncement: boolean;
  readonly isTerminal: boolean;
  readonly isFailure: boolean;
  /** A piece of the output itself. */
  readonly isDelta: boolean;
}

function kindOf(type: string): EventKind {
  return {
    type,
    isProgress: isProgress(type),
    isOfAnswer: type !== '' && !type.startsWith('codex.'),
    isAnnouncement: announcementTypes.has(type),
    isTerminal: terminalTypes.has(type),
    isFailure: failureTypes.has(type),
    isDelta: isDelta(type),
  };
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const eventField = Buffer.from('event:');
/** No type is longer; where one is, every event is read for itself. */
const longestLine = 128;

/** Reads the kinds of one answer's events. Most of them are of the kind of the one before, which their first line shows. */
export class EventKinds {
  #last: EventKind | null = null;
  /** The first line of the last event, with the first byte of its end. */
  #line = Buffer.alloc(0);

  of(bytes: Buffer, start: number, end: number): EventKind {
    const line = this.#line;
    if (this.#last !== null && line.length > 0 && beginsWith(bytes, start, end, line)) return this.#last;
    const kind = kindOf(eventType(bytes, start, end));
    this.#remember(kind, bytes, start, end);
    return kind;
  }

  #remember(kind: EventKind, bytes: Buffer, start: number, end: number): void {
    if (kind.type === '' || !beginsWith(bytes, start, end, eventField)) return;
    let lineEnd = start;
    while (lineEnd < end && bytes[lineEnd] !== lineFeed && bytes[lineEnd] !== carriageReturn) lineEnd += 1;
    // With nothing behind the colon the type stands in the data, and says nothing of the next event's.
    const isNamed = bytes.toString('latin1', start + eventField.length, lineEnd).trim() !== '';
    if (!isNamed || lineEnd === end || lineEnd - start >= longestLine) return;
    this.#last = kind;
    this.#line = Buffer.from(bytes.subarray(start, lineEnd + 1));
  }
}

/** In JavaScript: for so few bytes a call out of it costs more than the comparison. */
function beginsWith(bytes: Buffer, start: number, end: number, prefix: Buffer): boolean {
  if (end - start < prefix.length) return false;
  for (let index = 0; index < prefix.length; index += 1) if (bytes[start + index] !== prefix[index]) return false;
  return true;
}
