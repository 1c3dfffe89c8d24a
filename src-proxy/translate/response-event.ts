import { Refusal } from '../contract/refusal.ts';

/** An event of the Responses protocol, parsed and not yet believed: `data` is whatever JSON came. */
export interface ResponseEvent {
  readonly type: string;
  readonly data: Loose;
}

export type Loose = Readonly<Record<string, unknown>>;

const none: Loose = {};

/** The object, or an empty one: events are read member by member, and a missing member is no member. */
export function looseAt(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : none;
}

export function stringOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' ? value : other;
}

/** More than any answer has of anything. */
export const mostCounted = 10_000_000_000;

/** A counter, or `null` where there is none: below zero, in pieces or beyond all measure it would spoil what is summed of it. */
export function countAt(object: Loose, name: string): number | null {
  const value = object[name];
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= mostCounted ? value : null;
}

export function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads one whole server-sent event. `null` for comments, `[DONE]` and events without data.
 *
 * @throws Refusal when the data is not JSON: words would be lost if it were passed over.
 */
export function readResponseEvent(event: string): ResponseEvent | null {
  const data = dataOf(event);
  if (data === '' || data === '[DONE]') return null;
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(
      'upstream_error',
      'The upstream sent an event that cannot be read. Try again.',
      {},
      { cause: error },
    );
  }
  const loose = looseAt(value);
  // Asked for only where the data does not say: that is hardly ever, and this runs for each piece of every answer.
  return { type: stringOr(loose['type'], null) ?? /^event: ?(.*)$/m.exec(event)?.[1] ?? '', data: loose };
}

/** One line of data is the rule; several are joined, as the format says. */
function dataOf(event: string): string {
  const start = event.startsWith('data:') ? 0 : event.indexOf('\ndata:') + 1;
  if (start === 0 && !event.startsWith('data:')) return '';
  const end = event.indexOf('\n', start);
  if (end === -1 || !event.includes('\ndata:', end)) return event.slice(start + 5, end === -1 ? undefined : end).trim();
  const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice(line.startsWith('data: ') ? 6 : 5)).join('\n');
}
