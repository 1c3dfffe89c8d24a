import type { ResponseOutputRefusal, ResponseOutputText } from 'openai/resources/responses/responses';

import type { ItemStatus, OutputItem, UnnumberedEvent } from './produced-event.ts';

export type EmitEvent = (event: UnnumberedEvent) => void;

/** An item that is being written: what it says in the end is what its events have said. */
export interface GrowingItem {
  close(status: ItemStatus): OutputItem;
}

/** An item's place in the answer. */
export interface ItemPlace {
  readonly item_id: string;
  readonly output_index: number;
}

interface OpenPart {
  readonly kind: 'text' | 'refusal';
  readonly index: number;
  words: string;
}

/** What the assistant says: parts of text and refusal, one after the other. */
export class GrowingMessage implements GrowingItem {
  readonly #place: ItemPlace;
  readonly #emit: EmitEvent;
  readonly #content: (ResponseOutputText | ResponseOutputRefusal)[] = [];
  #part: OpenPart | null = null;

  constructor(place: ItemPlace, emit: EmitEvent) {
    this.#place = place;
    this.#emit = emit;
    const item: OutputItem = {
      id: place.item_id,
      type: 'message',
      role: 'assistant',
      status: 'in_progress',
      content: [],
    };
    emit({ type: 'response.output_item.added', output_index: place.output_index, item });
  }

  add(kind: OpenPart['kind'], delta: string): void {
    const part = this.#part?.kind === kind ? this.#part : this.#openPart(kind);
    part.words += delta;
    const at = { ...this.#place, content_index: part.index, delta };
    if (kind === 'text') this.#emit({ type: 'response.output_text.delta', ...at, logprobs: [] });
    else this.#emit({ type: 'response.refusal.delta', ...at });
  }

  close(status: ItemStatus): OutputItem {
    this.#closePart();
    const item: OutputItem = {
      id: this.#place.item_id,
      type: 'message',
      role: 'assistant',
      status,
      content: this.#content,
    };
    this.#emit({ type: 'response.output_item.done', output_index: this.#place.output_index, item });
    return item;
  }

  #openPart(kind: OpenPart['kind']): OpenPart {
    this.#closePart();
    const part: OpenPart = { kind, index: this.#content.length, words: '' };
    this.#part = part;
    this.#emit({
      type: 'response.content_part.added',
      ...this.#place,
      content_index: part.index,
      part: finishedPart(kind, ''),
    });
    return part;
  }

  #closePart(): void {
    if (this.#part === null) return;
    const { kind, index, words } = this.#part;
    const at = { ...this.#place, content_index: index };
    const part = finishedPart(kind, words);
    if (kind === 'text') this.#emit({ type: 'response.output_text.done', ...at, text: words, logprobs: [] });
    else this.#emit({ type: 'response.refusal.done', ...at, refusal: words });
    this.#emit({ type: 'response.content_part.done', ...at, part });
    this.#content.push(part);
    this.#part = null;
  }
}

function finishedPart(kind: OpenPart['kind'], words: string): ResponseOutputText | ResponseOutputRefusal {
  return kind === 'text' ? { type: 'output_text', text: words, annotations: [] } : { type: 'refusal', refusal: words };
}
