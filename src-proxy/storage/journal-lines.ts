import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1_048_576;
const NEWLINE = 0x0a;

export interface LineChunk {
  readonly lines: readonly string[];
  /** The place in the file behind the last of them. */
  readonly endByte: number;
}

/**
 * The lines that a journal has now, from a given byte on, some at a time. In a file that is still written to, what has no line end
 * yet is left for the next time; in a finished one it is a line like the others.
 */
export function* readLines(path: string, fromByte: number, finished: boolean): Generator<LineChunk, void> {
  const descriptor = openSync(path, 'r');
  try {
    let buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let startByte = fromByte;
    let held = 0;
    // What comes in meanwhile is for the next time: a reader that chased a fast writer would never commit.
    const sizeBytes = fstatSync(descriptor).size;
    for (;;) {
      const left = Math.max(0, sizeBytes - startByte - held);
      const read = readSync(descriptor, buffer, held, Math.min(buffer.length - held, left), startByte + held);
      held += read;
      const atEnd = read === left || read === 0;
      const end = atEnd && finished ? held : buffer.subarray(0, held).lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const lines = buffer.toString('utf8', 0, end).split('\n');
        startByte += end;
        yield { lines: lines.filter((line) => line !== ''), endByte: startByte };
        buffer.copyWithin(0, end, held);
        held -= end;
      }
      if (atEnd) return;
      // One line fills it all.
      if (held === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    }
  } finally {
    closeSync(descriptor);
  }
}
