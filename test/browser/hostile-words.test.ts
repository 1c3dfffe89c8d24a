import { describe, expect, it } from 'vitest';

import { status } from '../fakes/upstream/steps.ts';
import { useBrowser } from './stage.ts';
import type { Stage } from './stage.ts';

const open = useBrowser();
const longMs = 180_000;
/** Runs in every way in which markup runs, if somebody ever takes it for markup. */
const hostile = (where: string) =>
  `<img src=x onerror="globalThis.ran='${where}'"><script>globalThis.ran='${where}'</script>`;

async function post({ evenkeel }: Stage, path: string, body: object, headers: Record<string, string> = {}) {
  const response = await evenkeel.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

const turn = (stage: Stage, model: string) =>
  post(
    stage,
    '/backend-api/codex/responses',
    {
      model,
      stream: true,
      store: false,
      instructions: '',
      input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] }],
    },
    { session_id: hostile('conversation'), 'user-agent': `${hostile('program')}/1` },
  );

describe('E3: words of others are words', () => {
  it(
    'names of accounts, models, keys, programs and the texts of errors are shown as they are, and nothing in them runs',
    async () => {
      await using stage = await open({ accounts: [] });
      const { page, evenkeel, upstream } = stage;
      const account = upstream.addAccount({ id: 'anna', email: `${hostile('account')}@example.test` });
      await evenkeel.importAuthFiles([account.authFile()]);
      account.script([status(400, { error: { message: hostile('error'), code: 'invalid_prompt' } })]);
      expect((await turn(stage, 'gpt-5.5')).status).toBe(400);
      await turn(stage, hostile('model'));
      expect((await post(stage, '/api/api-keys/', { name: hostile('key') })).status).toBe(201);

      const seen: Record<string, string> = {};
      for (const name of ['', 'accounts', 'requests', 'conversations', 'reports', 'routing', 'keys', 'audit']) {
        await page.goto(`${evenkeel.origin}/dashboard/${name}`);
        await page.getByTestId('connection').getByText('Live').waitFor();
        await page.getByRole('heading', { level: 1 }).waitFor();
        if (name === 'accounts') await page.getByText(hostile('account')).first().waitFor();
        if (name === 'requests') {
          await page.locator('tr.request').last().getByRole('button').click();
          await page
            .getByRole('dialog', { name: 'Request', exact: true })
            .getByText(hostile('error'))
            .first()
            .waitFor();
        }
        if (name === 'reports') await page.getByRole('table', { name: 'By model' }).waitFor();
        if (name === 'keys') await page.getByText(hostile('key')).first().waitFor();
        seen[name] = await page.locator('body').innerText();
        expect(await page.evaluate('[typeof globalThis.ran, document.querySelectorAll("img[src=x]").length]')).toEqual([
          'undefined',
          0,
        ]);
      }
      expect(seen.requests).toContain(hostile('model'));
      expect(seen.requests).toContain('<img src=x');
    },
    longMs,
  );
});
