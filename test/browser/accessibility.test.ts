import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { usageLimit } from '../fakes/upstream/steps.ts';
import { axeFindings } from './axe.ts';
import { settled } from './settled.ts';
import { addButton, dialog, loseSignIn } from './sign-in-steps.ts';
import { emailOf, shoot, tabTo, useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const inTurn = { EVENKEEL_ROUTING_STRATEGY: 'round_robin' };
const longMs = 240_000;
const pages = [
  '',
  '/accounts',
  '/requests',
  '/conversations',
  '/reports',
  '/routing',
  '/keys',
  '/sources',
  '/connect',
  '/settings',
  '/audit',
  '/diagnostics',
  '/nowhere',
];

/** With something of everything: answers, a failover, a key, an account that needs its owner. */
async function furnish(stage: Stage): Promise<void> {
  stage.account('anna').script([usageLimit({ resetsAt: Math.floor(Date.now() / 1000) + 3600 })]);
  for (let count = 0; count < 3; count += 1) await stage.turn(`0199f2b7-3c5e-7a61-9d0a-5d1f8b3a77c${count}`);
  await loseSignIn(stage, 'carl');
  const made = await stage.evenkeel.fetch('/api/api-keys/', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'a key' }),
  });
  expect(made.ok).toBe(true);
}

const visit = ({ page, evenkeel }: Stage, path: string) =>
  settled(page, () => page.goto(`${evenkeel.origin}/dashboard${path}`));

/** The browser complains of a page that is not there; of anything else it must not have. */
function forgetMissingPage({ problems }: Stage): void {
  const others = problems.filter((problem) => !problem.includes('404'));
  problems.splice(0, problems.length, ...others);
}

function styleOf(page: Page, selector: string, name: string): Promise<string> {
  return page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${name}`);
}

interface Shown {
  readonly name: string;
  readonly path: string;
  readonly press: (page: Page) => Promise<void>;
  readonly shown: (page: Page) => Locator;
}

const dialogs: readonly Shown[] = [
  { name: 'add account', path: '', press: (page) => addButton(page).first().click(), shown: dialog },
  {
    name: 'account details',
    path: '/accounts',
    press: (page) =>
      page
        .getByRole('button', { name: `Details of ${emailOf('bert')}` })
        .first()
        .click(),
    shown: dialog,
  },
  {
    name: 'key editor',
    path: '/keys',
    press: (page) => page.getByRole('button', { name: 'Create a key' }).first().click(),
    shown: dialog,
  },
  {
    name: 'request',
    path: '/requests',
    press: (page) => page.getByRole('row').nth(1).getByRole('button').first().click(),
    shown: dialog,
  },
  {
    name: 'password',
    path: '/settings',
    press: (page) => page.getByRole('button', { name: 'Set a password' }).click(),
    shown: dialog,
  },
  { name: 'palette', path: '', press: (page) => page.keyboard.press('Control+k'), shown: dialog },
  { name: 'shortcuts', path: '', press: (page) => page.keyboard.press('?'), shown: dialog },
];

describe('axe, WCAG 2.2 AA and best practices', () => {
  it.each([
    ['light', 1280],
    ['light', 360],
    ['dark', 1280],
    ['dark', 360],
  ] as const)(
    '%s at %i: every page and every dialog',
    async (colorScheme, width) => {
      await using stage = await open({
        accounts: ['anna', 'bert', 'carl'],
        env: inTurn,
        context: { colorScheme, viewport: { width, height: 900 } },
      });
      const { page } = stage;
      await furnish(stage);
      const found: string[] = [];
      for (const path of pages) {
        await visit(stage, path);
        found.push(...(await axeFindings(page)).map((finding) => `${path || '/'}: ${finding}`));
      }
      for (const { name, path, press, shown } of dialogs) {
        await visit(stage, path);
        await press(page);
        await shown(page).waitFor();
        found.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`));
      }
      expect(found).toEqual([]);
      forgetMissingPage(stage);
    },
    longMs,
  );

  it('the steps of somebody new, and the news', async () => {
    await using stage = await open({ accounts: ['anna'], isFirstRun: true });
    const { page } = stage;
    await loseSignIn(stage, 'anna');
    await page.getByTestId('toast').first().waitFor();
    await page.getByTestId('first-run').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('other ways to see it', () => {
  it(
    'WCAG 1.4.4 and 1.4.10: at 200 % nothing has to be scrolled sideways',
    async () => {
      const context = { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 };
      await using stage = await open({ accounts: ['anna', 'bert', 'carl'], env: inTurn, context });
      await furnish(stage);
      for (const path of pages) {
        await visit(stage, path);
        const overhang = await stage.page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(overhang, `at ${path}`).toBeLessThanOrEqual(0);
      }
      forgetMissingPage(stage);
    },
    longMs,
  );

  it('with colours of the system: the focus, what is chosen and what is left can be seen', async () => {
    await using stage = await open({ context: { forcedColors: 'active', colorScheme: 'dark' } });
    const { page } = stage;
    await tabTo(page, addButton(page).first());
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await page.getByRole('meter').first().waitFor();
    expect(await styleOf(page, '[role=meter] .fill', 'backgroundColor')).not.toBe('rgb(0, 0, 0)');
    expect(await styleOf(page, 'nav [aria-current]', 'borderTopWidth')).toBe('2px');
    await shoot(page, 'forced-colors');
    await page.keyboard.press('Control+k');
    await page.locator('[role=option][aria-selected=true]').waitFor();
    expect(await styleOf(page, '[role=option][aria-selected=true]', 'outlineStyle')).toBe('solid');
    await shoot(page, 'forced-colors-palette');
  });

  it(
    'with less motion: nothing moves',
    async () => {
      await using stage = await open();
      for (const path of pages) {
        await visit(stage, path);
        const moving = await stage.page.evaluate<number>(
          'document.getAnimations().filter((one) => one.playState === "running").length',
        );
        expect(moving, `at ${path}`).toBe(0);
      }
      forgetMissingPage(stage);
    },
    longMs,
  );
});
