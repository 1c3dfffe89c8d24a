import { looseAt, stringOr, type Loose } from '../../translate/response-event.ts';
import { failureOfEvent, type ChatFailure } from '../../translate/upstream-error.ts';

/** Who an answer is said to be when the upstream ends before it has said so. */
export interface ResponseFallback {
  readonly id: string;
  readonly model: string;
  readonly createdAtSeconds: number;
}

/** What the events of one answer have told of it: its head, and the items that were finished, by their place. */
export class AnswerItems {
  readonly #finished = new Map<number, unknown>();
  #head: Loose | null = null;

  note(type: string, data: Loose): void {
    const response = looseAt(data['response']);
    if (typeof response['id'] === 'string') this.#head = response;
    const place = data['output_index'];
    if (type === 'response.output_item.done')
      this.#finished.set(typeof place === 'number' ? place : this.#finished.size, data['item']);
  }

  /** The upstream's last snapshot, with the items that it streamed where it leaves them out. */
  completed(response: Loose): Loose {
    const { output } = response;
    if (this.#finished.size === 0 || (Array.isArray(output) && output.length > 0)) return response;
    return { ...response, output: this.#output() };
  }

  /** The answer as one that failed, in the protocol's own form. */
  failed({ error }: ChatFailure, fallback: ResponseFallback): Loose {
    return {
      ...this.begun(fallback),
      status: 'failed',
      error: { code: error.code, message: error.message },
      output: this.#output(),
    };
  }

  /** The answer as it is while it runs. */
  begun({ id, model, createdAtSeconds }: ResponseFallback): Loose {
    return {
      id,
      object: 'response',
      created_at: createdAtSeconds,
      model,
      ...this.#head,
      status: 'in_progress',
      error: null,
      incomplete_details: null,
      usage: null,
      output: [],
    };
  }

  #output(): unknown[] {
    return [...this.#finished].toSorted(([one], [other]) => one - other).map(([, item]) => item);
  }
}

/** Why an answer that came to its end is no success; `null` where it is one. */
export function failureOfEnd(type: string, data: Loose): ChatFailure | null {
  const status = stringOr(looseAt(data['response'])['status'], null);
  const isFailure = type === 'response.failed' || type === 'error' || status === 'failed' || status === 'cancelled';
  return isFailure ? failureOfEvent(data) : null;
}

export const endTypes: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'error',
]);
