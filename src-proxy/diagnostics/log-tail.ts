import { open } from 'node:fs/promises';
import { join } from 'node:path';

import { logLevels, type LogLine, type LogPage, type LogQuery } from '../contract/diagnostics.ts';
import { redact } from '../observe/redact.ts';

/** The file that is written, and the one before it, as the log library names them. */
const files = { current: 'evenkeel.log', older: 'evenkeel.old.log' } as const;
type Part = keyof typeof files;

/** One page looks at so much of a file, however few of its lines fit. */
const mostBytes = 1024 * 1024;
const head = /(?:^|\n)\[(\d{4}-\d\d-\d\dT[\d:.]+Z)\] \[(error|warn|info|debug)\] +/g;

/** The end of the log, newest page first. Reads in the thread pool, a bounded piece at a time. */
export async function readLogPage(dataDir: string, query: LogQuery): Promise<LogPage> {
  const from = query.before?.split(':');
  const part: Part = from?.[0] === 'older' ? 'older' : 'current';
  const piece = await readBefore(join(dataDir, 'logs', files[part]), from === undefined ? null : Number(from[1]));
  const { lines, startByte } = linesIn(piece.bytes, piece.isWhole, query);
  const beginsAt = piece.startByte + startByte;
  const before = beginsAt > 0 ? `${part}:${beginsAt}` : part === 'current' ? await olderEnd(dataDir) : null;
  return { lines, before };
}

interface Piece {
  readonly bytes: Buffer;
  readonly startByte: number;
  /** Begins with the file, and so with a whole line. */
  readonly isWhole: boolean;
}

const nothing: Piece = { bytes: Buffer.alloc(0), startByte: 0, isWhole: true };

async function readBefore(path: string, before: number | null): Promise<Piece> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return nothing;
  try {
    const { size } = await file.stat();
    const endByte = Math.min(before ?? size, size);
    const startByte = Math.max(0, endByte - mostBytes);
    const bytes = Buffer.alloc(endByte - startByte);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, startByte);
    return { bytes: bytes.subarray(0, bytesRead), startByte, isWhole: startByte === 0 };
  } finally {
    await file.close();
  }
}

async function olderEnd(dataDir: string): Promise<string | null> {
  const { bytes, startByte } = await readBefore(join(dataDir, 'logs', files.older), null);
  const endByte = startByte + bytes.length;
  return endByte === 0 ? null : `older:${endByte}`;
}

/**
 * Pure. The last lines that fit, oldest first, and where the first of them begins; where none is left to look at, where
 * the piece begins. A line goes on until the next one's head.
 */
export function linesIn(
  bytes: Buffer,
  isWhole: boolean,
  { level, limit }: Pick<LogQuery, 'level' | 'limit'>,
): { lines: LogLine[]; startByte: number } {
  // One character a byte, so that places in the text are places in the file.
  const text = bytes.toString('latin1');
  const heads = [...text.matchAll(head)].map((match) => ({
    startByte: match.index + (match[0].startsWith('\n') ? 1 : 0),
    textByte: match.index + match[0].length,
    at: match[1] ?? '',
    level: logLevels.find((one) => one === match[2]) ?? 'info',
  }));
  const wanted = heads
    .map((one, index) => ({ ...one, endByte: heads[index + 1]?.startByte ?? bytes.length }))
    .filter((one) => logLevels.indexOf(one.level) <= logLevels.indexOf(level) && !Number.isNaN(Date.parse(one.at)));
  const last = wanted.slice(-limit);
  const lines = last.map(({ at, level: its, textByte, endByte }) => ({
    at: new Date(at).toISOString(),
    level: its,
    text: redact(bytes.toString('utf8', textByte, endByte).trimEnd()),
  }));
  const isMore = wanted.length > last.length;
  const startByte = isMore ? (last[0]?.startByte ?? 0) : isWhole ? 0 : (heads[0]?.startByte ?? 0);
  return { lines, startByte };
}
