import { events, type RawEvent, type Step, type StreamOptions } from './steps.ts';

export const pictureB64 = Buffer.from('a picture').toString('base64');
export const partialB64 = Buffer.from('half a picture').toString('base64');

export interface PictureOptions extends StreamOptions {
  readonly partials?: number;
  /** Left out, as older backends did. */
  readonly toolUsage?: boolean;
  /** The item alone has it; the last event repeats nothing. */
  readonly emptyOutput?: boolean;
  /** Words in place of a picture. */
  readonly words?: string;
  readonly itemStatus?: 'completed' | 'failed';
}

const usage = { input_tokens: 50, output_tokens: 10, total_tokens: 60 };
export const imageUsage = {
  input_tokens: 12,
  input_tokens_details: { image_tokens: 0, text_tokens: 12 },
  output_tokens: 1000,
  output_tokens_details: { image_tokens: 1000, text_tokens: 0 },
  total_tokens: 1012,
};

/** A turn in which the model uses its `image_generation` tool, as the Responses API has it. */
export function picture(options: PictureOptions = {}): Step {
  return events(pictureEvents(options), options);
}

export function pictureEvents({
  partials = 0,
  toolUsage = true,
  emptyOutput = false,
  words,
  itemStatus = 'completed',
}: PictureOptions = {}): RawEvent[] {
  const base = { id: 'resp_image', object: 'response', created_at: 1_790_000_000, model: 'gpt-5.5' };
  const place = { item_id: 'ig_1', output_index: 0 };
  const traits = { background: 'opaque', output_format: 'png', quality: 'low', size: '1024x1024' };
  const item =
    words === undefined
      ? {
          id: 'ig_1',
          type: 'image_generation_call',
          status: itemStatus,
          result: itemStatus === 'completed' ? pictureB64 : null,
          revised_prompt: 'a better prompt',
          ...traits,
        }
      : { id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: words }] };
  const list: [string, Record<string, unknown>][] = [
    ['response.created', { response: { ...base, status: 'in_progress', output: [] } }],
    ['response.image_generation_call.in_progress', place],
    ['response.image_generation_call.generating', place],
    ...Array.from({ length: partials }, (_, index): [string, Record<string, unknown>] => [
      'response.image_generation_call.partial_image',
      { ...place, partial_image_index: index, partial_image_b64: partialB64, ...traits },
    ]),
    ['response.output_item.done', { output_index: 0, item }],
    [
      'response.completed',
      {
        response: {
          ...base,
          status: 'completed',
          output: emptyOutput ? [] : [item],
          ...(toolUsage ? { tool_usage: { image_gen: imageUsage } } : {}),
          usage,
        },
      },
    ],
  ];
  return list.map(([event, data], sequence) => ({ event, data: { type: event, sequence_number: sequence, ...data } }));
}

/** The same, and the stream ends, or breaks, before its last event. */
export function truncatedPicture(options: PictureOptions = {}): Step {
  return events(pictureEvents(options).slice(0, -2));
}

/** Refused in the middle, as by moderation. */
export function failedPicture(code: string, options: PictureOptions = {}): Step {
  const error = { code, message: `It failed: ${code}` };
  const response = { id: 'resp_image', object: 'response', status: 'failed', output: [], error };
  return events([
    ...pictureEvents(options).slice(0, -2),
    { event: 'response.failed', data: { type: 'response.failed', sequence_number: 9, response } },
  ]);
}
