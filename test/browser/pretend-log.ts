import type { Page } from 'playwright-core';

import type { RequestLogEntry, RequestLogPage } from '#contract/request-log.ts';

import { sampleRequest } from '../../src-renderer/state/sample-data.ts';

/** Runs in the page: what the engine sends as live events passes, and a test can send some of its own. */
const relayEvents = `
  const real = window.fetch;
  window.fetch = async (input, init) => {
    const response = await real(input, init);
    if (!String(input).startsWith('/api/events') || !response.ok) return response;
    const reader = response.body.getReader();
    const body = new ReadableStream({
      start(controller) {
        window.sendEvents = (text) => controller.enqueue(new TextEncoder().encode(text));
      },
      async pull(controller) {
        const { value, done } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    }, { highWaterMark: 0 });
    return new Response(body, { status: response.status, headers: response.headers });
  };
`;

/** Newest last, a second between each. */
export function entries(count: number, parts: (id: number) => Partial<RequestLogEntry> = () => ({})) {
  const startMs = Date.parse('2026-01-01T00:00:00.000Z');
  return Array.from({ length: count }, (_, index) => {
    const id = index + 1;
    return sampleRequest({ id, requestedAt: new Date(startMs + index * 1000).toISOString(), ...parts(id) });
  });
}

/** The request log answers from here, in pages as the engine does. The page is loaded anew. */
export async function pretendLog(page: Page, log: readonly RequestLogEntry[]): Promise<void> {
  await page.addInitScript(relayEvents);
  await page.route('**/api/request-logs?*', async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const limit = Number(query.get('limit'));
    const before = Number(query.get('cursor') ?? Number.MAX_SAFE_INTEGER);
    const matching = log.filter(({ id }) => id < before).toReversed();
    const requests = matching.slice(0, limit);
    const hasMore = matching.length > limit;
    const nextCursor = hasMore ? (requests.at(-1)?.id ?? null) : null;
    const answer: RequestLogPage = { requests, hasMore, nextCursor, scannedThrough: null };
    await route.fulfill({ json: answer });
  });
  await page.reload();
  await page.getByTestId('connection').getByText('Live').waitFor();
}

/** Live events of requests with the ids from `from` to `to`, as fast as the page takes them. */
export async function sendRequests(page: Page, from: number, to: number): Promise<void> {
  const template = JSON.stringify(sampleRequest({ requestedAt: new Date().toISOString() }));
  await page.evaluate(`{
    const template = ${template};
    let text = '';
    for (let id = ${from}; id <= ${to}; id += 1) {
      const request = { ...template, id, requestId: 'live-' + id };
      text += 'event: request\\ndata: ' + JSON.stringify({ type: 'request', request }) + '\\n\\n';
    }
    window.sendEvents(text);
  }`);
}
