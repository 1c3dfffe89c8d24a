import type { Translation } from '../translated-answer.ts';
import type { ImageRequest } from './image-request.ts';
import { ImageDocumentTranslation, ImageStreamTranslation } from './image-translation.ts';

/** The model that is asked to use the tool; it draws nothing itself. */
const hostModel = 'gpt-5.5';

const instructions =
  'Make exactly one picture with the image_generation tool. Pass the words of the request to it as they are, and write nothing.';

/** @returns the request as one turn of the upstream's own protocol, with the tool that makes pictures */
export function imageTurnBody({ task, model, prompt, pictures, mask, options }: ImageRequest): Buffer {
  const tool = {
    type: 'image_generation',
    action: task === 'edit' ? 'edit' : 'generate',
    model,
    ...options,
    ...(mask === null ? {} : { input_image_mask: mask }),
  };
  const content = [
    { type: 'input_text', text: prompt },
    ...pictures.map((picture) => ({ type: 'input_image', detail: 'auto', ...picture })),
  ];
  return Buffer.from(
    JSON.stringify({
      model: hostModel,
      instructions,
      input: [{ type: 'message', role: 'user', content }],
      tools: [tool],
      tool_choice: { type: 'image_generation' },
      parallel_tool_calls: false,
      store: false,
      stream: true,
    }),
  );
}

export function imageTranslation(request: ImageRequest, nowMs: number): Translation {
  const { task, options, stream } = request;
  const asked = { task, options, createdAtSeconds: Math.floor(nowMs / 1000) };
  return stream ? new ImageStreamTranslation(asked) : new ImageDocumentTranslation(asked);
}
