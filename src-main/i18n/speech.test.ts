import { describe, expect, it } from 'vitest';

import { createSpeaker, createSpeech, type SpeechOptions } from './speech.ts';

const speech = (change: Partial<SpeechOptions> = {}) =>
  createSpeech({ chosen: 'system', systemLanguages: [], timeZone: 'UTC', ...change });
const minute = 60_000;
/** Electron's Node and ours may put different spaces. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('the language', () => {
  it.each<[Partial<SpeechOptions>, string]>([
    [{ systemLanguages: ['de-AT', 'en-US'] }, 'de'],
    [{ systemLanguages: ['fr', 'zh-Hans-CN'] }, 'zh-CN'],
    [{ systemLanguages: ['C'] }, 'en'],
    [{ systemLanguages: [] }, 'en'],
    [{ chosen: 'de', systemLanguages: ['en-US'] }, 'de'],
    [{ chosen: 'en', systemLanguages: ['zh-CN'] }, 'en'],
  ])('%j: %s', (change, language) => {
    expect(speech(change).language).toBe(language);
  });
});

describe('what stands in sentences', () => {
  it.each<[Partial<SpeechOptions>, readonly string[]]>([
    [{ chosen: 'en' }, ['62%', '2h 10m', '3d 4h', '1m', '1h', '1,234']],
    [{ chosen: 'de' }, ['62 %', '2 Std. 10 Min.', '3 Tg. 4 Std.', '1 Min.', '1 Std.', '1.234']],
    [{ chosen: 'zh-CN' }, ['62%', '2小时 10分钟', '3天 4小时', '1分钟', '1小时', '1,234']],
  ])('%j', (change, expected) => {
    const { percent, span, count } = speech(change);
    const said = [
      percent(62),
      span(130 * minute),
      span((3 * 1440 + 4 * 60 + 59) * minute),
      span(0),
      span(59.1 * minute),
      count(1234),
    ];
    expect(said.map(plain)).toEqual(expected);
  });

  it.each([
    [['en-GB'], '14:03'],
    [['en-US'], '02:03 PM'],
    [['de-DE'], '14:03'],
    [['fr-FR', 'en-US'], '14:03'],
    [['c'], '14:03'],
  ])('the clock of a system with %j', (systemLanguages, expected) => {
    const { clock } = speech({ systemLanguages });
    expect(plain(clock(Date.parse('2026-11-02T14:03:00Z'))).toUpperCase()).toBe(expected);
  });
});

it('is made anew only when the choice or the system has changed', () => {
  let now: SpeechOptions = { chosen: 'system', systemLanguages: ['en-GB'] };
  const speak = createSpeaker(() => now);
  const first = speak();
  now = { ...now };
  expect(speak()).toBe(first);
  now = { ...now, systemLanguages: ['de'] };
  expect(speak().language).toBe('de');
  now = { ...now, chosen: 'zh-CN' };
  expect(speak().language).toBe('zh-CN');
});
