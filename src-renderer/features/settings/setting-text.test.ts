import { describe, expect, it } from 'vitest';

import { lockText, parseInput, sourceText, valueText } from './setting-text.ts';

describe('the words of a setting', () => {
  it('a locked setting says which name set it', () => {
    const locked = {
      editable: false,
      source: 'environment',
      sourceName: 'EVENKEEL_PORT',
      environmentName: 'EVENKEEL_PORT',
    } as const;
    expect(lockText(locked)).toBe('Set by EVENKEEL_PORT. Change it there.');
    expect(sourceText(locked)).toBe('From: environment (EVENKEEL_PORT)');
    expect(lockText({ ...locked, editable: true })).toBeNull();
  });

  it('one that only counts at the start says so', () => {
    expect(
      lockText({ editable: false, source: 'default', sourceName: null, environmentName: 'EVENKEEL_HOST' }),
    ).toContain('EVENKEEL_HOST');
  });

  it('shows a value with its unit', () => {
    expect(valueText(60, 'seconds')).toBe('60 seconds');
    expect(valueText(true, null)).toBe('on');
    expect(valueText('', null)).toBe('chosen by the system');
    expect(valueText('', null, 'singleAccountId')).toBe('none');
  });

  it('sends a number as a number, and what is none as it was typed', () => {
    expect(parseInput(' 42 ', 8)).toBe(42);
    expect(parseInput('soon', 8)).toBe('soon');
    expect(parseInput('', 8)).toBe('');
    expect(parseInput('7', 'text')).toBe('7');
  });
});
