import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Refusal } from '../../contract/refusal.ts';
import { imageFormAsJson, imageModels, readImageRequest, type ImageRequest } from './image-request.ts';
import { imageTurnBody } from './image-turn.ts';

const pngUrl = 'data:image/png;base64,iVBORw0KGgo=';
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const options = fc.record(
  {
    size: fc.constantFrom('auto', '1024x1024', '1536x1024'),
    quality: fc.constantFrom('low', 'medium', 'high', 'auto'),
    background: fc.constantFrom('transparent', 'opaque', 'auto'),
    output_format: fc.constantFrom('png', 'jpeg', 'webp'),
    output_compression: fc.integer({ min: 0, max: 100 }),
    moderation: fc.constantFrom('low', 'auto'),
  },
  { requiredKeys: [] },
);
const wanted = fc.record({
  prompt: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
  model: fc.constantFrom(...imageModels, null, undefined),
  n: fc.constantFrom(1, null, undefined),
  stream: fc.constantFrom(true, false, null),
  image: fc.oneof(fc.constant(pngUrl), fc.array(fc.constant(pngUrl), { minLength: 1, maxLength: 16 })),
  options,
});

function toolOf(request: ImageRequest): Record<string, unknown> {
  const body = JSON.parse(imageTurnBody(request).toString('utf8')) as { tools: [Record<string, unknown>] };
  return body.tools[0];
}

describe('what is asked of the images API', () => {
  it('reaches the tool member by member, and nothing else does', () => {
    fc.assert(
      fc.property(wanted, ({ options: stated, image, ...rest }) => {
        const request = readImageRequest({ ...rest, ...stated, image, user: 'me' }, 'edit');
        const { type, action, model, ...passed } = toolOf(request);
        expect([type, action, model]).toEqual(['image_generation', 'edit', rest.model ?? 'gpt-image-2']);
        expect(passed).toEqual(stated);
        expect(request.prompt).toBe(rest.prompt);
        expect(request.pictures).toHaveLength(Array.isArray(image) ? image.length : 1);
        expect(request.dropped).toEqual(['user']);
      }),
    );
  });

  it('a form says the same as JSON', () => {
    fc.assert(
      fc.property(wanted, ({ options: stated, model, ...rest }) => {
        const count = Array.isArray(rest.image) ? rest.image.length : 1;
        const members = { ...stated, prompt: rest.prompt, stream: rest.stream === true, ...(model ? { model } : {}) };
        const fields = new Map(Object.entries(members).map(([name, value]) => [name, String(value)]));
        const file = { field: 'image[]', name: 'a', mediaType: 'application/octet-stream', bytes: png };
        const form = { fields, pairs: [...fields], files: Array.from({ length: count }, () => file) };
        const asJson = { ...members, image: Array.from({ length: count }, () => pngUrl) };
        expect(readImageRequest(imageFormAsJson(form), 'edit')).toEqual(readImageRequest(asJson, 'edit'));
      }),
    );
  });

  it('anything else is refused as a request, or read; nothing else is thrown', () => {
    const name = fc.constantFrom(
      'prompt',
      'model',
      'n',
      'size',
      'image',
      'images',
      'mask',
      'stream',
      'response_format',
    );
    const body = fc.oneof(fc.jsonValue(), fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.constant('x'))));
    fc.assert(
      fc.property(body, fc.constantFrom('generation', 'edit'), (asked, task) => {
        try {
          const request = readImageRequest(asked, task);
          expect(imageModels).toContain(request.model);
          expect(request.pictures.length > 0).toBe(task === 'edit');
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          expect((error as Refusal).status).toBe(400);
          expect((error as Refusal).details.fields).toHaveProperty('param');
        }
      }),
    );
  });

  it.each([0, 2, 1.5, -1])('n of %d is refused', (n) => {
    expect(() => readImageRequest({ prompt: 'x', n }, 'generation')).toThrow(/One picture/);
  });

  it('what only streams or edits know goes nowhere else, and is named', () => {
    const request = readImageRequest({ prompt: 'x', partial_images: 1, input_fidelity: 'high' }, 'generation');
    expect(request.dropped.toSorted()).toEqual(['input_fidelity', 'partial_images']);
    expect(request.options).toEqual({});
  });

  it.each(['javascript:alert(1)', 'data:text/html;base64,AA==', 'ftp://x/y.png', {}, { file_id: '' }, ['a'], null])(
    '%j is no picture',
    (image) => {
      expect(() => readImageRequest({ prompt: 'x', image: [image] }, 'edit')).toThrow(Refusal);
    },
  );
});
