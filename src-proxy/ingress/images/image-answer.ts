import { Refusal } from '../../contract/refusal.ts';
import { countAt, listAt, looseAt, stringOr, type Loose, type ResponseEvent } from '../../translate/response-event.ts';
import { failureOfEvent, truncatedFailure, type ChatFailure } from '../../translate/upstream-error.ts';
import { failureOfRefusal } from '../openai-error.ts';

/** A picture as it came: `b64` and what the upstream says of it. */
export interface MadePicture {
  readonly b64: string;
  readonly said: Loose;
}

export interface FinishedPicture extends MadePicture {
  readonly createdAtSeconds: number | null;
  /** Tokens as the upstream counted them; `null` where it did not say. */
  readonly usage: object | null;
}

export type ImageOutcome =
  | { readonly kind: 'made'; readonly picture: FinishedPicture }
  | { readonly kind: 'failed'; readonly failure: ChatFailure; readonly refusal: Refusal | null };

/** Follows a turn with the `image_generation` tool to its end. A turn that ends without a picture has failed. */
export class ImageAnswer {
  #picture: MadePicture | null = null;
  #createdAtSeconds: number | null = null;
  #words = '';
  #outcome: ImageOutcome | null = null;

  get outcome(): ImageOutcome | null {
    return this.#outcome;
  }

  push({ type, data }: ResponseEvent): void {
    if (this.#outcome !== null) return;
    const response = looseAt(data['response']);
    this.#createdAtSeconds ??= countAt(response, 'created_at');
    if (type === 'response.output_item.done') this.#take(looseAt(data['item']));
    else if (type === 'response.completed' || type === 'response.incomplete') this.#finish(response);
    else if (type === 'response.failed' || type === 'error') this.fail(failureOfEvent(data));
  }

  fail(failure: ChatFailure): void {
    this.#outcome ??= { kind: 'failed', failure, refusal: null };
  }

  end(): void {
    this.fail(truncatedFailure());
  }

  #take(item: Loose): void {
    if (item['type'] === 'message') this.#words = wordsOf(item);
    if (item['type'] !== 'image_generation_call' || item['status'] === 'failed') return;
    const { result } = item;
    // One was asked for; the first that is one counts.
    if (typeof result === 'string' && result !== '') this.#picture ??= { b64: result, said: item };
  }

  #finish(response: Loose): void {
    if (this.#picture === null) for (const item of listAt(response['output'])) this.#take(looseAt(item));
    this.#outcome =
      this.#picture === null
        ? this.#withoutPicture()
        : {
            kind: 'made',
            picture: { ...this.#picture, createdAtSeconds: this.#createdAtSeconds, usage: usageOf(response) },
          };
  }

  #withoutPicture(): ImageOutcome {
    const words = this.#words.trim().slice(0, 500);
    const refusal =
      words === ''
        ? new Refusal('upstream_error', 'The upstream ended the answer without a picture. Try again.')
        : new Refusal('image_generation_failed', `No picture was made. The model said: ${words}`, {
            fields: { param: 'prompt' },
          });
    return { kind: 'failed', failure: failureOfRefusal(refusal), refusal };
  }
}

function wordsOf(message: Loose): string {
  return listAt(message['content'])
    .map((part) => stringOr(looseAt(part)['text'], '') || stringOr(looseAt(part)['refusal'], ''))
    .join('');
}

/** What the tool took is told apart from what the model took that used it; clients of this API mean the former. */
function usageOf(response: Loose): object | null {
  const ofTool = looseAt(response['tool_usage'])['image_gen'];
  if (countAt(looseAt(ofTool), 'output_tokens') !== null) return looseAt(ofTool);
  const ofHost = looseAt(response['usage']);
  const input = countAt(ofHost, 'input_tokens');
  const output = countAt(ofHost, 'output_tokens');
  if (input === null || output === null) return null;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: countAt(ofHost, 'total_tokens') ?? input + output,
  };
}
