import type { ItemStatus, OutputItem } from './produced-event.ts';
import type { EmitEvent, GrowingItem, ItemPlace } from './produced-message.ts';

/** What the model thought. Clients of the Responses API show summaries, so it is given as one. */
export class GrowingReasoning implements GrowingItem {
  readonly #place: ItemPlace;
  readonly #emit: EmitEvent;
  #words = '';

  constructor(place: ItemPlace, emit: EmitEvent) {
    this.#place = place;
    this.#emit = emit;
    emit({
      type: 'response.output_item.added',
      output_index: place.output_index,
      item: { id: place.item_id, type: 'reasoning', summary: [] },
    });
    emit({
      type: 'response.reasoning_summary_part.added',
      ...place,
      summary_index: 0,
      part: { type: 'summary_text', text: '' },
    });
  }

  add(delta: string): void {
    this.#words += delta;
    this.#emit({ type: 'response.reasoning_summary_text.delta', ...this.#place, summary_index: 0, delta });
  }

  close(status: ItemStatus): OutputItem {
    const part = { type: 'summary_text' as const, text: this.#words };
    const at = { ...this.#place, summary_index: 0 };
    this.#emit({ type: 'response.reasoning_summary_text.done', ...at, text: this.#words });
    this.#emit({ type: 'response.reasoning_summary_part.done', ...at, part });
    const item: OutputItem = { id: this.#place.item_id, type: 'reasoning', summary: [part], status };
    this.#emit({ type: 'response.output_item.done', output_index: this.#place.output_index, item });
    return item;
  }
}
