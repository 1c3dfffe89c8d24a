import { once } from 'node:events';

import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { usualUsageOf } from '../fakes/upstream/usage-payload.ts';
import type { DesktopStage } from './desktop-stage.ts';
import { useDesktop } from './use-desktop.ts';

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

async function importAccount() {
  const page = await stage.window();
  const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
  await page.getByText('ada@example.test').first().waitFor();
  return account;
}

const turn = (origin: string) =>
  fetch(`${origin}/backend-api/codex/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, instructions: '', input: [] }),
  });

describe('the machine has slept', () => {
  it('asks again what it believed before', async () => {
    const app = await stage.launch();
    const account = await importAccount();
    await stage.trayWhere(({ icon }) => icon === 'ok');
    account.usage = usualUsageOf(64, 85);
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'));
    const tray = await stage.trayWhere(({ items }) => JSON.stringify(items).includes('15% of the week left'));
    expect(tray.icon).toBe('ok');
  });
});

describe('the way out', () => {
  it('has an end: a second word does not wait for an answer that never comes, and a start finds all in order', async () => {
    await stage.launch();
    const account = await importAccount();
    const hold = createLatch();
    account.script([ok('Never', { hold })]);
    const answer = await turn(await stage.origin());
    const whole = answer.text().catch((error: unknown) => error);
    stage.process.kill('SIGTERM');
    await stage.trayWhere(({ icon }) => icon === 'draining');
    await stage.click('quit-now');
    expect(await stage.ended()).toBe(0);
    expect(await whole).not.toEqual(expect.stringContaining('response.completed'));
    hold.open();

    await stage.launch({}, ['--hidden']);
    await stage.trayWhere(({ items }) => JSON.stringify(items).includes('● ada@example.test'));
  });

  it('a kill leaves nothing that keeps the next start from starting', async () => {
    await stage.launch();
    await importAccount();
    const ended = once(stage.process, 'exit');
    stage.process.kill('SIGKILL');
    await ended;
    await stage.launch({}, ['--hidden']);
    await stage.trayWhere(({ items }) => JSON.stringify(items).includes('● ada@example.test'));
    expect((await turn(await stage.origin())).status).toBe(200);
  });
});
