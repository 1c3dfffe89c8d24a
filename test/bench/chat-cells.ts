import type { BenchSession } from './bench-session.ts';
import type { Cell } from './cells.ts';
import { answerEvents, timedAnswerId } from './payloads.ts';
import { spread, type Spread } from './statistics.ts';

/** What it costs to speak chat completions to a client, beside the upstream's own protocol, on the same upstream script. */

type ChatCell = Omit<Cell, 'name'> & { readonly unit: 'frame' | 'request'; readonly aim: number };

const cells: readonly ChatCell[] = [
  { body: '1KB', answer: 'long', concurrency: 16, requests: 400, unit: 'frame', aim: 1.5 },
  { body: '100KB', answer: 'short', concurrency: 16, requests: 800, unit: 'request', aim: 2 },
];
const ceilingMs = 6000;

export interface ChatFigures {
  readonly name: string;
  readonly unit: ChatCell['unit'];
  readonly aim: number;
  /** CPU of the proxy, per unit. */
  readonly nativeMicros: Spread;
  readonly chatMicros: Spread;
  /** Of the least of each: what else the machine does only adds. */
  readonly ratio: number;
}

/** Rounds in turn, as often as told. Gives up at the first fault. */
export async function measureChat(session: BenchSession, repeats: number): Promise<ChatFigures[]> {
  const target = session.targets.find(({ name }) => name === 'evenkeel');
  if (target === undefined) return [];
  const figures: ChatFigures[] = [];
  for (const { body, answer, concurrency, requests, unit, aim } of cells) {
    const units = unit === 'frame' ? answerEvents(answer, timedAnswerId).length : 1;
    const micros = { codex: [] as number[], chat: [] as number[] };
    // The first round of each warms up.
    for (let round = 0; round <= repeats; round += 1) {
      for (const speech of ['codex', 'chat'] as const) {
        const order = { body, answer, concurrency, requests, ceilingMs, hashed: false, speech };
        const { cpuMicrosPerRequest } = await session.round(target, order);
        if (session.faults.length > 0) return figures;
        if (round > 0) micros[speech].push(cpuMicrosPerRequest / units);
      }
    }
    const [nativeMicros, chatMicros] = [spread(micros.codex), spread(micros.chat)];
    const name = `${body}/${answer}/c${concurrency}`;
    figures.push({ name, unit, aim, nativeMicros, chatMicros, ratio: chatMicros.min / nativeMicros.min });
  }
  return figures;
}
