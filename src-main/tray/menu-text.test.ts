import fc from 'fast-check';
import { expect, it } from 'vitest';

import { menuLines } from './menu-text.ts';

it('breaks a sentence between words', () => {
  expect(menuLines('The usage limit is reached. Wait.', { width: 16 })).toEqual([
    'The usage limit',
    'is reached.',
    'Wait.',
  ]);
  expect(menuLines('额度已用完。上游报告有余量后，会自动恢复 Codex。', { width: 16 })).toEqual([
    '额度已用完。上游',
    '报告有余量后，会',
    '自动恢复 Codex。',
  ]);
  expect(menuLines(' \n ')).toEqual([]);
});

it('for any text: few lines, none empty or too long, and nothing that breaks a menu', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
      const lines = menuLines(text, { width: 20, most: 3 });
      expect(lines.length).toBeLessThanOrEqual(3);
      for (const line of lines) {
        expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        expect(line).not.toBe('');
        expect([...new Intl.Segmenter().segment(line)].length).toBeLessThanOrEqual(20);
      }
    }),
  );
});
