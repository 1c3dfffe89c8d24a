import OpenAI, { toFile } from 'openai';
import { describe, expect, it } from 'vitest';

import { imageUsage, partialB64, picture, pictureB64 } from '../fakes/upstream/image-events.ts';
import { startStage, type Stage } from './harness.ts';
import { errorOf } from './http-client.ts';
import { post, sentUpstream } from './v1-requests.ts';

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pngUrl = `data:image/png;base64,${png.toString('base64')}`;
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);

function clientOf(stage: Stage, apiKey = 'not-a-key-of-ours'): OpenAI {
  return new OpenAI({ baseURL: `${stage.origin}/v1`, apiKey, maxRetries: 0 });
}

describe('endpoints 3.1: /v1/images/generations', () => {
  it('one picture, by a turn with the tool for it', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture());
    const answer = await clientOf(stage).images.generate({
      prompt: 'a cat',
      size: '1024x1024',
      quality: 'low',
      background: 'opaque',
      output_format: 'png',
      output_compression: 80,
      moderation: 'low',
      user: 'somebody',
      n: 1,
      response_format: 'b64_json',
    });
    expect(answer).toMatchObject({
      created: 1_790_000_000,
      data: [{ b64_json: pictureB64, revised_prompt: 'a better prompt' }],
      background: 'opaque',
      output_format: 'png',
      quality: 'low',
      size: '1024x1024',
      usage: imageUsage,
    });
    const sent = sentUpstream(stage);
    expect(sent).toMatchObject({
      model: 'gpt-5.5',
      stream: true,
      store: false,
      tool_choice: { type: 'image_generation' },
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a cat' }] }],
    });
    expect(sent.tools).toEqual([
      {
        type: 'image_generation',
        action: 'generate',
        model: 'gpt-image-2',
        size: '1024x1024',
        quality: 'low',
        background: 'opaque',
        output_format: 'png',
        output_compression: 80,
        moderation: 'low',
      },
    ]);
  });

  it.each(['/v1/images/generations', '/images/generations', '/backend-api/codex/images/generations'])(
    '%s, and what nobody reads is named',
    async (path) => {
      await using stage = await startStage({ accounts: ['acc-a'] });
      stage.account('acc-a').always(picture());
      const answer = await post(stage, path, { prompt: 'a cat', user: 'me', partial_images: 2 });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ data: [{ b64_json: pictureB64 }] });
      expect(answer.headers['x-evenkeel-dropped']).toBe('partial_images, user');
      expect((await stage.call(path)).status).toBe(405);
    },
  );

  it('SECURITY: names that are no header end in none', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture());
    const odd = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`member-${index}`, 1]));
    const answer = await post(stage, '/v1/images/generations', { prompt: 'a cat', 'a\r\nb: c': 1, '“odd”': 1, ...odd });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-evenkeel-dropped']).toMatch(/^other, member-0, .*, more$/);
    expect(String(answer.headers['x-evenkeel-dropped']).length).toBeLessThan(1000);
  });

  it('a stream: partial pictures, then the whole one with its usage', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture({ partials: 2 }));
    const seen: unknown[] = [];
    const stream = await clientOf(stage).images.generate({ prompt: 'a cat', stream: true, partial_images: 2 });
    for await (const event of stream) seen.push(event);
    expect(seen).toMatchObject([
      { type: 'image_generation.partial_image', b64_json: partialB64, partial_image_index: 0, size: '1024x1024' },
      { type: 'image_generation.partial_image', b64_json: partialB64, partial_image_index: 1 },
      { type: 'image_generation.completed', b64_json: pictureB64, created_at: 1_790_000_000, usage: imageUsage },
    ]);
    expect(sentUpstream(stage)).toMatchObject({ tools: [{ partial_images: 2 }] });
  });

  it.each([
    ['events cut into bytes', { chunking: 'byte' as const }],
    ['a last event that repeats nothing', { emptyOutput: true }],
  ])('%s: the same picture', async (_name, options) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture(options));
    const answer = await clientOf(stage).images.generate({ prompt: 'a cat' });
    expect(answer.data).toEqual([{ b64_json: pictureB64, revised_prompt: 'a better prompt' }]);
  });

  it('without a count of its own the tool is told what the model took', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture({ toolUsage: false }));
    const answer = await clientOf(stage).images.generate({ prompt: 'a cat' });
    expect(answer.usage).toEqual({ input_tokens: 50, output_tokens: 10, total_tokens: 60 });
  });

  it.each([
    ['n', { n: 2 }, 'unsupported_parameter', /One picture/],
    ['response_format', { response_format: 'url' }, 'unsupported_parameter', /b64_json/],
    [
      'model',
      { model: 'dall-e-3' },
      'model_not_image_capable',
      /gpt-image-2, gpt-image-1.5, gpt-image-1, gpt-image-1-mini/,
    ],
    ['model', { model: 'gpt-5.5' }, 'model_not_image_capable', /"gpt-5.5"/],
    ['prompt', { prompt: '' }, 'request_malformed', /prompt/],
    ['quality', { quality: 'hd' }, 'request_malformed', /quality/],
    ['size', { size: 'big' }, 'request_malformed', /size/],
    ['image', { image: pngUrl }, 'unsupported_parameter', /edits/],
  ])('%s that cannot be: 400 with a sentence, and nothing is asked', async (param, more, code, message) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, '/v1/images/generations', { prompt: 'a cat', ...more });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code, param, message: expect.stringMatching(message) });
    expect(stage.upstream.turns()).toHaveLength(0);
  });
});

describe('endpoints 3.1: /v1/images/edits', () => {
  it('pictures and a mask of a form', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture());
    const answer = await clientOf(stage).images.edit({
      // Without a type, as from a buffer: the bytes say what it is.
      image: [await toFile(png, 'a.png'), await toFile(jpeg, 'b.jpg')],
      mask: await toFile(png, 'mask.png', { type: 'image/png' }),
      prompt: 'with a hat',
      model: 'gpt-image-1.5',
      input_fidelity: 'high',
      n: 1,
    });
    expect(answer.data?.[0]?.b64_json).toBe(pictureB64);
    const sent = sentUpstream(stage) as { input: [{ content: unknown[] }]; tools: unknown[] };
    expect(sent.input[0].content).toEqual([
      { type: 'input_text', text: 'with a hat' },
      { type: 'input_image', detail: 'auto', image_url: pngUrl },
      { type: 'input_image', detail: 'auto', image_url: `data:image/jpeg;base64,${jpeg.toString('base64')}` },
    ]);
    expect(sent.tools).toEqual([
      {
        type: 'image_generation',
        action: 'edit',
        model: 'gpt-image-1.5',
        input_fidelity: 'high',
        input_image_mask: { image_url: pngUrl },
      },
    ]);
  });

  it('streamed, from one picture', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture({ partials: 1 }));
    const image = await toFile(png, 'a.png');
    const stream = await clientOf(stage).images.edit({ image, prompt: 'a hat', stream: true, partial_images: 1 });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    expect(types).toEqual(['image_edit.partial_image', 'image_edit.completed']);
  });

  it('JSON with data URLs', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    stage.account('acc-a').always(picture());
    const body = { prompt: 'a hat', images: [{ image_url: pngUrl }], mask: { image_url: pngUrl } };
    expect((await post(stage, '/v1/images/edits', body)).status).toBe(200);
    expect(sentUpstream(stage)).toMatchObject({ tools: [{ input_image_mask: { image_url: pngUrl } }] });
  });

  it.each([
    ['no picture', {}, 'image'],
    ['a picture that is none', { image: 'file:///etc/passwd' }, 'image'],
    ['a plain http address', { image: 'http://127.0.0.1/a.png' }, 'image'],
    ['too many', { image: Array.from({ length: 17 }, () => pngUrl) }, 'image'],
    ['a mask that is none', { image: pngUrl, mask: 7 }, 'mask'],
  ])('%s: 400', async (_name, more, param) => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const answer = await post(stage, '/v1/images/edits', { prompt: 'a hat', ...more });
    expect([answer.status, errorOf(answer).param]).toEqual([400, param]);
  });

  it('a form whose picture is something else, or that is cut off: 400', async () => {
    await using stage = await startStage({ accounts: ['acc-a'] });
    const image = await toFile(Buffer.from('plain words'), 'a.png', { type: 'image/png' });
    await expect(clientOf(stage).images.edit({ image, prompt: 'a hat' })).rejects.toMatchObject({
      status: 400,
      param: 'image',
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const cut = Buffer.from('--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nab');
    const answer = await post(stage, '/v1/images/edits', cut, { headers });
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'request_malformed']);
  });

  it('a form past the limit: 413', async () => {
    await using stage = await startStage({ accounts: ['acc-a'], environment: { EVENKEEL_MAX_REQUEST_BODY: '1' } });
    const image = await toFile(Buffer.concat([png, Buffer.alloc(1024 * 1024)]), 'a.png');
    await expect(clientOf(stage).images.edit({ image, prompt: 'a hat' })).rejects.toMatchObject({ status: 413 });
  });
});
