import { looseAt } from './response-event.ts';
import type { ItemStatus, OutputItem } from './produced-event.ts';
import type { EmitEvent, GrowingItem, ItemPlace } from './produced-message.ts';

export interface CallIdentity {
  readonly callId: string;
  readonly name: string;
}

/** A function call that is being written. */
export class GrowingCall implements GrowingItem {
  readonly #place: ItemPlace;
  readonly #identity: CallIdentity;
  readonly #emit: EmitEvent;
  #argument = '';

  constructor(place: ItemPlace, identity: CallIdentity, emit: EmitEvent) {
    this.#place = place;
    this.#identity = identity;
    this.#emit = emit;
    emit({
      type: 'response.output_item.added',
      output_index: place.output_index,
      item: { ...this.#item(), status: 'in_progress' },
    });
  }

  add(delta: string): void {
    this.#argument += delta;
    this.#emit({ type: 'response.function_call_arguments.delta', ...this.#place, delta });
  }

  close(status: ItemStatus): OutputItem {
    const item = { ...this.#item(), status } as const;
    this.#emit({ type: 'response.function_call_arguments.done', ...this.#place, arguments: item.arguments });
    this.#emit({ type: 'response.output_item.done', output_index: this.#place.output_index, item });
    return item;
  }

  #item() {
    const { callId, name } = this.#identity;
    const id = this.#place.item_id;
    return { id, type: 'function_call' as const, call_id: callId, name, arguments: this.#argument };
  }
}

/**
 * A call of a custom tool, which the service has made as a call of a function with one text. The text stands in a JSON
 * string, so it can be given only when that is whole.
 */
export class GrowingCustomCall implements GrowingItem {
  readonly #place: ItemPlace;
  readonly #identity: CallIdentity;
  readonly #emit: EmitEvent;
  #argument = '';

  constructor(place: ItemPlace, identity: CallIdentity, emit: EmitEvent) {
    this.#place = place;
    this.#identity = identity;
    this.#emit = emit;
    emit({ type: 'response.output_item.added', output_index: place.output_index, item: this.#item('', 'in_progress') });
  }

  add(delta: string): void {
    this.#argument += delta;
  }

  close(status: ItemStatus): OutputItem {
    const input = inputOf(this.#argument, status);
    if (input !== '') this.#emit({ type: 'response.custom_tool_call_input.delta', ...this.#place, delta: input });
    this.#emit({ type: 'response.custom_tool_call_input.done', ...this.#place, input });
    const item = this.#item(input, status);
    this.#emit({ type: 'response.output_item.done', output_index: this.#place.output_index, item });
    return item;
  }

  #item(input: string, status: ItemStatus | 'in_progress') {
    const { callId, name } = this.#identity;
    return { id: this.#place.item_id, type: 'custom_tool_call' as const, call_id: callId, name, input, status };
  }
}

/** Models that know such a tool sometimes write its text bare. Half a text is none: it would be carried out. */
function inputOf(argument: string, status: ItemStatus): string {
  try {
    const { input } = looseAt(JSON.parse(argument));
    return typeof input === 'string' ? input : argument;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return status === 'incomplete' ? '' : argument;
  }
}
