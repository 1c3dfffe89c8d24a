import { stringOr, type Loose } from '../../translate/response-event.ts';

/** One part of an item: how much of it the client has, and where in the whole content it began. */
export interface PartTrack {
  sent: number;
  readonly offset: number;
  annotations: number;
}

/** One tool call. `sent` counts characters of its argument; `held` are those that came before its name did. */
export interface CallTrack {
  readonly kind: 'function' | 'custom';
  /** Its place among the calls; `null` until the client has heard of it. */
  index: number | null;
  sent: number;
  held: string;
  /** The whole argument has come. */
  finished: boolean;
}

export interface ItemTrack {
  readonly type: string;
  readonly parts: Map<string, PartTrack>;
  call: CallTrack | null;
}

/**
 * The output items of one answer. Events name an item by its place, and mostly by id as well; the place is the surer of
 * the two, since some services change the id from event to event. The last snapshot is matched by id first, because
 * there places may have moved.
 */
export class StreamItems {
  readonly #byPlace = new Map<number, ItemTrack>();
  readonly #byId = new Map<string, ItemTrack>();

  /** The item that an event is about; a new one when the event is the first word of it. */
  of(data: Loose, type: string): ItemTrack {
    const place = data['output_index'];
    const id = stringOr(data['item_id'], null) ?? stringOr(itemOf(data)['id'], null);
    const known = typeof place === 'number' ? this.#byPlace.get(place) : id === null ? undefined : this.#byId.get(id);
    return known ?? this.#keep({ type, parts: new Map(), call: null }, place, id, null);
  }

  /** Notes the ids that an item goes by. */
  name(track: ItemTrack, item: Loose): void {
    const id = stringOr(item['id'], null);
    const callId = stringOr(item['call_id'], null);
    if (id !== null) this.#byId.set(id, track);
    if (callId !== null) this.#byId.set(callId, track);
  }

  /** The item that stands at this place of the last snapshot, or a new one. */
  ofSnapshot(item: Loose, place: number, type: string): ItemTrack {
    for (const id of [item['id'], item['call_id']]) {
      const known = typeof id === 'string' ? this.#byId.get(id) : undefined;
      if (known !== undefined) return known;
    }
    const there = this.#byPlace.get(place);
    if (there?.type === type) return there;
    return this.#keep({ type, parts: new Map(), call: null }, place, null, item);
  }

  #keep(track: ItemTrack, place: unknown, id: string | null, item: Loose | null): ItemTrack {
    if (typeof place === 'number' && !this.#byPlace.has(place)) this.#byPlace.set(place, track);
    if (id !== null) this.#byId.set(id, track);
    if (item !== null) this.name(track, item);
    return track;
  }
}

function itemOf(data: Loose): Loose {
  const { item } = data;
  return typeof item === 'object' && item !== null ? (item as Loose) : {};
}
