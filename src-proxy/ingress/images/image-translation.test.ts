import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeEvent } from '../../../test/fakes/upstream/event-stream.ts';
import { pictureB64, pictureEvents, type PictureOptions } from '../../../test/fakes/upstream/image-events.ts';
import { EventFeed } from '../event-feed.ts';
import type { Translation } from '../translated-answer.ts';
import { ImageDocumentTranslation, ImageStreamTranslation, type AskedPicture } from './image-translation.ts';

const asked: AskedPicture = { task: 'generation', options: {}, createdAtSeconds: 1 };
const forms: [string, () => Translation & Pick<ImageStreamTranslation, 'refusal'>][] = [
  ['a document', () => new ImageDocumentTranslation(asked)],
  ['a stream', () => new ImageStreamTranslation(asked)],
];

/** Feeds so many of the events, in pieces of so many bytes. */
function feed(translation: Translation, options: PictureOptions, count: number, pieceBytes: number): void {
  const bytes = Buffer.concat(pictureEvents(options).slice(0, count).map(encodeEvent));
  const events = new EventFeed();
  for (let at = 0; at < bytes.length; at += pieceBytes)
    for (const event of events.read(bytes.subarray(at, at + pieceBytes))) translation.push(event);
  translation.end();
}

describe.each(forms)('pictures as %s', (_name, make) => {
  const options = fc.record({ partials: fc.nat(3), toolUsage: fc.boolean(), emptyOutput: fc.boolean() });

  it('a turn cut anywhere before its end has failed, and says nothing of a whole picture', () => {
    fc.assert(
      fc.property(options, fc.nat(20), fc.integer({ min: 1, max: 500 }), (picture, count, pieceBytes) => {
        const whole = pictureEvents(picture).length;
        const translation = make();
        feed(translation, picture, count % whole, pieceBytes);
        expect(translation.failure?.error.code).toBe('upstream_stream_truncated');
        expect(String(translation.takeWritten())).not.toContain('.completed');
        if (translation.document !== undefined) expect(translation.document).toThrow(/no document/);
      }),
    );
  });

  it('a whole turn is the picture, once, however it is cut', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 500 }), (picture, pieceBytes) => {
        const translation = make();
        feed(translation, picture, pictureEvents(picture).length, pieceBytes);
        translation.end();
        expect(translation.failure).toBeNull();
        const said = translation.document?.() ?? String(translation.takeWritten());
        expect(said.split(pictureB64)).toHaveLength(2);
      }),
    );
  });

  it.each([
    ['the tool failed', { itemStatus: 'failed' }, 502, 'upstream_error'],
    ['words in its place', { words: 'No.' }, 400, 'image_generation_failed'],
  ] as const)('%s: a failure', (_what, picture, status, code) => {
    const translation = make();
    feed(translation, picture, pictureEvents(picture).length, 1000);
    expect(translation.failure).toMatchObject({ status, error: { code } });
    expect(translation.refusal?.code).toBe(code);
  });
});
