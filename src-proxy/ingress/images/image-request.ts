import { z } from 'zod';

import { Refusal } from '../../contract/refusal.ts';
import { malformed, unsupported } from '../../translate/chat-refusals.ts';
import { DropList } from '../../translate/drop-list.ts';
import { parseRequest } from '../../translate/parse-request.ts';
import type { Form } from '../multipart.ts';
import { dataUrlOf, pictureAt, type Picture } from './picture.ts';

/**
 * What a client asks of `/images/generations` and `/images/edits`
 * (https://platform.openai.com/docs/api-reference/images). The models are those that the ChatGPT backend's own tool can use.
 */

export const imageModels = ['gpt-image-2', 'gpt-image-1.5', 'gpt-image-1', 'gpt-image-1-mini'] as const;
export type ImageModel = (typeof imageModels)[number];
const defaultModel: ImageModel = 'gpt-image-2';

export type ImageTask = 'generation' | 'edit';

/** How the picture is to be; what is absent is the upstream's choice. */
export interface ImageOptions {
  readonly size?: string;
  readonly quality?: string;
  readonly background?: string;
  readonly output_format?: string;
  readonly output_compression?: number;
  readonly moderation?: string;
  readonly input_fidelity?: string;
  readonly partial_images?: number;
}

export interface ImageRequest {
  readonly task: ImageTask;
  readonly model: ImageModel;
  readonly prompt: string;
  /** To be changed; empty for a new picture. */
  readonly pictures: readonly Picture[];
  /** Where the first of them may be changed. */
  readonly mask: Picture | null;
  readonly options: ImageOptions;
  readonly stream: boolean;
  /** Members that nobody here reads. */
  readonly dropped: readonly string[];
}

const maxPictures = 16;
const longestPromptChars = 32_000;

const schema = z.looseObject({
  model: z.string().nullish(),
  prompt: z.string().min(1).max(longestPromptChars),
  n: z.number().nullish(),
  response_format: z.enum(['b64_json', 'url']).nullish(),
  stream: z.boolean().nullish(),
  size: z
    .string()
    .regex(/^(auto|\d{2,5}x\d{2,5})$/)
    .nullish(),
  quality: z.enum(['low', 'medium', 'high', 'auto']).nullish(),
  background: z.enum(['transparent', 'opaque', 'auto']).nullish(),
  output_format: z.enum(['png', 'jpeg', 'webp']).nullish(),
  output_compression: z.number().int().min(0).max(100).nullish(),
  moderation: z.enum(['low', 'auto']).nullish(),
  input_fidelity: z.enum(['high', 'low']).nullish(),
  partial_images: z.number().int().min(0).max(3).nullish(),
  image: z.unknown().optional(),
  images: z.array(z.unknown()).nullish(),
  mask: z.unknown().optional(),
});

/** @throws Refusal that names the member at fault */
export function readImageRequest(body: unknown, task: ImageTask): ImageRequest {
  const asked = parseRequest(schema, body);
  const { n, response_format: format, prompt } = asked;
  const model = modelOf(asked.model ?? defaultModel);
  if (n != null && n !== 1) throw unsupported('n', 'One picture is made per request. Leave `n` out, or send several.');
  if (format === 'url')
    throw unsupported('response_format', 'Pictures are kept nowhere, so they come in the answer: ask for `b64_json`.');
  const stream = asked.stream === true;
  const { options, dropped } = optionsOf(asked, task, stream);
  if (task === 'generation' && (asked.image != null || asked.images != null || asked.mask != null))
    throw unsupported('image', 'A picture to start from belongs to /v1/images/edits. Send it there.');
  const unread = new DropList();
  for (const name of dropped) unread.add(name);
  for (const name of Object.keys(asked)) if (!Object.hasOwn(schema.shape, name)) unread.add(name);
  return {
    task,
    model,
    prompt,
    pictures: task === 'edit' ? picturesOf(asked.image, asked.images) : [],
    mask: asked.mask == null ? null : pictureAt(asked.mask, 'mask'),
    options,
    stream,
    dropped: unread.names(),
  };
}

function modelOf(name: string): ImageModel {
  const known = imageModels.find((model) => model === name);
  if (known !== undefined) return known;
  throw new Refusal(
    'model_not_image_capable',
    `"${name.slice(0, 100)}" makes no pictures here. These do: ${imageModels.join(', ')}.`,
    { fields: { param: 'model' } },
  );
}

function optionsOf(
  asked: z.output<typeof schema>,
  task: ImageTask,
  stream: boolean,
): { options: ImageOptions; dropped: string[] } {
  const { size, quality, background, output_format, output_compression, moderation } = asked;
  const { input_fidelity, partial_images } = asked;
  // Of no meaning elsewhere, and the upstream need not be asked what it thinks of them.
  const misplaced = {
    ...(task === 'edit' ? {} : { input_fidelity }),
    ...(stream ? {} : { partial_images }),
  };
  const stated = { size, quality, background, output_format, output_compression, moderation };
  const more = { ...(task === 'edit' ? { input_fidelity } : {}), ...(stream ? { partial_images } : {}) };
  return {
    options: Object.fromEntries(Object.entries({ ...stated, ...more }).filter(([, value]) => value != null)),
    dropped: Object.entries(misplaced).flatMap(([name, value]) => (value == null ? [] : [name])),
  };
}

function picturesOf(image: unknown, images: readonly unknown[] | null | undefined): Picture[] {
  const given: readonly unknown[] = [
    ...(Array.isArray(image) ? image : image == null ? [] : [image]),
    ...(images ?? []),
  ];
  if (given.length === 0) throw malformed('image', 'An edit needs the picture that it starts from, as `image`.');
  if (given.length > maxPictures) throw malformed('image', `An edit takes at most ${maxPictures} pictures.`);
  return given.map((one) => pictureAt(one, 'image'));
}

const numbers = ['n', 'output_compression', 'partial_images'] as const;

/** A form in the words of a JSON request. @throws Refusal */
export function imageFormAsJson({ fields, files }: Form): Record<string, unknown> {
  const json: Record<string, unknown> = Object.fromEntries(fields);
  for (const name of numbers) {
    const text = fields.get(name);
    if (text !== undefined) json[name] = /^-?\d{1,9}$/.test(text) ? Number(text) : text;
  }
  const stream = fields.get('stream');
  if (stream === 'true' || stream === 'false') json['stream'] = stream === 'true';
  const images = files.filter(({ field }) => /^image(\[\d*\])?$/.test(field));
  const masks = files.filter(({ field }) => field === 'mask');
  if (images.length > maxPictures) throw malformed('image', `An edit takes at most ${maxPictures} pictures.`);
  if (masks.length > 1) throw malformed('mask', 'An edit takes one mask.');
  if (images.length > 0) json['image'] = images.map(dataUrlOf);
  if (masks[0] !== undefined) json['mask'] = dataUrlOf(masks[0]);
  return json;
}
