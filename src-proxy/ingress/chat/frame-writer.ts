import { writtenFrame, type ChatChunk, type ChatFrame } from './chat-chunk.ts';
import type { CompletionFrame } from './completions.ts';

const noWords = '"content":""';

/** Writes the frames of one answer. Nearly all are a piece of text in the same frame, which is then written once. */
export class FrameWriter {
  #last: ChatChunk | null = null;
  #before = '';
  #after = '';
  #around: { readonly before: Buffer; readonly after: Buffer } | null = null;

  /** What stands before and behind the text in a frame like the last one of nothing but text; `null` before there is one. */
  get around(): { readonly before: Buffer; readonly after: Buffer } | null {
    if (this.#last === null) return null;
    this.#around ??= { before: Buffer.from(`${this.#before}"`), after: Buffer.from(`"${this.#after}`) };
    return this.#around;
  }

  /** Letter for letter what `writtenFrame` makes of it. */
  write(frame: ChatFrame | CompletionFrame): string {
    const text = textOf(frame);
    if (text === null) return writtenFrame(frame);
    const chunk = frame as ChatChunk;
    if (this.#last === null || !isSameBut(this.#last, chunk)) this.#learn(chunk);
    return this.#before + JSON.stringify(text) + this.#after;
  }

  #learn(chunk: ChatChunk): void {
    const choices = chunk.choices.map((choice) => ({ ...choice, delta: { content: '' } }));
    const written = writtenFrame({ ...chunk, choices });
    // Nowhere else: within a string its quotes would be escaped.
    const place = written.indexOf(noWords) + noWords.length;
    this.#before = written.slice(0, place - 2);
    this.#after = written.slice(place);
    this.#last = chunk;
    this.#around = null;
  }
}

/** The text of a chunk that holds nothing else. */
function textOf(frame: ChatFrame | CompletionFrame): string | null {
  if (frame === '[DONE]' || 'error' in frame || frame.object !== 'chat.completion.chunk') return null;
  const [choice] = frame.choices;
  if (choice === undefined || frame.choices.length > 1 || choice.finish_reason !== null || frame.usage != null)
    return null;
  const { delta } = choice;
  for (const name in delta) if (name !== 'content') return null;
  return delta.content ?? null;
}

/** Of one answer only these can differ from chunk to chunk. */
function isSameBut(one: ChatChunk, other: ChatChunk): boolean {
  return (
    one.id === other.id &&
    one.created === other.created &&
    one.model === other.model &&
    one.service_tier === other.service_tier &&
    one.usage === other.usage
  );
}
