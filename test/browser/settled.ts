import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Goes somewhere, and resolves when the page shows what it asked for: nothing is under way but the stream of events, and
 * nothing that arrives moves what a pointer aims at.
 */
export async function settled(page: Page, go: () => Promise<unknown>): Promise<void> {
  const underWay = new Set<Request>();
  const asked = (request: Request) => void (request.url().includes('/api/events') || underWay.add(request));
  const answered = (request: Request) => void underWay.delete(request);
  page.on('request', asked).on('requestfinished', answered).on('requestfailed', answered);
  await go();
  await page.getByTestId('connection').getByText('Live').waitFor();
  await expect.poll(() => underWay.size, { timeout: 20_000 }).toBe(0);
  page.off('request', asked).off('requestfinished', answered).off('requestfailed', answered);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}
