import type { FinishReason, ToolCallDelta } from './chat-chunk.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { stringOr, type Loose } from '../../translate/response-event.ts';
import type { CallTrack, ItemTrack, StreamItems } from './stream-items.ts';
import { toChatFailure, type ChatFailure } from '../../translate/upstream-error.ts';

/**
 * How the client reads calls. `tools`: as the API has them. `functions`: the older `function_call`, one per answer.
 * `functions-only`: custom calls in the envelope of a function, their text as it is.
 */
export type CallForm = 'tools' | 'functions' | 'functions-only';

export type CallType = 'function_call' | 'custom_tool_call';

/** Passes tool calls on. Several may grow at the same time; each keeps the index that it got first. */
export class StreamCalls {
  readonly #items: StreamItems;
  readonly #writer: ChunkWriter;
  readonly #form: CallForm;
  readonly #calls: CallTrack[] = [];
  #announced = 0;

  constructor(items: StreamItems, writer: ChunkWriter, form: CallForm) {
    this.#items = items;
    this.#writer = writer;
    this.#form = form;
  }

  /** True while there is a call of which the client does not have all. */
  get unfinished(): boolean {
    return this.#calls.some((call) => !call.finished);
  }

  get finishReason(): FinishReason | null {
    if (this.#announced === 0) return null;
    return this.#form === 'functions' ? 'function_call' : 'tool_calls';
  }

  /** The older form has room for one call; a second one cannot be told. */
  get tooMany(): ChatFailure | null {
    if (this.#form !== 'functions' || this.#announced < 2) return null;
    return toChatFailure('upstream_error', 'The upstream made several calls; `functions` can take one. Use `tools`.');
  }

  /** An item begins. Nothing happens when it is no call. */
  begin(track: ItemTrack, item: Loose): void {
    if (item['type'] === 'function_call' || item['type'] === 'custom_tool_call') {
      this.#announce(this.#callOf(track, item['type']), item);
    }
  }

  add(type: CallType, data: Loose, piece: unknown): void {
    if (typeof piece === 'string' && piece !== '') this.#write(this.#callOf(this.#items.of(data, type), type), piece);
  }

  complete(type: CallType, data: Loose, whole: unknown): void {
    this.#complete(this.#callOf(this.#items.of(data, type), type), whole);
  }

  completeItem(track: ItemTrack, item: Loose): void {
    const type = item['type'] === 'custom_tool_call' ? 'custom_tool_call' : 'function_call';
    const call = this.#callOf(track, type);
    this.#announce(call, item);
    this.#complete(call, item['arguments'] ?? item['input']);
    if (item['status'] === 'incomplete') call.finished = false;
  }

  #callOf(track: ItemTrack, type: CallType): CallTrack {
    if (track.call !== null) return track.call;
    const kind = type === 'custom_tool_call' ? 'custom' : 'function';
    const call: CallTrack = { kind, index: null, sent: 0, held: '', finished: false };
    track.call = call;
    this.#calls.push(call);
    return call;
  }

  #complete(call: CallTrack, whole: unknown): void {
    if (typeof whole !== 'string') return;
    if (whole.length > call.sent) this.#write(call, whole.slice(call.sent));
    call.finished = call.index !== null;
  }

  #announce(call: CallTrack, item: Loose): void {
    const id = stringOr(item['call_id'] ?? item['id'], null);
    const name = stringOr(item['name'], null);
    if (call.index !== null || id === null || name === null) return;
    call.index = this.#announced;
    this.#announced += 1;
    if (this.#form !== 'functions') this.#writer.call({ index: call.index, id, ...this.#envelope(call, '', name) });
    else if (call.index === 0) this.#writer.functionCall({ name, arguments: '' });
    if (call.held === '') return;
    const held = call.held;
    call.held = '';
    this.#emit(call, held);
  }

  #write(call: CallTrack, piece: string): void {
    call.sent += piece.length;
    // A client can do nothing with an argument before it knows of what.
    if (call.index === null) call.held += piece;
    else this.#emit(call, piece);
  }

  #emit(call: CallTrack, piece: string): void {
    const index = call.index ?? 0;
    if (this.#form !== 'functions') this.#writer.call({ index, ...this.#envelope(call, piece) });
    else if (index === 0) this.#writer.functionCall({ arguments: piece });
  }

  /** With a name it is the first of its call, which also says the type. */
  #envelope(call: CallTrack, piece: string, name?: string): Omit<ToolCallDelta, 'index'> {
    const named = name === undefined ? {} : { name };
    if (call.kind === 'custom' && this.#form === 'tools') {
      return { ...(name === undefined ? {} : { type: 'custom' }), custom: { ...named, input: piece } };
    }
    return { ...(name === undefined ? {} : { type: 'function' }), function: { ...named, arguments: piece } };
  }
}
