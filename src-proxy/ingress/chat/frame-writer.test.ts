import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { writtenFrame, type ChatFrame } from './chat-chunk.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { FrameWriter } from './frame-writer.ts';

const word = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('"content":""', '\\"', '\u2028', '😀'));
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('content', 'refusal', 'reasoning'), text: word }),
  fc.record({ kind: fc.constant('meet'), text: word }),
  fc.record({ kind: fc.constant('call'), text: word }),
);

describe('FrameWriter', () => {
  it('writes every frame of an answer as JSON.stringify would', () => {
    fc.assert(
      fc.property(fc.array(step), fc.boolean(), word, (steps, includeUsage, name) => {
        const frames: ChatFrame[] = [];
        const chunks = new ChunkWriter({
          includeUsage,
          fallback: { id: name, createdAtSeconds: 7, model: name },
          emit: (frame) => frames.push(frame),
        });
        for (const { kind, text } of steps) {
          if (kind === 'content') chunks.content(text);
          else if (kind === 'refusal') chunks.refusal(text);
          else if (kind === 'reasoning') chunks.reasoning(text);
          else if (kind === 'call') chunks.call({ index: 0, id: text, type: 'function', function: { name: text } });
          else chunks.meet({ id: text, model: text, service_tier: 'priority' });
        }
        chunks.finish('stop', null);
        const writer = new FrameWriter();
        for (const frame of frames) expect(writer.write(frame)).toBe(writtenFrame(frame));
      }),
    );
  });
});
