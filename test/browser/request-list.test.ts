import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';

import { entries, pretendLog, sendRequests } from './pretend-log.ts';
import { shoot, tabTo, useBrowser } from './stage.ts';

const open = useBrowser();
const path = '/dashboard/requests';
/** More than fit into any view, far fewer than there are. */
const mostDrawn = 60;

const rowsOf = (page: Page) => page.locator('tr.request');
const rowOf = (page: Page, id: number | string) => page.locator(`[data-request="${id}"]`);
const shown = (page: Page, count: string) =>
  page.getByTestId('shown').getByText(`${count} shown`, { exact: true }).waitFor();
const scrollTo = (page: Page, top: string) =>
  page.evaluate(`{ const box = document.querySelector('table').parentElement; box.scrollTop = ${top}; }`);

describe('a long list of requests', () => {
  it('draws what is in view, goes back page by page, and counts all of it for screen readers', async () => {
    await using stage = await open({ accounts: [] });
    const { page } = stage;
    await page.goto(`${stage.evenkeel.origin}${path}`);
    await pretendLog(page, entries(2000));
    await shown(page, '100');
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('-1');
    for (let pages = 1; pages <= 19; pages += 1) {
      await scrollTo(page, 'box.scrollHeight');
      await shown(page, (100 * (pages + 1)).toLocaleString('en'));
      expect(await rowsOf(page).count()).toBeLessThan(mostDrawn);
    }
    await page.getByText('That is all there is.').waitFor();
    await scrollTo(page, 'box.scrollHeight');
    await rowOf(page, 'req-1').waitFor();
    expect(await rowOf(page, 'req-1').getAttribute('aria-rowindex')).toBe('2001');
    const table = page.getByRole('table');
    expect(await table.getAttribute('aria-rowcount')).toBe('2001');
    // Rows that are not drawn take the same room, or the scroll bar would lie.
    const rowHeightPx = await page.evaluate<number>(`document.querySelector('tr.request').offsetHeight`);
    expect(await page.evaluate(`document.querySelector('tbody').offsetHeight`)).toBe(2000 * rowHeightPx);
    expect(await rowsOf(page).count()).toBeLessThan(mostDrawn);
  });

  it('stays as it is, in the page and in memory, however much arrives', async () => {
    await using stage = await open({ accounts: [] });
    const { page } = stage;
    await page.goto(`${stage.evenkeel.origin}${path}`);
    await pretendLog(page, entries(3));
    await shown(page, '3');
    const session = await page.context().newCDPSession(page);
    const usedBytes = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    await sendRequests(page, 4, 3000);
    await rowOf(page, 'live-3000').waitFor();
    await shown(page, '500');
    expect(await rowsOf(page).count()).toBeLessThan(mostDrawn);
    const beforeBytes = await usedBytes();
    for (const last of [6000, 9000, 12_000]) {
      await sendRequests(page, last - 2999, last);
      await rowOf(page, `live-${last}`).waitFor();
    }
    await shown(page, '500');
    expect(await rowsOf(page).count()).toBeLessThan(mostDrawn);
    // 9,000 of them would be some 10 MB.
    expect((await usedBytes()) - beforeBytes).toBeLessThan(2_000_000);
  });

  it('waits while it is paused or read further down, and says how much is new', async () => {
    await using stage = await open({ accounts: [] });
    const { page } = stage;
    await page.goto(`${stage.evenkeel.origin}${path}`);
    await pretendLog(page, entries(100));
    await rowOf(page, 'req-100').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await sendRequests(page, 101, 112);
    await page.getByRole('button', { name: 'Show 12 new' }).waitFor();
    expect(await rowOf(page, 'live-112').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await rowOf(page, 'live-112').waitFor();
    await page.getByRole('button', { name: 'Pause' }).waitFor();

    await scrollTo(page, '600');
    await rowOf(page, 'live-112').waitFor({ state: 'detached' });
    await sendRequests(page, 113, 115);
    const top = await page.evaluate(`document.querySelector('table').parentElement.scrollTop`);
    await page.getByRole('button', { name: 'Show 3 new' }).click();
    await rowOf(page, 'live-115').waitFor();
    expect(top).toBe(600);
    await shown(page, '115');
    await sendRequests(page, 116, 116);
    await rowOf(page, 'live-116').waitFor();
  });

  it('is gone through by keyboard alone, also in the details', async () => {
    await using stage = await open({ accounts: [] });
    const { page } = stage;
    await page.goto(`${stage.evenkeel.origin}${path}`);
    await pretendLog(page, entries(150));
    const focused = () => page.evaluate<string>(`document.activeElement.closest('tr')?.dataset.request`);
    await tabTo(page, rowOf(page, 'req-150').getByRole('button'));
    const steps = [
      ['ArrowDown', 'req-149'],
      ['ArrowDown', 'req-148'],
      ['ArrowUp', 'req-149'],
      ['End', 'req-51'],
      ['Home', 'req-150'],
    ] as const;
    for (const [key, request] of steps) {
      await page.keyboard.press(key);
      await rowOf(page, request).locator('button:focus').waitFor();
    }
    await page.keyboard.press('PageDown');
    await rowOf(page, 'req-150').locator('button:focus').waitFor({ state: 'detached' });
    const paged = Number((await focused()).replace('req-', ''));
    expect(paged).toBeLessThan(148);
    // One row for Tab, whichever it is.
    expect(await page.locator('tr.request button[tabindex="0"]').count()).toBe(1);
    // What arrives does not move the row from under the hands.
    await sendRequests(page, 151, 160);
    await page.getByRole('button', { name: 'Show 10 new' }).waitFor();

    await page.keyboard.press('Enter');
    const details = page.getByRole('dialog', { name: 'Request', exact: true });
    await details.getByText(`req-${paged}`, { exact: true }).waitFor();
    await page.keyboard.press('j');
    await details.getByText(`req-${paged - 1}`, { exact: true }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await details.getByText(`req-${paged - 1}`, { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    await rowOf(page, `req-${paged - 1}`)
      .locator('button:focus')
      .waitFor();
  });

  it('says how far back it has looked for what is rare, and goes on when told to', async () => {
    await using stage = await open({ accounts: [] });
    const { page } = stage;
    const scannedThrough = '2026-01-01T08:30:00.000Z';
    await page.route('**/api/request-logs?*', (route) => {
      const isFirst = !new URL(route.request().url()).searchParams.has('cursor');
      return route.fulfill({
        json: isFirst
          ? { requests: [], hasMore: true, nextCursor: 5000, scannedThrough }
          : { requests: entries(1), hasMore: false, nextCursor: null, scannedThrough: null },
      });
    });
    await page.goto(`${stage.evenkeel.origin}${path}?text=rare`);
    await page.getByText(/^Nothing that matches since .*\d:30/).waitFor();
    await page.getByRole('button', { name: 'Look further back' }).click();
    await rowOf(page, 'req-1').waitFor();
    await page.getByText('That is all there is.').waitFor();
    expect(await page.getByRole('searchbox', { name: 'Find' }).inputValue()).toBe('rare');
  });

  it.each([
    ['light', 360],
    ['dark', 360],
    ['light', 800],
    ['dark', 800],
    ['light', 1280],
    ['dark', 1280],
  ] as const)('fits in %s at a width of %i', async (colorScheme, width) => {
    await using stage = await open({
      accounts: ['anna', 'bert'],
      path,
      context: { colorScheme, viewport: { width, height: 800 } },
    });
    const { page } = stage;
    const ids = (await stage.evenkeel.accounts()).map(({ accountId }) => accountId);
    const decision = {
      strategy: 'round_robin',
      accountId: ids[0] ?? null,
      reason: 'this account is next in turn (round_robin)',
      candidates: ids.map((accountId, index) => ({
        accountId,
        verdict: index === 0 ? ('chosen' as const) : ('lost' as const),
        code: index === 0 ? 'chosen' : 'not_next',
        detail: index === 0 ? 'next in turn' : 'its turn comes later',
      })),
    };
    const attempt = (index: number, latencyMs: number, rawError: string | null) => ({
      accountId: ids[index % 2] ?? '',
      outcome: rawError === null ? 'completed' : 'refused',
      statusCode: rawError === null ? 200 : 429,
      errorCode: rawError === null ? null : 'usage_limit_reached',
      rawError,
      latencyMs,
      decision,
    });
    const failure = '{"error":{"type":"usage_limit_reached","resets_at":1767225600}}';
    const log = entries(300, (id) => ({
      accountId: ids[id % 2] ?? null,
      model: 'gpt-5.5',
      reasoningEffort: id % 3 === 0 ? 'high' : null,
      client: id % 4 === 0 ? 'opencode' : 'codex_cli_rs',
      status: id % 7 === 0 ? 'error' : 'success',
      statusCode: id % 7 === 0 ? 429 : 200,
      errorCode: id % 7 === 0 ? 'usage_limit_reached' : null,
      errorMessage: id % 7 === 0 ? 'All accounts have reached their limit.' : null,
      inputTokens: 1200 * id,
      cachedInputTokens: 900 * id,
      outputTokens: 41 * id,
      reasoningTokens: 12 * id,
      costMicroUsd: 300 * id * 5 + 900 * id * 0.5 + 41 * id * 30,
      latencyMs: 120 * id,
      latencyFirstEventMs: 40 * id,
      latencyQueueMs: 10 * id,
      conversationId: 'thread-1',
      attempts: id % 5 === 0 ? [attempt(0, 15 * id, failure), attempt(1, 95 * id, null)] : [attempt(0, 110 * id, null)],
    }));
    await pretendLog(page, log);
    await shown(page, '100');
    expect(await page.evaluate(`document.documentElement.scrollWidth <= ${width}`)).toBe(true);
    await shoot(page, `activity-${width}-${colorScheme}`);
    await rowOf(page, 'req-300').getByRole('button').click();
    const details = page.getByRole('dialog', { name: 'Request', exact: true });
    await details.getByText('Until the first event').waitFor();
    await details.locator('[data-cost="cached"]').getByText('$0.135', { exact: true }).waitFor();
    expect(await page.evaluate(`document.querySelector('dialog').scrollWidth <= ${width}`)).toBe(true);
    await shoot(page, `activity-detail-${width}-${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('dialog', { name: 'Filter requests' }).waitFor();
    await shoot(page, `activity-filter-${width}-${colorScheme}`);
  });
});
