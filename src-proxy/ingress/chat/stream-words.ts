import type { Annotation } from './chat-chunk.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { listAt, looseAt, type Loose } from '../../translate/response-event.ts';
import type { ItemTrack, PartTrack, StreamItems } from './stream-items.ts';

/** Text, refusals, summaries of thoughts, and thoughts themselves where a model shows them. */
export type WordKind = 'text' | 'refusal' | 'summary' | 'thought';

const indexNames: Readonly<Record<WordKind, string>> = {
  text: 'content_index',
  refusal: 'content_index',
  summary: 'summary_index',
  thought: 'content_index',
};

/** Passes words on, part by part, each character once. */
export class StreamWords {
  readonly #items: StreamItems;
  readonly #writer: ChunkWriter;
  /** Characters of content so far: where the next part begins in the joined text. */
  #contentLength = 0;
  #hasReasoned = false;
  /** The part that spoke last: the next piece is nearly always its. */
  #lastPart: PartTrack | null = null;
  #lastKind: WordKind = 'text';
  #lastPlace: unknown;
  #lastIndex: unknown;

  constructor(items: StreamItems, writer: ChunkWriter) {
    this.#items = items;
    this.#writer = writer;
  }

  /** One piece. */
  add(kind: WordKind, data: Loose, piece: unknown): void {
    if (typeof piece === 'string' && piece !== '') this.#write(kind, this.#partOf(kind, data), piece);
  }

  /** A piece of so many characters went on as it came: the next of the text that was added to last. */
  noteWritten(length: number): void {
    if (this.#lastPart !== null) this.#lastPart.sent += length;
    this.#contentLength += length;
  }

  /** The whole part: what of it has not come in pieces is passed on. */
  complete(kind: WordKind, data: Loose, whole: unknown): void {
    this.#writeRest(kind, this.#partOf(kind, data), whole);
  }

  completeItem(track: ItemTrack, item: Loose): void {
    for (const [index, value] of listAt(item['summary']).entries()) {
      this.#writeRest('summary', this.#part(track, 'summary', index), looseAt(value)['text']);
    }
    for (const [index, value] of listAt(item['content']).entries()) {
      const content = looseAt(value);
      if (content['type'] === 'output_text') this.#completeText(this.#part(track, 'text', index), content);
      else if (content['type'] === 'refusal') {
        this.#writeRest('refusal', this.#part(track, 'refusal', index), content['refusal']);
      } else if (content['type'] === 'reasoning_text') {
        this.#writeRest('thought', this.#part(track, 'thought', index), content['text']);
      }
    }
  }

  annotate(data: Loose, annotation: unknown): void {
    this.#annotate(this.#partOf('text', data), annotation);
  }

  #completeText(part: PartTrack, content: Loose): void {
    this.#writeRest('text', part, content['text']);
    for (const annotation of listAt(content['annotations']).slice(part.annotations)) this.#annotate(part, annotation);
  }

  /** Citations of pages are all that a chat answer has a form for. */
  #annotate(part: PartTrack, annotation: unknown): void {
    part.annotations += 1;
    const { type, url, title, start_index: start, end_index: end } = looseAt(annotation);
    if (type !== 'url_citation' || typeof url !== 'string') return;
    if (typeof start !== 'number' || typeof end !== 'number') return;
    this.#writer.annotation({
      type: 'url_citation',
      url_citation: {
        start_index: part.offset + start,
        end_index: part.offset + end,
        title: typeof title === 'string' ? title : url,
        url,
      },
    } satisfies Annotation);
  }

  #partOf(kind: WordKind, data: Loose): PartTrack {
    const place = data['output_index'];
    const index = data[indexNames[kind]];
    const isSame = place !== undefined && place === this.#lastPlace && index === this.#lastIndex;
    if (isSame && kind === this.#lastKind && this.#lastPart !== null) return this.#lastPart;
    const track = this.#items.of(data, kind === 'text' || kind === 'refusal' ? 'message' : 'reasoning');
    const part = this.#part(track, kind, index ?? 0);
    this.#lastPart = part;
    this.#lastKind = kind;
    this.#lastPlace = place;
    this.#lastIndex = index;
    return part;
  }

  #part(track: ItemTrack, kind: WordKind, index: unknown): PartTrack {
    const key = `${kind} ${typeof index === 'number' ? index : 0}`;
    const known = track.parts.get(key);
    if (known !== undefined) return known;
    const part: PartTrack = { sent: 0, offset: this.#contentLength, annotations: 0 };
    track.parts.set(key, part);
    return part;
  }

  #writeRest(kind: WordKind, part: PartTrack, whole: unknown): void {
    if (typeof whole === 'string' && whole.length > part.sent) this.#write(kind, part, whole.slice(part.sent));
  }

  #write(kind: WordKind, part: PartTrack, piece: string): void {
    const isFirst = part.sent === 0;
    part.sent += piece.length;
    if (kind === 'text') {
      this.#contentLength += piece.length;
      this.#writer.content(piece);
    } else if (kind === 'refusal') this.#writer.refusal(piece);
    else {
      // Parts are paragraphs; inside one nothing is put between the pieces.
      this.#writer.reasoning(isFirst && this.#hasReasoned ? `\n\n${piece}` : piece);
      this.#hasReasoned = true;
    }
  }
}
