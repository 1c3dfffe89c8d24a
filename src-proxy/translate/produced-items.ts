import { GrowingCall, GrowingCustomCall } from './produced-call.ts';
import type { ItemStatus, OutputItem } from './produced-event.ts';
import { GrowingMessage, type EmitEvent, type GrowingItem, type ItemPlace } from './produced-message.ts';
import { GrowingReasoning } from './produced-reasoning.ts';
import { looseAt, stringOr } from './response-event.ts';

export interface ProducedItemsOptions {
  readonly customTools: ReadonlySet<string>;
  /** Makes the id of an item; the prefix says what it is. */
  readonly newId: (prefix: 'msg' | 'rs' | 'fc' | 'ctc' | 'call') => string;
  readonly emit: EmitEvent;
}

interface ChatCall {
  readonly id: string;
  item: GrowingCall | GrowingCustomCall | null;
  /** Of the argument, before the name came. */
  held: string;
}

/** The output items of one answer, made from the deltas of a chat stream. */
export class ProducedItems {
  readonly #options: ProducedItemsOptions;
  readonly #items: { readonly growing: GrowingItem; closed: OutputItem | null }[] = [];
  readonly #calls = new Map<number, ChatCall>();
  #lastCall = -1;
  #talking: GrowingMessage | GrowingReasoning | null = null;

  constructor(options: ProducedItemsOptions) {
    this.#options = options;
  }

  /** True when a call came of which nobody knows the tool. */
  get hasNamelessCall(): boolean {
    return [...this.#calls.values()].some((call) => call.item === null);
  }

  get callCount(): number {
    return this.#calls.size;
  }

  words(kind: 'text' | 'refusal', delta: string): void {
    if (!(this.#talking instanceof GrowingMessage)) {
      this.#stopTalking();
      this.#talking = this.#begin(new GrowingMessage(this.#place('msg'), this.#options.emit));
    }
    this.#talking.add(kind, delta);
  }

  reasoning(delta: string): void {
    if (!(this.#talking instanceof GrowingReasoning)) {
      this.#stopTalking();
      this.#talking = this.#begin(new GrowingReasoning(this.#place('rs'), this.#options.emit));
    }
    this.#talking.add(delta);
  }

  /** One element of `delta.tool_calls`. */
  call(value: unknown): void {
    const { index, id, function: called } = looseAt(value);
    const { name, arguments: piece } = looseAt(called);
    const call = this.#callAt(index, stringOr(id, ''));
    if (call.item === null && typeof name === 'string' && name !== '') {
      this.#stopTalking();
      call.item = this.#beginCall({ callId: call.id, name });
      if (call.held !== '') call.item.add(call.held);
    }
    if (typeof piece !== 'string' || piece === '') return;
    if (call.item === null) call.held += piece;
    else call.item.add(piece);
  }

  /** Closes what is open, in order. */
  close(status: ItemStatus): OutputItem[] {
    return this.#items.map((entry) => (entry.closed ??= entry.growing.close(status)));
  }

  #beginCall(identity: { callId: string; name: string }): GrowingCall | GrowingCustomCall {
    const { customTools, emit } = this.#options;
    const isCustom = customTools.has(identity.name);
    const place = this.#place(isCustom ? 'ctc' : 'fc');
    return this.#begin(
      isCustom ? new GrowingCustomCall(place, identity, emit) : new GrowingCall(place, identity, emit),
    );
  }

  /** Some services give no index, or the same one to every call: a new id is a new call. */
  #callAt(index: unknown, id: string): ChatCall {
    let key = typeof index === 'number' ? index : id === '' ? Math.max(this.#lastCall, 0) : -1;
    const known = this.#calls.get(key);
    if (known !== undefined && (id === '' || known.id === id)) return known;
    const sameId = id === '' ? undefined : [...this.#calls.values()].find((call) => call.id === id);
    if (sameId !== undefined) return sameId;
    if (known !== undefined || key === -1) key = Math.max(-1, ...this.#calls.keys()) + 1;
    this.#lastCall = key;
    const call: ChatCall = { id: id === '' ? this.#options.newId('call') : id, item: null, held: '' };
    this.#calls.set(key, call);
    return call;
  }

  #stopTalking(): void {
    const entry = this.#items.find(({ growing, closed }) => growing === this.#talking && closed === null);
    if (entry !== undefined) entry.closed = entry.growing.close('completed');
    this.#talking = null;
  }

  #begin<Item extends GrowingItem>(growing: Item): Item {
    this.#items.push({ growing, closed: null });
    return growing;
  }

  #place(prefix: 'msg' | 'rs' | 'fc' | 'ctc'): ItemPlace {
    return { item_id: this.#options.newId(prefix), output_index: this.#items.length };
  }
}
