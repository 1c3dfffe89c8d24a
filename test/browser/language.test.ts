import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { decisionReasons } from '../../src-proxy/contract/decision-reasons.ts';
import { settingDeclarations } from '../../src-proxy/contract/settings.ts';
import { authFile, useBrowser } from './stage.ts';

const open = useBrowser();

const languageOf = (page: Page): Promise<string> => page.evaluate<string>('document.documentElement.lang');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

/** The names of the pages, as the navigation says them. */
async function standsInNavigation(page: Page, label: string, names: readonly string[]): Promise<void> {
  const navigation = page.getByRole('navigation', { name: label });
  for (const name of names) await navigation.getByRole('link', { name, exact: true }).waitFor();
}

const declared = Object.values(settingDeclarations);
/** What the engine declares in English. Names that another language may have too say nothing. */
const englishOfSettings = declared.flatMap(({ title, help }) => [title, help]).filter((text) => text.includes(' '));
const englishOfTests = [
  'Evenkeel answers at its own address',
  'Streams pass piece by piece',
  'There is room on the disk',
  'The vault keeps what it is given',
  'Requests under way',
];
/** A sentence in English has some of these, and hardly any in German. */
const englishWords = /\b(?:the|does|with|from|which|have|was|were|and|not|nothing)\b/gi;

/** What of the English stands in the page, and its lines that look English; what is typed as it is (`code`) left out. */
async function englishIn(page: Page, known: readonly string[], within = 'main'): Promise<string[]> {
  const text = await page.evaluate<string>(`(() => {
    const copy = document.querySelector('${within}').cloneNode(true);
    for (const literal of copy.querySelectorAll('code, pre, [lang=en]')) literal.remove();
    for (const block of copy.querySelectorAll('p, li, dt, dd, td, th, h1, h2, h3, h4, label, option, button')) block.append('\\n');
    return copy.textContent;
  })()`);
  const lines = text.split('\n').map((line) => line.trim());
  return [
    ...known.filter((sentence) => text.includes(sentence)),
    ...lines.filter((line) => (line.match(englishWords) ?? []).length > 1),
  ];
}

describe('the language of the dashboard', () => {
  it('is chosen in the header, and holds after a reload', async () => {
    await using stage = await open({ path: '/dashboard/settings', context: { locale: 'en-GB' } });
    const { page } = stage;
    await heading(page, 'Settings').waitFor();
    expect(await languageOf(page)).toBe('en');

    await page.locator('header').getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' });
    await heading(page, 'Einstellungen').waitFor();
    await standsInNavigation(page, 'Seiten', ['Übersicht', 'Konten', 'Verteilung']);
    expect(await languageOf(page)).toBe('de');

    await page.reload();
    await heading(page, 'Einstellungen').waitFor();
    expect(await languageOf(page)).toBe('de');
    expect(await page.locator('header').getByRole('combobox', { name: 'Sprache' }).inputValue()).toBe('de');
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

  it('German: no setting, reason, self-test or snippet speaks English; a search finds both languages', async () => {
    await using stage = await open({ path: '/dashboard/settings', context: { locale: 'de-DE' } });
    const { page } = stage;
    await page.getByText('Längstes Warten auf ein freies Konto').waitFor();
    expect(await englishIn(page, englishOfSettings)).toEqual([]);
    const search = page.getByRole('searchbox', { name: 'Einstellung suchen' });
    for (const words of ['freies Konto', 'free account', 'capacityWait']) {
      await search.fill(words);
      await page.locator('[data-setting=dataDir]').waitFor({ state: 'hidden' });
      await page.locator('[data-setting=capacityWaitTimeout]').waitFor();
    }

    await page.goto(`${stage.evenkeel.origin}/dashboard/routing`);
    await page.getByTestId('preview-reason').getByText('Diesem Konto bleibt am meisten.').waitFor();
    expect(await englishIn(page, Object.values(decisionReasons))).toEqual([]);

    await page.goto(`${stage.evenkeel.origin}/dashboard/connect`);
    await page.locator('[data-client=codex]').waitFor();
    await page.getByText('ohne Anmeldung, ohne Schlüssel').waitFor();
    expect(await englishIn(page, [])).toEqual([]);

    await page.goto(`${stage.evenkeel.origin}/dashboard/diagnostics`);
    await page.getByRole('button', { name: 'Selbsttests ausführen' }).click();
    await page.getByText(/Zuletzt ausgeführt/).waitFor();
    await page.getByText('Auf dem Datenträger ist Platz').waitFor({ state: 'attached' });
    expect(await englishIn(page, [...englishOfSettings, ...englishOfTests])).toEqual([]);
  });

  it('German: a refused request is told in German, with the engine’s own words beside it', async () => {
    await using stage = await open({ accounts: [], path: '/dashboard/requests', context: { locale: 'de-DE' } });
    const { page } = stage;
    expect((await stage.turn()).status).toBe(503);
    await page.getByRole('row').filter({ hasText: 'gpt-5.5' }).first().click();
    const drawer = page.getByRole('dialog', { name: 'Anfrage' });
    await drawer.getByText('Kein Konto kann diese Anfrage bedienen.').waitFor();
    await drawer.getByText('No account has been added to Evenkeel yet.').waitFor();
  });

  it('German: what is wrong with files, a source and the vault is told in German, and so is why a request went where', async () => {
    await using stage = await open({ path: '/dashboard/settings', context: { locale: 'de-DE' } });
    const { page } = stage;
    await page.getByText('NICHT im Schlüsselbund des Systems').waitFor();
    await page.getByText('Die Einstellungen wollen es so.').waitFor();
    await page.goto(`${stage.evenkeel.origin}/dashboard/accounts`);
    await page.getByRole('button', { name: 'Viele importieren' }).click();
    const anna = stage.account('anna').authFile();
    await page
      .getByTestId('bulk-files')
      .setInputFiles([authFile('a', 'no JSON'), authFile('b', '{"OPENAI_API_KEY":null}'), authFile('c', anna)]);
    await page.getByText('Das ist kein JSON.').waitFor();
    await page.getByText('Darin sind keine Tokens. `codex login` ausführen').waitFor();
    expect(await englishIn(page, [], 'dialog[open]')).toEqual([]);
    await page.getByRole('button', { name: '1 Konto importieren' }).click();
    await page.getByText('Import abgeschlossen').waitFor();
    expect(await englishIn(page, [], 'dialog[open]')).toEqual([]);

    const source = { name: 'Labor', baseUrl: 'http://127.0.0.1:1/v1', models: [{ model: 'lab-1' }] };
    const body = JSON.stringify(source);
    const headers = { 'content-type': 'application/json' };
    expect((await stage.evenkeel.fetch('/api/model-sources/', { method: 'POST', headers, body })).status).toBe(201);
    await page.goto(`${stage.evenkeel.origin}/dashboard/sources`);
    await page.getByRole('button', { name: 'Labor prüfen' }).click();
    await page.getByText('An http://127.0.0.1:1 antwortet niemand.').waitFor();
    expect(await englishIn(page, [])).toEqual([]);
    await page.getByRole('button', { name: 'Labor bearbeiten' }).click();
    await page.locator('dialog[open] input').nth(1).fill('http://8.8.8.8/v1');
    await page.locator('dialog[open] button[type=submit]').click();
    await page.getByText('http würde den Schlüssel und jede Eingabe unverschlüsselt an 8.8.8.8 senden.').waitFor();
    stage.problems.length = 0;
    expect(await englishIn(page, [], 'dialog[open]')).toEqual([]);

    await stage.turn('talk-1');
    await stage.turn('talk-1');
    await page.goto(`${stage.evenkeel.origin}/dashboard/requests`);
    await page
      .getByRole('row')
      .filter({ hasText: 'Die Unterhaltung ist auf diesem Konto zu Hause.' })
      .first()
      .waitFor();
    expect(await englishIn(page, Object.values(decisionReasons))).toEqual([]);
  });

  it('Chinese: the settings and the self-tests are Chinese', async () => {
    await using stage = await open({ path: '/dashboard/settings', isClosed: true, context: { locale: 'zh-CN' } });
    const { page } = stage;
    await page.getByText('等待空闲账号的最长时间').waitFor();
    expect(await englishIn(page, englishOfSettings)).toEqual([]);
    await page.goto(`${stage.evenkeel.origin}/dashboard/diagnostics`);
    await page.getByRole('button', { name: '运行自检' }).click();
    await page.getByText('上次运行').waitFor();
    await page.getByText('磁盘有空间').waitFor({ state: 'attached' });
    expect(await englishIn(page, englishOfTests)).toEqual([]);
  });
});
