import { findMembers } from '../../wire/json-scan.ts';
import type { SeenOutput } from '../provider.ts';

/** An event that brings a piece of the output: of text, of reasoning, of a tool's input. */
export function isDelta(type: string): boolean {
  return type.endsWith('.delta');
}

interface Tally {
  readonly type: string;
  /** The first event of its type, to learn from how much stands around the piece in it. */
  readonly sample: Buffer;
  deltas: number;
  bytes: number;
}

/**
 * Counts the output that goes by, for answers that are cut off before the upstream says what they took. Nothing is looked
 * at while they run but how long each event is; what stands around its piece is as long in every event of a type, and is
 * taken off at the end, if anybody asks.
 */
export class OutputCount {
  readonly #tallies = new Map<string, Tally>();
  #last: Tally | null = null;

  /** @param end exclusive */
  note(type: string, bytes: Buffer, start: number, end: number): void {
    const tally = this.#last?.type === type ? this.#last : this.#tallyOf(type, bytes, start, end);
    tally.deltas += 1;
    tally.bytes += end - start;
  }

  seen(): SeenOutput {
    let deltas = 0;
    let bytes = 0;
    for (const tally of this.#tallies.values()) {
      deltas += tally.deltas;
      bytes += Math.max(0, tally.bytes - aroundPieces(tally.sample, tally.deltas));
    }
    return { deltas, bytes };
  }

  #tallyOf(type: string, bytes: Buffer, start: number, end: number): Tally {
    // A copy: a view would keep all that came with it.
    const tally = this.#tallies.get(type) ?? {
      type,
      sample: Buffer.from(bytes.subarray(start, end)),
      deltas: 0,
      bytes: 0,
    };
    this.#tallies.set(type, tally);
    this.#last = tally;
    return tally;
  }
}

/** What stands around the pieces of so many events, of which this is the first. Their numbers grow longer as they go on. */
function aroundPieces(event: Buffer, deltas: number): number {
  const data = event.subarray(Math.max(0, event.indexOf('{')));
  const { delta, sequence_number: number } = findMembers(data, ['delta', 'sequence_number']);
  const around = delta === undefined ? event.length : event.length - Math.max(0, delta.end - delta.start - 2);
  const first = number === undefined ? NaN : Number(data.toString('latin1', number.start, number.end));
  return around * deltas + (Number.isSafeInteger(first) ? addedDigits(first, deltas) : 0);
}

/** How many digits more than the first of them have so many numbers that follow each other. */
function addedDigits(first: number, count: number): number {
  let added = 0;
  for (let power = 10; power < first + count; power *= 10) if (power > first) added += first + count - power;
  return added;
}
