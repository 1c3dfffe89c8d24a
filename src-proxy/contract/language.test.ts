import { describe, expect, it } from 'vitest';

import { languageFor } from './language.ts';

describe('the language of a page or of the desktop', () => {
  it.each([
    ['de', ['en-US'], 'de'],
    ['zh-CN', ['de'], 'zh-CN'],
    [null, ['de-AT', 'en'], 'de'],
    [null, ['zh-TW'], 'zh-CN'],
    [null, ['fr-FR', 'de'], 'de'],
    [null, ['fr', 'sv'], 'en'],
    [null, [], 'en'],
    ['klingon', ['de'], 'de'],
    ['', ['en-GB', 'de'], 'en'],
  ])('chosen %j, spoken %j: %s', (chosen, spoken, language) => {
    expect(languageFor(chosen, spoken)).toBe(language);
  });
});
