import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { linesIn } from './log-tail.ts';

const level = fc.constantFrom('error', 'warn', 'info', 'debug');
const entry = fc.record({
  level,
  // What a program may write, line breaks and all; a line that looks like a head is one.
  text: fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('[') && text === text.trimEnd()),
});

describe('lines of the log', () => {
  it('are the same, page after page, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (entries, limit) => {
        const at = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
        const whole = Buffer.from(entries.map((one, index) => `[${at(index)}] [${one.level}] ${one.text}\n`).join(''));
        const seen: string[] = [];
        let end = whole.length;
        while (end > 0) {
          const page = linesIn(whole.subarray(0, end), true, { level: 'debug', limit });
          seen.unshift(...page.lines.map((line) => line.at));
          expect(page.startByte).toBeLessThan(end);
          end = page.startByte;
        }
        expect(seen).toEqual(entries.map((_one, index) => at(index)));
      }),
    );
  });

  it('of a piece that begins in the middle begin with the first whole one', () => {
    const piece = Buffer.from('end of one\n[2026-01-01T00:00:00.000Z] [info] whole\n');
    expect(linesIn(piece, false, { level: 'debug', limit: 9 })).toEqual({
      lines: [{ at: '2026-01-01T00:00:00.000Z', level: 'info', text: 'whole' }],
      startByte: 11,
    });
  });
});
