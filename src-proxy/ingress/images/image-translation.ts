import type { Refusal } from '../../contract/refusal.ts';
import { countAt, stringOr, type Loose } from '../../translate/response-event.ts';
import type { ChatFailure } from '../../translate/upstream-error.ts';
import type { FedEvent } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { ImageAnswer, type FinishedPicture } from './image-answer.ts';
import type { ImageOptions, ImageTask } from './image-request.ts';

export interface AskedPicture {
  readonly task: ImageTask;
  readonly options: ImageOptions;
  /** For an upstream that does not say when. */
  readonly createdAtSeconds: number;
}

/** How the picture is, as the upstream says; where it does not, as it was asked for. */
function traitsOf(said: Loose, { options }: AskedPicture) {
  return {
    background: stringOr(said['background'], options.background ?? 'auto'),
    output_format: stringOr(said['output_format'], options.output_format ?? 'png'),
    quality: stringOr(said['quality'], options.quality ?? 'auto'),
    size: stringOr(said['size'], options.size ?? 'auto'),
  };
}

/** One JSON document. */
export class ImageDocumentTranslation implements Translation {
  readonly #asked: AskedPicture;
  readonly #answer = new ImageAnswer();

  constructor(asked: AskedPicture) {
    this.#asked = asked;
  }

  get failure(): ChatFailure | null {
    const { outcome } = this.#answer;
    return outcome?.kind === 'failed' ? outcome.failure : null;
  }

  get refusal(): Refusal | null {
    const { outcome } = this.#answer;
    return outcome?.kind === 'failed' ? outcome.refusal : null;
  }

  push(event: FedEvent): void {
    this.#answer.push(event);
  }

  fail(failure: ChatFailure): void {
    this.#answer.fail(failure);
  }

  end(): void {
    this.#answer.end();
  }

  takeWritten(): string {
    return '';
  }

  document = (): string => {
    const { outcome } = this.#answer;
    if (outcome?.kind !== 'made') throw new Error('An answer that has not ended well is no document.');
    const { b64, said, createdAtSeconds, usage } = outcome.picture;
    const revised = said['revised_prompt'];
    return JSON.stringify({
      created: createdAtSeconds ?? this.#asked.createdAtSeconds,
      data: [{ b64_json: b64, ...(typeof revised === 'string' ? { revised_prompt: revised } : {}) }],
      ...traitsOf(said, this.#asked),
      ...(usage === null ? {} : { usage }),
    });
  };
}

/** Events: pictures on the way, then the whole one. Its last word, whether good or bad, is its last event. */
export class ImageStreamTranslation implements Translation {
  readonly #asked: AskedPicture;
  readonly #answer = new ImageAnswer();
  readonly #prefix: string;
  #written = '';
  #isOver = false;

  constructor(asked: AskedPicture) {
    this.#asked = asked;
    this.#prefix = asked.task === 'edit' ? 'image_edit' : 'image_generation';
  }

  get failure(): ChatFailure | null {
    const { outcome } = this.#answer;
    return outcome?.kind === 'failed' ? outcome.failure : null;
  }

  get refusal(): Refusal | null {
    const { outcome } = this.#answer;
    return outcome?.kind === 'failed' ? outcome.refusal : null;
  }

  push(event: FedEvent): void {
    if (this.#isOver) return;
    if (event.type === 'response.image_generation_call.partial_image') this.#sayPartial(event.data);
    this.#answer.push(event);
    this.#conclude();
  }

  fail(failure: ChatFailure): void {
    this.#answer.fail(failure);
    this.#conclude();
  }

  end(): void {
    this.#answer.end();
    this.#conclude();
  }

  takeWritten(): string {
    const written = this.#written;
    this.#written = '';
    return written;
  }

  #sayPartial(data: Loose): void {
    const b64 = data['partial_image_b64'];
    if (typeof b64 !== 'string' || b64 === '') return;
    this.#say(`${this.#prefix}.partial_image`, {
      b64_json: b64,
      partial_image_index: countAt(data, 'partial_image_index') ?? 0,
      created_at: this.#asked.createdAtSeconds,
      ...traitsOf(data, this.#asked),
    });
  }

  #conclude(): void {
    const { outcome } = this.#answer;
    if (outcome === null || this.#isOver) return;
    this.#isOver = true;
    if (outcome.kind === 'made') this.#sayWhole(outcome.picture);
    else this.#say('error', { error: outcome.failure.error });
  }

  #sayWhole({ b64, said, createdAtSeconds, usage }: FinishedPicture): void {
    this.#say(`${this.#prefix}.completed`, {
      b64_json: b64,
      created_at: createdAtSeconds ?? this.#asked.createdAtSeconds,
      ...traitsOf(said, this.#asked),
      ...(usage === null ? {} : { usage }),
    });
  }

  #say(type: string, data: object): void {
    this.#written += `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  }
}
