import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { useBrowser } from './stage.ts';

const open = useBrowser();

const languageOf = (page: Page): Promise<string> => page.evaluate<string>('document.documentElement.lang');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

/** The names of the pages, as the navigation says them. */
async function standsInNavigation(page: Page, label: string, names: readonly string[]): Promise<void> {
  const navigation = page.getByRole('navigation', { name: label });
  for (const name of names) await navigation.getByRole('link', { name, exact: true }).waitFor();
}

describe('the language of the dashboard', () => {
  it('is chosen in the header, and holds after a reload', async () => {
    await using stage = await open({ path: '/dashboard/settings', context: { locale: 'en-GB' } });
    const { page } = stage;
    await heading(page, 'Settings').waitFor();
    expect(await languageOf(page)).toBe('en');

    await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' });
    await heading(page, 'Einstellungen').waitFor();
    await standsInNavigation(page, 'Seiten', ['Übersicht', 'Konten', 'Verteilung']);
    expect(await languageOf(page)).toBe('de');

    await page.reload();
    await heading(page, 'Einstellungen').waitFor();
    expect(await languageOf(page)).toBe('de');
    expect(await page.getByRole('combobox', { name: 'Sprache' }).inputValue()).toBe('de');
  });

  it.each([
    { locale: 'de-DE', language: 'de', label: 'Seiten', names: ['Übersicht', 'Konten', 'Einstellungen'] },
    { locale: 'zh-CN', language: 'zh-CN', label: '页面', names: ['概览', '账号', '设置'] },
  ])('without a choice it is that of the browser: $locale', async ({ locale, language, label, names }) => {
    await using stage = await open({ isClosed: true, context: { locale } });
    await standsInNavigation(stage.page, label, names);
    expect(await languageOf(stage.page)).toBe(language);
  });

  it.each([
    ['', 'Was durchgelaufen ist'],
    ['/requests', 'gpt-5.5'],
    ['/settings', 'Hier zu ändern'],
    ['/routing', 'Frühere Zurücksetzung bevorzugen'],
  ])('German fits a narrow screen: /dashboard%s', async (path, loaded) => {
    await using stage = await open({
      path: `/dashboard${path}`,
      context: { locale: 'de-DE', viewport: { width: 360, height: 740 } },
    });
    const { page } = stage;
    await stage.turn('talk-1');
    await page.getByRole('main').getByText(loaded).first().waitFor();
    const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
    expect(overhang).toBeLessThanOrEqual(0);
  });
});
