import type { MessageBoxOptions } from 'electron';
import { describe, expect, it } from 'vitest';

import { createLatch } from '../fakes/upstream/latch.ts';
import { ok } from '../fakes/upstream/steps.ts';
import { type DesktopStage, labelIn } from './desktop-stage.ts';
import { useDesktop } from './use-desktop.ts';

type WithDialog = typeof globalThis & { asked: MessageBoxOptions[]; answer: (button: number) => void };

let stage: DesktopStage;
useDesktop((opened) => {
  stage = opened;
});

/** The app with a request that has begun to answer and does not end before the latch opens. */
async function withRunningRequest() {
  const app = await stage.launch({ EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT: '600' });
  const page = await stage.window();
  const account = stage.upstream.addAccount({ id: 'acc-a', email: 'ada@example.test' });
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'auth.json', mimeType: 'application/json', buffer: Buffer.from(account.authFile()) });
  await page.getByText('ada@example.test').first().waitFor();
  const hold = createLatch();
  account.script([ok('A long answer', { hold })]);
  const origin = await stage.origin();
  const answer = await fetch(`${origin}/backend-api/codex/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ model: 'gpt-5.5', stream: true, store: false, instructions: '', input: [] }),
  });
  // The system's dialog, which nobody could press here.
  await app.evaluate(({ dialog }) => {
    const asked: MessageBoxOptions[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...given: unknown[]) => {
      const options = given.at(-1) as MessageBoxOptions;
      asked.push(options);
      return new Promise((resolve) => {
        const press = (response: number) => resolve({ response, checkboxChecked: false });
        options.signal?.addEventListener('abort', () => press(options.cancelId ?? 0));
        Object.assign(globalThis, { answer: press });
      });
    };
  });
  const asked = () =>
    app.evaluate(() => (globalThis as WithDialog).asked.map(({ message, buttons }) => ({ message, buttons })));
  const press = (button: number) =>
    app.evaluate((_electron, which) => (globalThis as WithDialog).answer(which), button);
  return { app, answer, hold, asked, press };
}

const question = {
  message: '1 request is still running',
  buttons: ['Wait for 1 request', 'Quit now', 'Cancel'],
};

describe('quitting while a request runs', () => {
  it('asks; "Wait" lets the answer arrive whole, however long that takes, and then it exits 0', async () => {
    const { answer, hold, asked, press } = await withRunningRequest();
    await stage.click('quit');
    expect(await asked()).toEqual([question]);
    await press(0);
    const tray = await stage.trayWhere(({ icon }) => icon === 'draining');
    expect(labelIn(tray, 'status')).toBe('Quitting when 1 request has ended');
    hold.open();
    expect(await answer.text()).toContain('response.completed');
    expect(await stage.ended()).toBe(0);
  });

  it('by the menu or Cmd+Q asks as well; called off, everything goes on; "Quit now" ends it', async () => {
    const { app, answer, asked, press } = await withRunningRequest();
    await app.evaluate(({ app: running }) => running.quit());
    expect(await asked()).toEqual([question]);
    await press(2);
    expect((await fetch(`${await stage.origin()}/health/ready`)).status).toBe(200);
    await app.evaluate(({ app: running }) => running.quit());
    expect(await asked()).toHaveLength(2);
    await press(1);
    expect(await answer.text()).toContain('response.failed');
    expect(await stage.ended()).toBe(0);
  });
});

describe('the system goes down', () => {
  it('asks nobody, makes the system wait, ends the request in its own form and exits 0', async () => {
    const { app, answer } = await withRunningRequest();
    const [prevented, asked] = await app.evaluate(({ powerMonitor }) => {
      let isPrevented = false;
      powerMonitor.emit('shutdown', { preventDefault: () => (isPrevented = true) });
      return [isPrevented, (globalThis as WithDialog).asked.length];
    });
    expect([prevented, asked]).toEqual([true, 0]);
    expect(await answer.text()).toContain('response.failed');
    expect(await stage.ended()).toBe(0);
  });

  it('a quit that the system asks for then is not held back', async () => {
    const { app } = await withRunningRequest();
    const held = await app.evaluate(({ app: running, powerMonitor }) => {
      powerMonitor.emit('shutdown', { preventDefault: () => undefined });
      const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
      running.emit('before-quit', event);
      return event.defaultPrevented;
    });
    expect(held).toBe(false);
    expect(await stage.ended()).toBe(0);
  });
});
