import { describe, expect, it } from 'vitest';

const catalogues = import.meta.glob<Record<string, Record<string, unknown>>>('./en-*.ts', { eager: true });

describe('the English catalogues', () => {
  it('share no section: of two with one name, the spread in en.ts would lose one without a word', () => {
    const sections = Object.entries(catalogues).flatMap(([file, exported]) =>
      Object.values(exported).flatMap((catalogue) => Object.keys(catalogue).map((section) => `${section} ${file}`)),
    );
    const names = sections.map((section) => section.split(' ')[0] ?? '');
    expect(sections.filter((_section, place) => names.indexOf(names[place] ?? '') !== place)).toEqual([]);
    expect(names.length).toBeGreaterThan(20);
  });
});
